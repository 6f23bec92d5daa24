/**
 * Calls of AWS per deploy. The polls are in it: each operation of Beanstalk ends within the first wait for it. The
 * probe's read of the administrator's password is not.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import { run as deploy } from '../../src/commands/deploy.ts';
import type { Config } from '../../src/config/schema.ts';
import { ClusteredAccount } from '../fakes/clustered-account.ts';
import { asRelease, exampleConfig } from '../fakes/example-config.ts';
import type { FakeAws } from '../fakes/fake-aws.ts';

const installed = exampleConfig();
const updated: Config = {
  ...installed,
  keycloak: { ...installed.keycloak, version: asRelease('26.7.4') },
  instances: { ...installed.instances, max: installed.instances.max + 1 },
};

type Counts = Record<string, number>;

class Account extends ClusteredAccount {
  constructor() {
    super(installed);
  }

  /** Calls of the whole command, verification included. */
  async deploy(config: Config): Promise<Counts> {
    this.aws.journal.calls.length = 0;
    await deploy(this.deps(), config, { verify: true });
    return countsOf(this.aws.journal.calls);
  }

  async deployBroken(config: Config): Promise<Counts> {
    this.isBroken = (label) => label.startsWith(updated.keycloak.version.name);
    await expect(this.deploy(config)).rejects.toMatchObject({ kind: 'verification' });
    return countsOf(this.aws.journal.calls);
  }
}

/** The pages of one list count once. */
function countsOf(calls: FakeAws['journal']['calls']): Counts {
  const counts: Counts = {};
  for (const { operation, input } of calls) {
    const { nextToken, NextToken } = input as { nextToken?: string; NextToken?: string };
    if (operation === 'getSecretValue' || (nextToken ?? NextToken) !== undefined) continue;
    counts[operation] = (counts[operation] ?? 0) + 1;
  }
  return counts;
}

describe('calls of AWS', () => {
  let account: Account;

  beforeEach(() => {
    account = new Account();
  });

  async function installedAccount(): Promise<Account> {
    await account.deploy(installed);
    return account;
  }

  test.each<[name: string, atMost: number, run: () => Promise<Counts>]>([
    ['a first deploy', 40, () => account.deploy(installed)],
    ['a deploy with nothing to do', 17, async () => (await installedAccount()).deploy(installed)],
    ['an update', 46, async () => (await installedAccount()).deploy(updated)],
    ['a failed update, rolled back', 71, async () => (await installedAccount()).deployBroken(updated)],
  ])('%s: at most %i', async (_name, atMost, run) => {
    const counts = await run();
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    expect(total, JSON.stringify(counts, undefined, 1)).toBeLessThanOrEqual(atMost);
    // The cluster was verified.
    expect(counts['filterLogEvents']).toBeGreaterThan(0);
    expect(counts['getAuthorizationToken']).toBe(1);
    expect(counts['createStorageLocation'] ?? 0).toBeLessThanOrEqual(1);
  });
});
