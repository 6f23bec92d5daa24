/** Operations that change no instance: tags, and the swap of CNAMEs. */
import { loadBalancerName } from '../store/names.ts';
import type { Operation } from './operation.ts';
import type { OperationRecord } from '../store/records.ts';

/** The new tags are in the record before it starts. */
export async function updateTags(op: Operation): Promise<void> {
  await op.wait(5);
  op.addEvent('Environment tag update completed successfully.');
}

/**
 * Adds the events of a swap; both records hold their new CNAME before it starts. The destination has one event.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/eb3-swap.html
 */
export async function reportSwap(op: Operation, { swap }: OperationRecord): Promise<void> {
  const { environment } = op;
  const leads = environment.name === swap?.source;
  const both = `CNAMEs for environments '${swap?.source ?? ''}' and '${swap?.destination ?? ''}'.`;
  if (leads) op.addEvent('swapEnvironmentCNAMEs is starting.');
  await op.wait(5);
  if (leads) op.addEvent(`Swapping ${both}`);
  const address = environment.url === undefined ? '' : new URL(environment.url).host;
  op.addEvent(`'${address}' now points to '${loadBalancerName(environment.id)}'.`);
  if (leads) op.addEvent(`Completed swapping ${both}`);
}
