import { expect, test } from 'vitest';
import { asRelease } from '../fakes/example-config.ts';
import { faultsOf, firstWithout, keycloakFaults } from '../../src/keycloak/known-issues.ts';

const issues = (version: string): number[] =>
  faultsOf(asRelease(version), 'postgres').map(({ issue }) => issue);

test.each([
  ['before the first release that has it', '25.0.6', 41290, false],
  ['in a release that has it', '26.3.2', 41290, true],
  ['in the release that has it no more', '26.3.3', 41290, false],
  ['in an older minor that got no fix', '26.2.9', 41290, true],
  ['in the fixed patch of an older minor', '26.4.10', 45980, false],
  ['before the fixed patch of that minor', '26.4.9', 45980, true],
  ['in a newer minor before its own fix', '26.5.3', 45980, true],
  ['in a minor that never had it', '26.6.0', 45980, false],
  ['two digits are more than one', '26.2.12', 45015, true],
])('%s: %s', (_what, version, issue, has) => {
  expect(issues(version).includes(issue)).toBe(has);
});

test('Oracle has additional faults', () => {
  expect(issues('26.3.1')).not.toContain(40784);
  expect(faultsOf(asRelease('26.3.1'), 'oracle').map(({ issue }) => issue)).toContain(40784);
});

test.each([
  ['26.7.3', '26.7.3'],
  ['26.3.1', '26.7.0'],
  ['22.0.5', '26.0.7'],
])('the first release from %s on without any of them is %s', (version, release) => {
  expect(firstWithout(asRelease(version), 'postgres')).toBe(release);
  expect(faultsOf(asRelease(release), 'postgres')).toEqual([]);
});

test('rows are in order, each once', () => {
  const numbers = keycloakFaults.map(({ issue }) => issue);
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
});
