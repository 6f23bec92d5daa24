/** The deployments that the harness disturbs. */
import type { Flags } from '../../src/command-line.ts';
import { run as deploy } from '../../src/commands/deploy.ts';
import { run as rollback } from '../../src/commands/rollback.ts';
import { run as verify } from '../../src/commands/verify.ts';
import type { Config } from '../../src/config/schema.ts';
import { secretArn } from '../../src/local-beanstalk/identity/project-secrets.ts';
import { strictnessNames, type StrictnessSwitch } from '../../src/local-beanstalk/base/strictness.ts';
import { asRelease, exampleConfig } from '../fakes/example-config.ts';
import type { Point } from './fault.ts';
import type { Command, World } from './world.ts';

const base = exampleConfig();
export const before: Config = {
  ...base,
  keycloak: { ...base.keycloak, version: asRelease('26.7.1') },
  admin: { ...base.admin, password: secretArn('admin-password') },
  database: { ...base.database, password: secretArn('database-password') },
};
/** Another image, so another bundle, and another option setting. */
export const after: Config = {
  ...before,
  keycloak: { ...before.keycloak, version: asRelease('26.7.3') },
  instances: { ...before.instances, max: before.instances.max + 1 },
};
/** A release whose nodes do not discover each other. */
export const broken: Config = { ...after, keycloak: { ...after.keycloak, version: asRelease('26.7.2') } };

export interface Scenario {
  name: string;
  command: Command;
  /** The disturbed calls build an image. */
  builds: boolean;
  /** The first call to disturb: another scenario covers those before it. Default: the first of all. */
  from?: Point;
  /** Creates the state before the command. */
  prepare?: (world: World) => Promise<void>;
  /** Changes each world before the command runs in it. */
  meddle?: (world: World) => void;
  /** The end of an undisturbed run; default: done. */
  ends?: 'failed';
  /** Switches of Local Beanstalk; default: none. */
  strict?: readonly StrictnessSwitch[];
  /** Only these calls are disturbed; default: all. */
  only?: RegExp;
}

export const deployed =
  (config: Config, flags: Partial<Flags['deploy']> = {}): Command =>
  (deps) =>
    deploy(deps, config, { verify: true, ...flags });

/** Verifies whatever is deployed. */
export const verified: Command = (deps) => verify(deps, before, { probe: true });

export async function must(world: World, command: Command): Promise<void> {
  const { ended, error } = await world.run(command);
  if (ended !== 'done') throw new Error(`the preparation ended as ${ended}`, { cause: error });
}

export function breakClusters({ keycloaks }: World): void {
  keycloaks.isApart = (label) => label.startsWith('26.7.2-');
}

const standing = (world: World) => must(world, deployed(before));

/** The earlier Keycloak of another minor, with which the new one must not be in one cluster. */
export const minorBefore: Config = {
  ...before,
  keycloak: { ...before.keycloak, version: asRelease('26.6.4') },
};
/** New instances and a variable in addition. */
export const recreated: Config = {
  ...after,
  instances: { ...after.instances, types: ['m6i.large'] },
  keycloak: { ...after.keycloak, env: { KC_LOG_LEVEL: 'debug' } },
};

export const recreating = {
  command: deployed(recreated, { yes: true }),
  builds: false,
  from: 'elasticbeanstalk UpdateEnvironment #1',
  prepare: (world: World) => must(world, deployed(minorBefore)),
};

/** A call that changes something, or that finds the state between two calls. */
const changing = /UpdateEnvironment|PutObject|DescribeConfigurationSettings|DescribeEnvironmentResources/;

const plain: readonly Scenario[] = [
  { name: 'a first deploy', command: deployed(before), builds: true },
  { name: 'an update', command: deployed(after), builds: true, prepare: standing },
  {
    name: 'a rollback',
    command: (deps) => rollback(deps, after, { verify: true }),
    builds: false,
    prepare: async (world) => {
      await standing(world);
      await must(world, deployed(after));
    },
  },
  {
    name: 'an update that does not cluster and is rolled back',
    command: deployed(broken),
    builds: false,
    from: 'elasticbeanstalk UpdateEnvironment #1',
    prepare: standing,
    meddle: breakClusters,
    ends: 'failed',
  },
];

/** All scenarios; those of an update again with every switch on; one with each switch. */
export const scenarios: readonly Scenario[] = [
  ...plain,
  ...plain
    .slice(1)
    .map((scenario) => ({ ...scenario, name: `${scenario.name}, strict`, strict: strictnessNames })),
  { ...recreating, name: 'an update to all instances at once, strict', strict: strictnessNames },
  ...strictnessNames.map((name) => ({
    ...{ ...recreating, name: `an update to all instances at once, ${name}`, strict: [name], only: changing },
  })),
];
