import { expect, test } from 'vitest';
import { unlessAwsError } from '../../src/base/aws-error.ts';

const failing = (name: string, of: object) => () => Promise.reject(Object.assign(new Error(), { name }, of));

test('only the named errors of AWS mean that the resource is absent', async () => {
  const names = ['NoSuchKey', 'NotFound'];
  const aws = { $metadata: {} };
  expect(await unlessAwsError(names, () => Promise.resolve(1))).toBe(1);
  await expect(unlessAwsError(names, failing('NotFound', aws))).resolves.toBeUndefined();
  await expect(unlessAwsError(names, failing('AccessDenied', aws))).rejects.toThrow();
  await expect(unlessAwsError(names, failing('NotFound', {}))).rejects.toThrow();
});
