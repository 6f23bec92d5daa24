import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isRds } from '../../src/config/environment-properties.ts';
import { ecrHost, partitionOf, partitions } from '../../src/config/partitions.ts';
import { configSchema } from '../../src/config/schema.ts';

test.each([
  ['us-east-1', 'aws', '1.dkr.ecr.us-east-1.amazonaws.com'],
  ['ap-southeast-2', 'aws', '1.dkr.ecr.ap-southeast-2.amazonaws.com'],
  ['cn-north-1', 'aws-cn', '1.dkr.ecr.cn-north-1.amazonaws.com.cn'],
  ['us-gov-west-1', 'aws-us-gov', '1.dkr.ecr.us-gov-west-1.amazonaws.com'],
  ['eusc-de-east-1', 'aws-eusc', '1.dkr.ecr.eusc-de-east-1.amazonaws.eu'],
])('%s is a region of %s', (region, partition, host) => {
  expect(configSchema.shape.region.safeParse(region).success).toBe(true);
  expect(partitionOf(region).name).toBe(partition);
  expect(ecrHost('1', region)).toBe(host);
});

test.each(['us-east', 'euscx-de-east-1', 'US-EAST-1', 'e-west-1'])('%s is not a region', (region) => {
  expect(configSchema.shape.region.safeParse(region).success).toBe(false);
});

test('docs/aws.md names the partitions, and no policy is for one alone', () => {
  const readme = readFileSync('docs/aws.md', 'utf8');
  for (const { name } of partitions) expect(readme).toMatch(new RegExp(`\\| \`${name}\` +\\|`));
  expect(readme).not.toMatch(/"arn:aws[\w-]*:/);
});

test('a database of RDS is found in every partition', () => {
  for (const { dnsSuffix } of partitions) expect(isRds(`db.x.eusc-de-east-1.rds.${dnsSuffix}`)).toBe(true);
});
