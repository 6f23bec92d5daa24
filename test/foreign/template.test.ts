/** cfn-lint, of AWS, judges every template of `kc-eb bootstrap`. https://github.com/aws-cloudformation/cfn-lint */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { stackTemplate } from '../../src/bootstrap/template.ts';
import { bootstrapSchema, type BootstrapOptions } from '../../src/config/keys/bootstrap-schema.ts';
import type { DatabaseVendor } from '../../src/keycloak/databases.ts';
import { exampleConfig } from '../fakes/example-config.ts';
import { MemoryFiles } from '../fakes/memory-files.ts';
import { pythonPrograms } from './python.ts';

const network = { vpc: 'vpc-0123456789abcdef0', subnets: ['subnet-0a123456', 'subnet-0b123456'] };

const cases: readonly [DatabaseVendor, Partial<BootstrapOptions>][] = [
  ['postgres', {}],
  ['postgres', { multiAz: true, engineVersion: '17.11', backupDays: 35, storageGb: 100 }],
  ['postgres', { database: 'aurora-serverless' }],
  ['aurora-postgres', { database: 'aurora-serverless', multiAz: true, minCapacity: 1, maxCapacity: 16 }],
  ['mysql', {}],
  ['mariadb', { multiAz: true }],
];

it('finds nothing in the templates of all databases', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kc-eb-template-'));
  try {
    const templates = await new MemoryFiles().templates();
    const example = exampleConfig();
    const files = cases.map(([vendor, options], index) => {
      const config = {
        ...example,
        database: { ...example.database, vendor },
        bootstrap: bootstrapSchema.parse(options),
      };
      const path = join(folder, `${index}.yaml`);
      writeFileSync(path, stackTemplate(config, network, templates));
      return path;
    });
    const program = join(await pythonPrograms('test/foreign/requirements.txt'), 'cfn-lint');
    const lint = (paths: readonly string[]) =>
      execa(program, ['--regions', 'us-east-1', 'eu-central-1', '--', ...paths], { reject: false });
    const { stdout, exitCode } = await lint(files);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 0 });

    const broken = join(folder, 'broken.yaml');
    const text = stackTemplate(example, network, templates).replace('StorageEncrypted', 'StorageIsEncrypted');
    writeFileSync(broken, text);
    expect((await lint([broken])).stdout).toContain('StorageIsEncrypted');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
