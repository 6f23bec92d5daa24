/**
 * Calls of AWS per deploy. The polls are in it: each operation of Beanstalk ends within the first wait for it. The
 * probe's read of the administrator's password is not.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import { run as deploy } from '../../src/commands/deploy.ts';
import type { Config } from '../../src/config/schema.ts';
import type { Deps } from '../../src/ports.ts';
import { asRelease, exampleConfig } from '../fakes/example-config.ts';
import { FakeAws } from '../fakes/fake-aws.ts';
import { FakeDns } from '../fakes/fake-dns.ts';
import { FakeEngine } from '../fakes/fake-engine.ts';
import { FakeKeycloak } from '../fakes/fake-keycloak.ts';
import { type HeartbeatParts, heartbeatLine } from '../fakes/heartbeat-line.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { MemoryFiles } from '../fakes/memory-files.ts';
import { Recorder } from '../fakes/recorder.ts';

/** Longer than FakeAws needs for anything. */
const operationMs = 120_000;

class LeapingClock extends ManualClock {
  override sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return super.sleep(ms < 2_000 ? ms : operationMs, signal);
  }
}

const installed = exampleConfig();
const updated: Config = {
  ...installed,
  keycloak: { ...installed.keycloak, version: asRelease('26.7.4') },
  instances: { ...installed.instances, max: installed.instances.max + 1 },
};

type Counts = Record<string, number>;

class Account {
  readonly #clock = new LeapingClock();
  readonly #aws = new FakeAws(this.#clock);
  readonly #engine = new FakeEngine(this.#aws.ecrFake);
  readonly #keycloak = new FakeKeycloak({ nodes: 2, clustered: true, major: 26 });
  readonly #nodes = new Map<string, Omit<HeartbeatParts, 'at'>>();
  #beaten = 0;
  /** Deployments from now on come up in Docker's bridge network, which no time heals. */
  #isBroken = false;

  constructor() {
    this.#aws.secrets.set(installed.admin.password, this.#keycloak.password);
    this.#aws.logsFake.late.beforeRead = () => {
      this.#beat();
    };
    this.#aws.beanstalkFake.onDeployed = ({ id, privateIp, deployment: { label } }, { instances }) => {
      const nodes = instances.map((instance) => `node-${instance.id}`);
      const apart = this.#isBroken && label.startsWith(updated.keycloak.version.name);
      const members = apart ? [`node-${id}`] : nodes;
      this.#nodes.set(id, {
        ...{ instance: id, address: privateIp, node: `node-${id}`, size: members.length },
        ...{ versionLabel: label, startedAt: this.#clock.now().getTime() - 10_000 },
      });
      const lines = [
        'ISPN000078: Starting JGroups channel `ISPN` with stack `jdbc-ping`',
        `ISPN000094: Received new cluster view for channel ISPN: [node-${id}|1] (${members.length}) [${members.join(', ')}]`,
        `ISPN000079: Channel \`ISPN\` local address is \`node-${id}\`, physical addresses are \`[${apart ? '172.17.0.2' : privateIp}:7800]\``,
        'Keycloak 26.7.3 on JVM (powered by Quarkus 3.33.3.1) started in 9.952s. Listening on: http://0.0.0.0:8080',
        'Bootstrap completed in 8.704000 seconds',
      ];
      const group = '/aws/elasticbeanstalk/id-prod/keycloak';
      const at = this.#clock.now().getTime();
      lines.forEach((message, index) => {
        this.#aws.logsFake.late.add({ group, stream: `${id}/${privateIp}`, timestamp: at + index, message });
      });
    };
  }

  /** Adds the heartbeats of the newest half minute. */
  #beat(): void {
    const at = Math.floor(this.#clock.now().getTime() / 30_000) * 30_000;
    if (at === this.#beaten) return;
    this.#beaten = at;
    for (const node of this.#nodes.values()) {
      this.#aws.logsFake.late.add({
        ...{ group: '/aws/elasticbeanstalk/id-prod/cluster', stream: `${node.instance}/${node.address}` },
        ...{ timestamp: at, message: heartbeatLine({ ...node, at }) },
      });
    }
  }

  /** Calls of the whole command, verification included. */
  async deploy(config: Config): Promise<Counts> {
    this.#aws.journal.calls.length = 0;
    await deploy(this.#deps(), config, { verify: true });
    return countsOf(this.#aws.journal.calls);
  }

  async deployBroken(config: Config): Promise<Counts> {
    this.#isBroken = true;
    await expect(this.deploy(config)).rejects.toMatchObject({ kind: 'verification' });
    return countsOf(this.#aws.journal.calls);
  }

  /** Dependencies of a separate process. */
  #deps(): Deps {
    return {
      aws: Object.create(this.#aws) as FakeAws,
      engine: this.#engine,
      files: new MemoryFiles(),
      clock: this.#clock,
      http: this.#keycloak,
      dns: new FakeDns(),
      variables: {},
      browser: { open: () => Promise.resolve(false) },
      reporter: new Recorder(),
      signal: new AbortController().signal,
      local: undefined,
    };
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
