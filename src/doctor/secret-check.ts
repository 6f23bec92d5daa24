/** The check of secrets: a wrong one would fail the deployment on the instances, minutes later. */
import { binaryHint, keyHint } from '../base/secret-text.ts';
import type { Level } from '../project/checks.ts';
import type { Check, Finding, SecretFacts, SecretState } from './check.ts';

interface Fault {
  state: SecretState;
  /** Levels for a password and for another variable. */
  level: readonly [password: Level, other: Level];
  what: string;
  remedy: string;
}

const faults: readonly Fault[] = [
  {
    state: 'absent',
    level: ['error', 'error'],
    what: 'Secret not found',
    remedy: 'Copy the whole ARN with the suffix of Secrets Manager, and check its region and account.',
  },
  {
    state: 'deleted',
    level: ['error', 'error'],
    what: 'Secret is marked for deletion',
    remedy:
      'Run aws secretsmanager restore-secret --secret-id ARN --region REGION, or set the ARN of another secret.',
  },
  { state: 'binary', level: ['error', 'error'], what: 'Secret is binary', remedy: binaryHint },
  {
    state: 'not-json',
    level: ['error', 'error'],
    what: 'ARN ends with a key, but the secret is not JSON',
    remedy: 'Delete the key at the end of the ARN, or store the secret as a JSON object.',
  },
  {
    state: 'no-key',
    level: ['error', 'error'],
    what: 'Secret has no text value under its key',
    remedy: keyHint,
  },
  {
    state: 'json',
    level: ['error', 'warning'],
    what: 'Secret is a JSON object, and its ARN names no key',
    remedy:
      'Add a colon and the key to the ARN. A secret that RDS manages has the key password: ARN:password. Parameters of SSM have no keys: store the value alone.',
  },
];

export const secretCheck: Check = { id: 'secrets', title: 'Secrets', look: ({ secrets }) => look(secrets) };

function look(secrets: readonly SecretFacts[]): Finding | { unread: string } | undefined {
  const found = faults.flatMap((fault) =>
    secrets
      .filter(({ state }) => 'value' in state && state.value === fault.state)
      .map((secret) => ({ fault, secret, level: fault.level[secret.isPassword ? 0 : 1] })),
  );
  if (found.length > 0) {
    return {
      level: found.some(({ level }) => level === 'error') ? 'error' : 'warning',
      what: found.map(({ fault, secret }) => `${fault.what}: ${secret.arn} (${secret.variable}).`).join('\n'),
      why: 'Instances read secrets at the start of a deployment; each becomes the value of its variable.',
      remedy: [...new Set(found.map(({ fault }) => fault.remedy))].join(' '),
    };
  }
  const unread = secrets.flatMap(({ variable, state }) =>
    'unread' in state ? [`${variable}: ${state.unread}`] : [],
  );
  return unread.length === 0 ? undefined : { unread: unread.join('; ') };
}
