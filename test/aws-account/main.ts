/**
 * `npm run test:aws`: asks an AWS account, or Local Beanstalk with --local, whether the assumptions of kc-eb hold.
 * docs/aws-account.md describes what it costs, makes and removes.
 */
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline/promises';
import { join } from 'node:path';
import { setTimeout as timeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { messageOf } from '../../src/base/user-error.ts';
import { findEngine } from '../../src/engine/engine.ts';
import { awsTarget } from './aws-target.ts';
import { sdkClients } from './clients.ts';
import { exitCodeOf, type Row, tableOf } from './judge.ts';
import { type Entry, fileLedger } from './ledger.ts';
import { localTarget } from './local-target.ts';
import { recorded, Recorder } from './recorder.ts';
import { type Left, removeAll, runSteps } from './run.ts';
import { steps } from './steps/table.ts';

const usage = `npm run test:aws -- [flags]
  --local            Local Beanstalk in place of AWS
  --reporting-only   with --local: without a container engine
  --region REGION    default: AWS_REGION, or us-east-1
  --step NAME        only this step and the deploy; may be repeated
  --yes              confirm the cost
  --clean-up         remove what an earlier run left, and nothing else
  --out FOLDER       folder of the fixtures
  --ledger FILE      list of what runs make; default: .aws-account/ledger.jsonl
  --json             print the rows as JSON`;

const { values: flags } = parseArgs({
  options: {
    local: { type: 'boolean', default: false },
    'reporting-only': { type: 'boolean', default: false },
    region: { type: 'string', default: process.env['AWS_REGION'] ?? 'us-east-1' },
    step: { type: 'string', multiple: true, default: [] },
    yes: { type: 'boolean', default: false },
    'clean-up': { type: 'boolean', default: false },
    out: { type: 'string' },
    json: { type: 'boolean', default: false },
    ledger: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const root = fileURLToPath(new URL('../..', import.meta.url));
const ledger = fileLedger(flags.ledger ?? join(root, '.aws-account/ledger.jsonl'));
const controller = new AbortController();
const { signal } = controller;

function note(text: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
}

function onInterrupt(): void {
  if (signal.aborted) {
    note('Left at once. npm run test:aws -- --clean-up removes what remains.');
    process.exit(130);
  }
  note('Interrupted: everything is being removed. Ctrl-C again leaves it to --clean-up.');
  controller.abort(new Error('Interrupted.'));
}

async function sleep(ms: number, abort?: AbortSignal): Promise<void> {
  await timeout(ms, undefined, abort === undefined ? {} : { signal: abort });
}

async function confirm(quote: string): Promise<boolean> {
  process.stderr.write(`${quote}\n`);
  if (flags.yes) return true;
  if (!process.stdin.isTTY) {
    note('Standard input is not a terminal to confirm it: pass --yes.');
    return false;
  }
  const line = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await line.question('Type yes to continue: ', { signal })).trim() === 'yes';
  } catch {
    return false;
  } finally {
    line.close();
  }
}

/** Removes what dead runs left; entries of a living process belong to it. */
async function cleanUp(only: 'aws' | 'local'): Promise<Left[]> {
  const entries = ledger.pending().filter((entry) => (entry.kind === 'local project') === (only === 'local'));
  const dead = entries.filter(({ pid }) => !isAlive(pid));
  if (dead.length < entries.length) note('Another run is in progress; what it made stays.');
  const left: Left[] = [];
  for (const region of new Set(dead.map((entry) => entry.region))) {
    const clients = await sdkClients(region);
    const account = only === 'local' ? undefined : (await clients.sts.getCallerIdentity({})).Account;
    const here = (entry: Entry): boolean => account === undefined || entry.account === account;
    const ofRegion = dead.filter((entry) => entry.region === region);
    for (const { account: other } of ofRegion.filter((entry) => !here(entry))) {
      note(`Resources in another account stay: sign in to ${other} to remove them.`);
    }
    left.push(
      ...(await removeAll({ ledger, note, sleep }, { clients, pauseMs: 10_000 }, ofRegion.filter(here))),
    );
  }
  return left;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return pid !== process.pid;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function print(rows: readonly Row[], left: readonly Left[]): void {
  if (flags.json) process.stdout.write(`${JSON.stringify({ rows, left })}\n`);
  else if (rows.length > 0) process.stdout.write(`${tableOf(rows)}\n`);
  for (const { kind, name, reason, byHand } of left) {
    process.stderr.write(`LEFT: ${kind} ${name}: ${reason}\n  Remove it with: ${byHand}\n`);
  }
}

async function main(): Promise<number> {
  if (flags.help) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const kind = flags.local ? 'local' : 'aws';
  const before = await cleanUp(kind);
  if (flags['clean-up'] || before.length > 0) {
    print([], before);
    if (before.length === 0) note('Nothing is left of earlier runs.');
    return exitCodeOf({ rows: [], left: before.length, interrupted: signal.aborted });
  }
  const out = flags.out ?? join(root, flags.local ? '.aws-account/local' : 'test/aws-account/fixtures');
  const chosen = steps.filter(
    ({ name }) => name === 'deploy' || flags.step.length === 0 || flags.step.includes(name),
  );
  const recorder = new Recorder(
    out,
    chosen.map(({ name }) => name),
  );
  const options = { id: randomBytes(3).toString('hex'), recorder, signal, note };
  // Before anything costs: kc-eb deploy builds and pushes an image.
  if (!flags.local) await findEngine(process.env, { plainHttp: false, signal }).name();
  const target = flags.local
    ? await localTarget({ ...options, reportingOnly: flags['reporting-only'] })
    : await awsTarget({
        ...{ ...options, region: flags.region },
        clients: recorded(await sdkClients(flags.region), (call) => {
          recorder.call(call);
        }),
      });
  const { rows, left, outcome } = await runSteps({
    ...{ target, ledger, signal, note, confirm, steps: chosen },
    sleep,
    save: (row) => recorder.save(row),
    hide: (text, replacement) => {
      recorder.hide(text, replacement);
    },
  });
  if (outcome === 'declined') {
    note('Not confirmed: nothing was created.');
    return signal.aborted ? 130 : 2;
  }
  print(rows, left);
  note(`Fixtures: ${out}. Read them before you commit them.`);
  return exitCodeOf({ rows, left: left.length, interrupted: outcome === 'interrupted' });
}

process.on('SIGINT', onInterrupt);
process.on('SIGTERM', onInterrupt);
try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`error: ${messageOf(error)}\n`);
  process.exitCode = 1;
}
