/** RequestEnvironmentInfo and RetrieveEnvironmentInfo. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readFile } from 'node:fs/promises';
import { Harness } from './harness.ts';

const by = { EnvironmentName: 'id-prod' };

let harness: Harness;
beforeEach(async () => {
  harness = await Harness.start();
  await harness.createEnvironment();
});
afterEach(() => harness.end());

async function request(InfoType: 'tail' | 'bundle'): Promise<string[]> {
  const { $metadata } = await harness.client.requestEnvironmentInfo({ ...by, InfoType });
  await expect
    .poll(() => harness.messagesOf($metadata.requestId))
    .toContain('Pulled logs for environment instances.');
  return harness.messagesOf($metadata.requestId);
}

async function retrieve(InfoType: 'tail' | 'bundle') {
  const { EnvironmentInfo = [] } = await harness.client.retrieveEnvironmentInfo({ ...by, InfoType });
  return EnvironmentInfo.map(({ Ec2InstanceId = '', Message = '' }) => {
    const url = new URL(Message);
    return { id: Ec2InstanceId, url, key: url.pathname.split('/').slice(2).join('/') };
  });
}

test('tail compiles the last lines of each instance, and reporting-only instances state that nothing runs', async () => {
  const messages = await request('tail');
  expect(messages[0]).toBe('requestEnvironmentInfo is starting.');
  expect(
    messages.filter((message) => message.endsWith('Successfully finished tailing 2 log(s)')),
  ).toHaveLength(2);
  const found = await retrieve('tail');
  expect(found.map(({ id }) => id).sort()).toEqual(Object.keys(await harness.versions()).sort());
  expect(found[0]?.url.searchParams.get('X-Amz-Expires')).toBe('900');
  const text = await readFile(join(harness.folder, found[0]?.key ?? ''), 'utf8');
  expect(text).toContain('\n/var/log/eb-engine.log\n');
  expect(text).toContain('Reporting only: nothing runs here, so no container has logs.');
});

test('bundle compiles a zip archive of each instance', async () => {
  await request('bundle');
  const found = await retrieve('bundle');
  const zip = await readFile(join(harness.folder, found[0]?.key ?? ''));
  expect(zip.subarray(0, 2).toString()).toBe('PK');
  expect(zip.includes('var/log/eb-engine.log')).toBe(true);
  expect(await retrieve('tail')).toEqual([]);
});

test('analyze is rejected by name', async () => {
  await expect(harness.client.requestEnvironmentInfo({ ...by, InfoType: 'analyze' })).rejects.toMatchObject({
    name: 'InvalidParameterValue',
  });
});
