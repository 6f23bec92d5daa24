/** The text of a verdict. */
import {
  type HeartbeatAccount,
  type InstanceAccount,
  notProbed,
  type ProbeResult,
  type Verdict,
} from './verdict.ts';
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

/** Returns a table: address, version, node, view and heartbeat of each instance. Leaves out what none of them has. */
export function accountsText(instances: readonly InstanceAccount[]): string {
  if (instances.length === 0) return '';
  const rows = instances.map(({ id, address, advertised, versionLabel, keycloak, node, view, heartbeat }) => [
    id,
    address ?? '-',
    advertised.join(', ') || '-',
    versionLabel ?? '-',
    keycloak ?? '-',
    node ?? '-',
    view === undefined ? '-' : `(${view.size}) ${view.members.join(', ')}`.trimEnd(),
    heartbeat === undefined ? '-' : heartbeatText(heartbeat),
  ]);
  const shown = titles.map((_, column) => column === 0 || rows.some((row) => row[column] !== '-'));
  return alignColumns([titles, ...rows].map((row) => row.filter((_, column) => shown[column])));
}

const titles = ['INSTANCE', 'ADDRESS', 'ADVERTISES', 'VERSION', 'KEYCLOAK', 'NODE', 'VIEW', 'HEARTBEAT'];

/** "10:00:30Z", "10:00:30Z not ready". */
function heartbeatText({ at, ready }: HeartbeatAccount): string {
  return `${at.toISOString().slice(11, 19)}Z${ready ? '' : ' not ready'}`;
}
