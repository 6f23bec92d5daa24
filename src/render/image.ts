/** The build context of the image: Keycloak with its build-time options applied. */
import type { Config } from '../config/schema.ts';
import { type DatabaseTraits, databases } from '../keycloak/databases.ts';
import { needsCacheFile, pathPrefix } from '../config/derived-values.ts';
import { variableOf } from '../keycloak/release-ranges.ts';
import { fillTemplate, pickTemplate } from '../base/template.ts';
import { hasFilesIn, imageFolders, type ImageFolder } from '../project/user-files.ts';

const cacheFile = 'cache-ispn.xml';
const importScript = 'import-certificates.sh';
const userFolders = Object.keys(imageFolders) as ImageFolder[];

/** The base image, e.g. "quay.io/keycloak/keycloak:26.7.3". */
export function baseImage({ keycloak }: Config): string {
  return `${keycloak.image}:${keycloak.version.name}`;
}

/**
 * Returns the rendered texts of the context by path. `userFiles`: paths of the project's files in the same context, e.g.
 * "themes/mine/theme.properties".
 */
export function renderImage(
  config: Config,
  templates: ReadonlyMap<string, string>,
  userFiles: readonly string[],
): ReadonlyMap<string, string> {
  const withCacheFile = needsCacheFile(config);
  const copies = [
    ...(withCacheFile ? [`COPY --chown=1000:0 ${cacheFile} /opt/keycloak/conf/${cacheFile}`] : []),
    ...userFolders.flatMap((folder) => {
      const place = imageFolders[folder];
      return place === undefined || !hasFilesIn(folder, userFiles)
        ? []
        : [`COPY --chown=1000:0 ${folder}/ /opt/keycloak/${place}/`];
    }),
  ];
  const trust = trustedCertificates(config, templates, userFiles);
  const variables = runTimeCacheOptions(config).map(([name, value]) => `ENV ${variableOf(name)}=${value}`);
  const dockerfile = fillTemplate(pickTemplate(templates, 'image/Dockerfile'), {
    base: baseImage(config),
    copies: copies.join('\n'),
    options: buildOptions(config)
      .map(([name, value]) => ` \\\n    ${shellWord(`--${name}=${value}`)}`)
      .join(''),
    certificates: trust.dockerfile,
    variables: variables.join('\n'),
  });
  return new Map([
    ['Dockerfile', dockerfile],
    // The engine receives only what the Dockerfile copies.
    [
      '.dockerignore',
      ['*', ...[cacheFile, importScript, ...userFolders].map((path) => `!${path}`), ''].join('\n'),
    ],
    ...trust.scripts,
    ...(withCacheFile ? [[cacheFile, cacheXml(config, templates)] as const] : []),
  ]);
}

/** Returns lines of the Dockerfile and the scripts that they run. */
function trustedCertificates(
  { keycloak }: Config,
  templates: ReadonlyMap<string, string>,
  userFiles: readonly string[],
): { dockerfile: string; scripts: [string, string][] } {
  if (!hasFilesIn('certificates', userFiles)) return { dockerfile: '', scripts: [] };
  const { certificates } = keycloak.version.traits;
  const dockerfile = pickTemplate(templates, `image/certificates/${certificates}.dockerfile`).trimEnd();
  return {
    dockerfile,
    scripts: dockerfile.includes(importScript)
      ? [[importScript, pickTemplate(templates, `image/certificates/${importScript}`)]]
      : [],
  };
}

function buildOptions(config: Config): [string, string][] {
  const { keycloak, database } = config;
  const { cacheOptions } = keycloak.version.traits;
  const options: Record<string, string> = {
    ...databases[database.vendor].options,
    'health-enabled': 'true',
    'metrics-enabled': 'true',
    ...(pathPrefix(config) !== '' && { 'http-relative-path': pathPrefix(config) }),
    ...(keycloak.features.length > 0 && { features: keycloak.features.join(',') }),
    ...(keycloak.disabledFeatures.length > 0 && { 'features-disabled': keycloak.disabledFeatures.join(',') }),
    ...(cacheOptions === 'build' && cacheOptionsOf(config)),
    ...keycloak.buildOptions,
  };
  return Object.entries(options);
}

function runTimeCacheOptions(config: Config): [string, string][] {
  const { cacheOptions } = config.keycloak.version.traits;
  return cacheOptions === 'run' ? Object.entries(cacheOptionsOf(config)) : [];
}

function cacheOptionsOf(config: Config): Record<string, string> {
  if (!config.cluster.enabled) return { cache: 'local' };
  return { cache: 'ispn', ...(needsCacheFile(config) && { 'cache-config-file': cacheFile }) };
}

function cacheXml(config: Config, templates: ReadonlyMap<string, string>): string {
  const { jdbcPing, infinispanSchema, caches } = config.keycloak.version.traits;
  const ownStack = jdbcPing === 'file';
  return fillTemplate(pickTemplate(templates, 'image/cache-ispn.xml'), {
    schema: infinispanSchema,
    jgroups: ownStack ? jgroupsXml(config, templates) : '',
    transport: `        <transport lock-timeout="60000"${ownStack ? ' stack="jdbc-ping-tcp"' : ''}/>`,
    caches: caches === undefined ? '' : pickTemplate(templates, `image/caches/${caches}`).trimEnd(),
  });
}

/** The stack reads the variables of Keycloak, so that database settings exist once. */
function jgroupsXml(config: Config, templates: ReadonlyMap<string, string>): string {
  const traits: DatabaseTraits = databases[config.database.vendor];
  return fillTemplate(pickTemplate(templates, 'image/jgroups.xml'), {
    driver: traits.pingDriver,
    url: fillTemplate(traits.jdbcUrl, {
      host: '${env.KC_DB_URL_HOST}',
      port: `\${env.KC_DB_URL_PORT:${traits.port}}`,
      name: '${env.KC_DB_URL_DATABASE}',
      properties: '${env.KC_DB_URL_PROPERTIES:}',
    }),
    table: traits.pingTable,
  });
}

/** Quotes a word for the shell of RUN. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
