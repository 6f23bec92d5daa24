/** SwapEnvironmentCNAMEs. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Harness } from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await Harness.start();
  await harness.createEnvironment();
  await harness.client.createEnvironment({
    ApplicationName: 'id',
    EnvironmentName: 'id-two',
    VersionLabel: 'v1',
    SolutionStackName: '64bit Amazon Linux 2023 v4.13.7 running Docker',
  });
  await harness.ready('id-two');
});
afterEach(() => harness.end());

async function names(): Promise<Record<string, string | undefined>> {
  const { Environments = [] } = await harness.client.describeEnvironments({});
  return Object.fromEntries(Environments.map(({ EnvironmentName = '', CNAME }) => [EnvironmentName, CNAME]));
}

const both = { SourceEnvironmentName: 'id-prod', DestinationEnvironmentName: 'id-two' };

test('a swap exchanges the CNAMEs, and its events are those of AWS', async () => {
  expect(await names()).toEqual({ 'id-prod': 'localhost:8080', 'id-two': 'localhost:8081' });
  const { $metadata } = await harness.client.swapEnvironmentCNAMEs(both);
  await harness.ready();
  await harness.ready('id-two');
  expect(await names()).toEqual({ 'id-prod': 'localhost:8081', 'id-two': 'localhost:8080' });
  const events = await harness.eventsOf($metadata.requestId);
  expect(
    events
      .filter(({ EnvironmentName }) => EnvironmentName === 'id-prod')
      .map(({ Message = '' }) => Message.replace(/awseb-AWSEB-\w+/, 'LOAD-BALANCER')),
  ).toEqual([
    'swapEnvironmentCNAMEs is starting.',
    "Swapping CNAMEs for environments 'id-prod' and 'id-two'.",
    "'localhost:8081' now points to 'LOAD-BALANCER'.",
    "Completed swapping CNAMEs for environments 'id-prod' and 'id-two'.",
  ]);
  expect(events.filter(({ EnvironmentName }) => EnvironmentName === 'id-two')).toHaveLength(1);
});

test('a swap survives a restart of the server', async () => {
  await harness.stopServer();
  harness.pace = 25;
  await harness.startServer();
  await harness.client.swapEnvironmentCNAMEs(both);
  const { Environments = [] } = await harness.client.describeEnvironments({});
  expect(Environments.map(({ Status }) => Status)).toEqual(['Updating', 'Updating']);
  await harness.stopServer();
  await harness.startServer();
  await harness.ready();
  await harness.ready('id-two');
  expect(await names()).toEqual({ 'id-prod': 'localhost:8081', 'id-two': 'localhost:8080' });
});

test('the CNAME prefixes move with the swap', async () => {
  await harness.client.swapEnvironmentCNAMEs(both);
  await harness.ready('id-two');
  await harness.ready();
  await harness.client.terminateEnvironment({ EnvironmentName: 'id-prod' });
  await harness.ready();
  const available = async (CNAMEPrefix: string) =>
    (await harness.client.checkDNSAvailability({ CNAMEPrefix })).Available;
  expect([await available('id-prod'), await available('id-two')]).toEqual([false, true]);
});

test.each([
  ['one name', { SourceEnvironmentName: 'id-prod' }, 'InvalidParameterCombination'],
  [
    'a name and an id',
    { SourceEnvironmentName: 'id-prod', DestinationEnvironmentId: 'e-abcdefghij' },
    'InvalidParameterCombination',
  ],
  ['an unknown environment', { ...both, DestinationEnvironmentName: 'id-none' }, 'InvalidParameterValue'],
  ['the same environment', { ...both, DestinationEnvironmentName: 'id-prod' }, 'InvalidParameterValue'],
])('a swap with %s is rejected', async (_name, input, name) => {
  await expect(harness.client.swapEnvironmentCNAMEs(input)).rejects.toMatchObject({ name });
});

test('both environments must be Ready', async () => {
  await harness.client.restartAppServer({ EnvironmentName: 'id-two' });
  await expect(harness.client.swapEnvironmentCNAMEs(both)).rejects.toMatchObject({
    name: 'InvalidParameterValue',
    message: 'Environment named id-two is in an invalid state for this operation. Must be Ready.',
  });
  await harness.ready('id-two');
});
