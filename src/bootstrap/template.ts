/** The CloudFormation template of an environment's stack, assembled from templates/bootstrap/. */
import { parse, stringify } from 'yaml';
import { deepMerge } from '../base/deep-merge.ts';
import { fillTemplate, pickTemplate } from '../base/template.ts';
import type { BootstrapOptions } from '../config/keys/bootstrap-schema.ts';
import type { Config } from '../config/schema.ts';
import { repositoryName } from '../deploy/render-project.ts';
import { databases } from '../keycloak/databases.ts';
import { type Engine, engineOf } from './engines.ts';

/** The VPC of the database, and one subnet in each of its availability zones. */
export interface Network {
  vpc: string;
  subnets: readonly string[];
}

interface Template {
  Resources: Readonly<Record<string, { Type: string; Properties?: Readonly<Record<string, unknown>> }>>;
}

/**
 * Returns YAML. `templates`: those of the package, by path. Throws UserError 'usage' for a server that kc-eb does not
 * create.
 */
export function stackTemplate(
  config: Config,
  network: Network,
  templates: ReadonlyMap<string, string>,
): string {
  const { bootstrap } = config;
  const engine = engineOf(config);
  const names = [
    ...['stack', ...engine.templates, ...(bootstrap.multiAz ? engine.multiAzTemplates : [])],
    ...(versionOf(bootstrap, engine) === undefined ? [] : ['engine-version']),
    ...(config.network.hostedZone === undefined ? [] : ['hosted-zone']),
  ];
  const values = valuesOf(config, network);
  const parts = names.map((name) => {
    const text = pickTemplate(templates, `bootstrap/${name}.yaml`);
    return parse(fillTemplate(text, usedIn(text, values))) as unknown;
  });
  return toYaml(parts.reduce(deepMerge));
}

function valuesOf(config: Config, network: Network): Record<string, unknown> {
  const {
    bootstrap,
    database,
    environment,
    network: { hostedZone },
  } = config;
  const engine = engineOf(config);
  const { name } = engine;
  const engineVersion = versionOf(bootstrap, engine) ?? '';
  return {
    ...{
      environment,
      hostedZone,
      repository: repositoryName(config),
      ...network,
      engine: name,
      engineVersion,
    },
    ...{ port: database.port ?? databases[database.vendor].port },
    ...{ databaseName: database.name, databaseUsername: database.username },
    ...sizesOf(bootstrap),
    // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBParameterGroup.html
    family: `${name}${engineVersion.split('.').slice(0, 2).join('.')}`,
  };
}

function versionOf({ engineVersion }: BootstrapOptions, { version }: Engine): string | undefined {
  return engineVersion ?? version;
}

function sizesOf(bootstrap: BootstrapOptions): Record<string, unknown> {
  const { instanceClass, storageGb, minCapacity, maxCapacity, multiAz, backupDays } = bootstrap;
  return { instanceClass, storageGb, minCapacity, maxCapacity, multiAz, backupDays };
}

/** The values of a text's slots, as YAML. Names stand inside texts and need no quotes. */
function usedIn(text: string, values: Readonly<Record<string, unknown>>): Record<string, string> {
  const slots = new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, slot = '']) => slot));
  const named = ['environment', 'repository', 'hostedZone'];
  return Object.fromEntries(
    [...slots].map((slot) => [
      slot,
      named.includes(slot) ? String(values[slot]) : JSON.stringify(values[slot]),
    ]),
  );
}

/** CloudFormation reads YAML 1.1, where a date such as the version of a policy needs quotes. */
function toYaml(template: unknown): string {
  return stringify(template, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false });
}

/** The template with a database that can be deleted; `undefined`: it can be already. */
export function withoutDeletionProtection(text: string): string | undefined {
  const template = parse(text) as Template;
  const Resources = Object.fromEntries(
    Object.entries(template.Resources).map(([name, resource]) => [
      name,
      resource.Properties?.['DeletionProtection'] === true
        ? { ...resource, Properties: { ...resource.Properties, DeletionProtection: false } }
        : resource,
    ]),
  );
  const changed = toYaml({ ...template, Resources });
  return changed === toYaml(template) ? undefined : changed;
}
