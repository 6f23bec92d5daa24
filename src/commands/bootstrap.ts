import { applyBootstrap, type Applied } from '../bootstrap/apply.ts';
import { deleteStack, findDeletable, findSnapshots } from '../bootstrap/delete.ts';
import { planBootstrap, stackName, type BootstrapPlan } from '../bootstrap/plan.ts';
import { findHostedZone, withHostedZone } from '../bootstrap/hosted-zone.ts';
import { certificateDomain, provideCertificate } from '../bootstrap/provide-certificate.ts';
import { readBootstrapFacts } from '../bootstrap/read-facts.ts';
import { resetEdits, resultEdits } from '../bootstrap/results.ts';
import { changesText, costText, planText } from '../bootstrap/text.ts';
import { writeKeys, type EditedFile } from '../bootstrap/write-results.ts';
import { UserError } from '../base/user-error.ts';
import { withInterruptMessage } from '../base/interrupts.ts';
import type { Flags, GlobalFlags } from '../command-line.ts';
import { keyPath } from '../config/environments.ts';
import type { Config } from '../config/schema.ts';
import { withTimeout } from '../config/timeout-flag.ts';
import type { Deps } from '../ports.ts';
import { confirmYes, confirmName } from '../terminal/prompt.ts';

type BootstrapFlags = Flags['bootstrap'] & Pick<GlobalFlags, 'config' | 'env'>;

/** Creates, updates or deletes the stack with the environment's database, secrets and roles. */
export async function run(deps: Deps, config: Config, flags: BootstrapFlags): Promise<void> {
  if (deps.local !== undefined) {
    throw new UserError('usage', 'Local Beanstalk has its own database, secrets and roles.', {
      hint: 'Run kc-eb deploy.',
    });
  }
  const minutes = withTimeout(config, flags).deployment.timeoutMinutes;
  const deadline = deps.clock.now().getTime() + minutes * 60_000;
  const file: EditedFile = { path: flags.config, below: keyPath(flags.env, []) };
  const goesOn = {
    message: `Interrupted. CloudFormation continues with stack ${stackName(config)}.`,
    hint: 'The same command again follows it to its end.',
  };
  const work = flags.delete === true ? remove : provide;
  await withInterruptMessage(deps, goesOn, () => work(deps, config, { flags, file, deadline }));
}

interface Order {
  flags: BootstrapFlags;
  file: EditedFile;
  deadline: number;
}

async function provide(deps: Deps, given: Config, { flags, file, deadline }: Order): Promise<void> {
  const { reporter } = deps;
  const domain = certificateDomain(given, flags.certificate);
  const zone = domain === undefined ? undefined : await findHostedZone(deps, domain);
  const config = withHostedZone(given, zone);
  const facts = await readBootstrapFacts(deps, config, file);
  const plan = planBootstrap(config, facts, await deps.files.templates());
  if (flags.dryRun === true) {
    reporter.emit({ type: 'result', data: plan, text: (columns) => planText(plan, columns) });
    return;
  }
  const inform = (text: string): void => {
    reporter.emit({ type: 'message', level: 'info', text });
  };
  if (plan.action === 'create') {
    inform(`Creating stack ${plan.stack}. A database takes about ten minutes.\n${costText(plan.costs)}`);
  }
  const certificate =
    domain === undefined ? undefined : await provideCertificate(deps, config, { domain, zone, deadline });
  const applied = await applyBootstrap(deps, config, {
    ...{ plan, deadline },
    async confirm(changes) {
      inform(`Changes of stack ${plan.stack}:\n${changesText(changes)}`);
      if (flags.yes === true) return;
      await confirmYes(deps, {
        effect: 'CloudFormation makes these changes.',
        hint: 'Run kc-eb bootstrap --yes.',
      });
    },
  });
  // What exists is written before the wait for a certificate, which may need a DNS record.
  const keys = await writeKeys(deps, file, resultEdits(config, applied.outputs, facts.isSet));
  const more = certificate === undefined ? [] : await writeKeys(deps, file, await certificate.edits());
  const written = [...keys, ...more];
  reporter.emit({
    type: 'result',
    data: { stack: plan.stack, outcome: applied.outcome, outputs: applied.outputs, written },
    text: () => resultText(plan, applied, { written, file: file.path }),
  });
}

const outcomes = {
  created: 'is created',
  updated: 'is updated',
  already: 'is up to date',
} satisfies Record<Applied['outcome'], string>;

function resultText(
  { stack }: BootstrapPlan,
  { outcome, outputs }: Applied,
  { written, file }: { written: readonly string[]; file: string },
): string {
  const wrote =
    written.length > 0 ? `${file} now has its ${written.join(', ')}.` : `${file} already has its values.`;
  return [
    `Stack ${stack} ${outcomes[outcome]}. ${wrote}`,
    `Policy for the users who deploy: ${outputs['DeployPolicy'] ?? ''}`,
    'Next: kc-eb doctor, then kc-eb deploy',
  ].join('\n');
}

async function remove(deps: Deps, config: Config, { flags, file, deadline }: Order): Promise<void> {
  const name = stackName(config);
  const { reporter } = deps;
  const stack = await findDeletable(deps, config);
  if (stack === undefined) {
    reporter.emit({
      type: 'result',
      data: { stack: name, deleted: false },
      text: `Stack ${name} does not exist: nothing to delete.`,
    });
    return;
  }
  if (flags.yes !== true) {
    const effect = `This deletes the database of ${config.environment}; a snapshot stays.`;
    await confirmName(deps, config.environment, { effect, hint: 'Run kc-eb bootstrap --delete --yes.' });
  }
  // First, so that a rerun after an interruption finds the same file.
  const written = await writeKeys(deps, file, resetEdits(config, stack.outputs));
  const database = await deleteStack(deps, stack, { deadline });
  const snapshots = database === undefined ? [] : await findSnapshots(deps, database);
  const secrets = ['DatabaseSecret', 'AdminSecret'].flatMap((output) => stack.outputs[output] ?? []);
  reporter.emit({
    type: 'result',
    data: { stack: name, deleted: true, snapshots, secrets, written },
    text: () =>
      [
        `Stack ${name} is deleted.`,
        `Snapshots that stay: ${snapshots.join(', ') || 'none: the database did not exist'}.`,
        `Secrets that stay: ${secrets.join(', ') || 'none'}.`,
        ...(written.length > 0 ? [`${file.path} no longer names them.`] : []),
      ].join('\n'),
  });
}
