/** The plan of `kc-eb bootstrap`: pure, from facts that are read once. */
import { UserError } from '../base/user-error.ts';
import { placeholderArn, placeholderHost } from '../config/placeholders.ts';
import type { Config } from '../config/schema.ts';
import { type Cost, costsOf } from './cost.ts';
import { type IsSet, namesNoDatabase } from './results.ts';
import { type StackAction, stackAction } from './stack-actions.ts';
import type { Stack } from './stack.ts';
import { type Network, stackTemplate } from './template.ts';

export interface BootstrapFacts {
  account: string;
  /** `undefined`: not found. */
  stack: Stack | undefined;
  network: Network;
  /** The keys that kc-eb.yaml sets for this environment. */
  isSet: IsSet;
}

export interface BootstrapPlan {
  account: string;
  region: string;
  /** Name of the stack. */
  stack: string;
  action: Exclude<StackAction, 'stop'>;
  vpc: string;
  /** YAML. */
  template: string;
  costs: readonly Cost[];
}

/** One stack for each environment: environment names are unique in a region. */
export function stackName({ environment }: Pick<Config, 'environment'>): string {
  return `kc-eb-${environment}`;
}

/**
 * `templates`: those of the package, by path. Throws UserError 'usage' when kc-eb.yaml names another database, and
 * 'conflict' when only the owner of the stack can help.
 */
export function planBootstrap(
  config: Config,
  { account, stack, network, isSet }: BootstrapFacts,
  templates: ReadonlyMap<string, string>,
): BootstrapPlan {
  const name = stackName(config);
  const action = stackAction(stack?.status);
  if (stack === undefined && !namesNoDatabase(config, isSet)) throw namesOther(config, name);
  if (action === 'stop') throw stuck(name, stack);
  const template = stackTemplate(config, network, templates);
  const { region } = config;
  return { account, region, stack: name, action, vpc: network.vpc, template, costs: costsOf(config) };
}

function namesOther({ database, region }: Config, name: string): UserError {
  return new UserError(
    'usage',
    `kc-eb.yaml already names a database (${database.host}), and stack ${name} does not exist.`,
    {
      hint: `For a new database, set database.host to ${placeholderHost} and database.password to ${placeholderArn(region, 'database')}.`,
    },
  );
}

function stuck(name: string, stack: Stack | undefined): UserError {
  const { status = '', reason = '' } = stack ?? {};
  return new UserError('conflict', `Stack ${name} is in status ${status}. ${reason}`.trim(), {
    hint: 'Correct its resources in the console of CloudFormation, or delete it there; then run kc-eb bootstrap again.',
  });
}
