import type { Event } from '../../src/base/events.ts';
import { run as deploy } from '../../src/commands/deploy.ts';
import { run as events } from '../../src/commands/events.ts';
import { run as logs } from '../../src/commands/logs.ts';
import { run as plan } from '../../src/commands/plan.ts';
import { run as status } from '../../src/commands/status.ts';
import { run as verify } from '../../src/commands/verify.ts';
import type { Config } from '../../src/config/schema.ts';
import { ClusteredAccount } from './clustered-account.ts';
import { exampleConfig } from './example-config.ts';

export type Counts = Readonly<Record<string, number>>;

const base = exampleConfig();
const configOf = (count: number): Config => ({
  ...base,
  instances: { ...base.instances, min: count, max: count + 1 },
  // Two batches.
  deployment: { ...base.deployment, batchSize: Math.ceil(count / 2) },
});

/** An account with a deployment to `count` instances. */
export class DeployedAccount extends ClusteredAccount {
  readonly config: Config;
  /** Everything that the newest command emitted. */
  events: readonly Event[] = [];

  private constructor(count: number) {
    super(configOf(count));
    this.config = configOf(count);
    // The page sizes of AWS.
    this.aws.beanstalkFake.pageSize = 50;
    this.aws.logsFake.late.pageSize = 10_000;
  }

  static async of(count: number): Promise<DeployedAccount> {
    const account = new DeployedAccount(count);
    await account.run('deploy');
    return account;
  }

  /** Returns the calls by operation. */
  async run(name: keyof typeof commands, config = this.config): Promise<Counts> {
    const deps = this.deps();
    this.aws.journal.calls.length = 0;
    try {
      await commands[name](deps, config);
    } finally {
      this.events = deps.reporter.events;
    }
    const counts: Record<string, number> = {};
    for (const { operation } of this.aws.journal.calls) counts[operation] = (counts[operation] ?? 0) + 1;
    return counts;
  }
}

type Deps = ReturnType<ClusteredAccount['deps']>;

const commands = {
  plan: (deps: Deps, config: Config) => plan(deps, config, {}),
  deploy: (deps: Deps, config: Config) => deploy(deps, config, { verify: true }),
  verify: (deps: Deps, config: Config) => verify(deps, config, { probe: true }),
  status: (deps: Deps, config: Config) => status(deps, config, {}),
  logs: (deps: Deps, config: Config) => logs(deps, config, {}),
  events: (deps: Deps, config: Config) => events(deps, config, {}),
};
export const commandNames = ['plan', 'deploy', 'verify', 'status', 'logs', 'events'] as const;
