/** The text of a verdict. */
import { alignLabels } from '../base/table.ts';
import { instancesTable, sharedFacts } from './instances-text.ts';
import { notProbed, type ProbeResult, type Verdict } from './verdict.ts';

/** Returns the verdict's message, the probe's result and the instances. */
export function verdictText(verdict: Verdict, columns: number): string {
  const { message, probe, instances } = verdict;
  // The message of a good verdict names them.
  const facts = sharedFacts(instances).filter(([label]) => label !== 'Members');
  const parts = [
    `${message}\n${probeText(probe)}`,
    alignLabels(facts, columns),
    instancesTable(instances, columns),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
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
