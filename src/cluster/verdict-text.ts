/** The text of a verdict. */
import { type InstanceAccount, notProbed, type ProbeResult, type Verdict } from './verdict.ts';
import { alignColumns } from '../base/table.ts';

/** Returns the verdict's message, the probe's result and a table of the instances. */
export function verdictText(verdict: Verdict): string {
  return [verdict.message, probeText(verdict.probe), '', accountsText(verdict.instances)].join('\n').trim();
}

function probeText(probe: ProbeResult): string {
  switch (probe.outcome) {
    case 'passed':
      return `Through the load balancer: ${probe.detail}.`;
    case 'failed':
      return `Failed through the load balancer: ${probe.detail}.`;
    case 'not-run':
      return notProbed(probe.why);
  }
}

/** Returns a table: address, version, node and newest view of each instance. */
export function accountsText(instances: readonly InstanceAccount[]): string {
  if (instances.length === 0) return '';
  return alignColumns([
    ['INSTANCE', 'ADDRESS', 'ADVERTISES', 'VERSION', 'KEYCLOAK', 'NODE', 'VIEW'],
    ...instances.map(({ id, address, advertised, versionLabel, keycloak, node, view }) => [
      id,
      address ?? '-',
      advertised.join(', ') || '-',
      versionLabel ?? '-',
      keycloak ?? '-',
      node ?? '-',
      view === undefined ? '-' : `(${view.size}) ${view.members.join(', ')}`,
    ]),
  ]);
}
