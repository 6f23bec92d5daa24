/** Runs one deployment on several instances simultaneously, and adds Beanstalk's events. */
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../../base/user-error.ts';
import { type Deployment, DeploymentFailure } from '../../base/ports.ts';
import { extraTimeoutSeconds, toInstance } from './instances.ts';
import { type Operation, OperationFailed } from './operation.ts';
import type { InstanceRecord } from '../store/records.ts';
import { resolveVariables } from '../settings/variables.ts';

export interface CommandResult {
  succeeded: InstanceRecord[];
  failed: InstanceRecord[];
  timedOut: InstanceRecord[];
}

export interface Command {
  kind: Deployment['kind'];
  deploymentId: number;
  versionLabel: string;
}

type Outcome = 'succeeded' | 'failed' | 'timedOut';

/** Returns failed instances in the result; does not reject for them. */
export async function runCommand(
  op: Operation,
  records: readonly InstanceRecord[],
  command: Command,
): Promise<CommandResult> {
  const outcomes = await op.untilClosing(Promise.all(records.map((record) => runOnOne(op, record, command))));
  const withOutcome = (wanted: Outcome) => records.filter((_, index) => outcomes[index] === wanted);
  const result: CommandResult = {
    succeeded: withOutcome('succeeded'),
    failed: withOutcome('failed'),
    timedOut: withOutcome('timedOut'),
  };
  await op.deps.instanceLogs.flush();
  addResultEvents(op, result);
  return result;
}

async function runOnOne(op: Operation, record: InstanceRecord, command: Command): Promise<Outcome> {
  const { now, pace } = op.deps;
  const report = (status: 'In Progress' | 'Deployed' | 'Failed', error?: string): void => {
    // After closing, the record belongs to the next server.
    if (op.closing.aborted) return;
    record.deployment = {
      id: command.deploymentId,
      versionLabel: command.versionLabel,
      status,
      at: now().toISOString(),
      ...(error !== undefined && { error }),
    };
    op.save();
  };
  report('In Progress');
  const work = deployToOne(op, record, command).then(
    (): Outcome => {
      report('Deployed');
      return 'succeeded';
    },
    (error: unknown): Outcome => {
      report('Failed', messageOf(error));
      logFailure(op, record, error);
      return 'failed';
    },
  );
  const limitMs = op.plan.timeoutSeconds * 1000 + (extraTimeoutSeconds * 1000) / pace;
  const timer = new AbortController();
  const limit = sleep(limitMs, 'timedOut' as const, { signal: timer.signal, ref: false }).catch(
    () => 'timedOut' as const,
  );
  try {
    // A late instance still finishes, and reports it.
    return await Promise.race([work, limit]);
  } finally {
    timer.abort();
  }
}

async function deployToOne(op: Operation, record: InstanceRecord, command: Command): Promise<void> {
  const { deps, environment, plan } = op;
  const version = deps.store.version(environment.application, command.versionLabel);
  const bundle = version && (await deps.objects.locate(version.bucket, version.key));
  if (bundle === undefined) {
    throw new DeploymentFailure(
      'Download and extract',
      `The source bundle of ${command.versionLabel} cannot be downloaded from S3: it does not exist.`,
    );
  }
  const log = deps.instanceLogs.writer(environment.name, record.id, plan.streamLogs);
  await deps.runtime.deploy(
    toInstance(environment, record),
    { ...command, bundle, environment: resolveVariables(plan, deps.secrets) },
    log,
  );
}

function logFailure(op: Operation, { id }: InstanceRecord, error: unknown): void {
  const log = op.deps.instanceLogs.writer(op.environment.name, id, op.plan.streamLogs);
  const lines = error instanceof DeploymentFailure ? error.lines : [];
  const phase = error instanceof DeploymentFailure ? `${error.phase}: ` : '';
  for (const line of lines) log('eb-engine.log', `[ERROR] ${line}`);
  log('eb-engine.log', `[ERROR] An error occurred during execution of ${phase}${messageOf(error)}`);
}

function addResultEvents(op: Operation, { succeeded, failed, timedOut }: CommandResult): void {
  for (const { id, deployment } of failed) {
    op.addEvent(`Instance deployment: ${deployment?.error ?? ''} The deployment failed.`, 'ERROR');
    op.addEvent("Instance deployment failed. For details, see 'eb-engine.log'.", 'ERROR');
    op.addEvent(
      `[Instance: ${id}] Command failed on instance. Return code: 1 Output: Engine execution has encountered an error..`,
      'ERROR',
    );
  }
  if (timedOut.length > 0) {
    const ids = timedOut.map(({ id }) => id).join(', ');
    op.addEvent(
      `The following instances have not responded in the allowed command timeout time (they might still finish eventually on their own): [${ids}].`,
      'WARN',
    );
  }
  if (failed.length + timedOut.length === 0) {
    op.addEvent('Instance deployment completed successfully.');
    return;
  }
  const counts = [
    `Successful: ${succeeded.length}`,
    ...(failed.length > 0 ? [`Failed: ${failed.length}`] : []),
    ...(timedOut.length > 0 ? [`TimedOut: ${timedOut.length}`] : []),
  ];
  op.addEvent(`Command execution completed on all instances. Summary: [${counts.join(', ')}].`);
}

/** Throws OperationFailed after its event when an instance failed or timed out. */
export function requireSuccess(op: Operation, { failed, timedOut }: CommandResult): void {
  const bad = [...failed, ...timedOut];
  if (bad.length === 0) return;
  const ids = bad.map(({ id }) => `'${id}'`).join(',');
  op.addEvent(`Unsuccessful command execution on instance id(s) ${ids}. Aborting the operation.`, 'ERROR');
  throw new OperationFailed();
}
