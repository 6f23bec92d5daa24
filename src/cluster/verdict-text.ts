/** The words of a verdict. */
import type { InstanceAccount, ProbeResult, Verdict } from './verdict.ts';
import { alignColumns } from '../base/table.ts';

/** The verdict, what proves it, and each instance's account. */
export function verdictText(verdict: Verdict): string {
  return [verdict.message, probeText(verdict.probe), '', accountsText(verdict.instances)].join('\n').trim();
}

function probeText(probe: ProbeResult): string {
  switch (probe.outcome) {
    case 'passed':
      return `Through the balancer: ${probe.detail}.`;
    case 'failed':
      return `Through the balancer, it failed: ${probe.detail}.`;
    case 'not-run':
      return `Not probed through the balancer: ${probe.why}.`;
  }
}

/** One row per instance: its address, version, node and newest view. */
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
