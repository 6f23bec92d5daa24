/** The build context of the image: Keycloak with its build-time options applied. */
import type { Config } from '../config/schema.ts';
import { databases } from '../keycloak/databases.ts';
import { needsCacheFile, pathPrefix } from '../config/derived-values.ts';
import { variableOf } from '../keycloak/release-ranges.ts';
import { fillTemplate, pickTemplate } from '../base/template.ts';
import type { Archive } from '../base/archive.ts';
import { cacheFile, imageLayers, type ImageLayer } from './image-layers.ts';

export interface ImageContext {
  /** Dockerfile and .dockerignore. */
  texts: ReadonlyMap<string, string>;
  /** One layer each, by file name, in the order of the Dockerfile. */
  archives: ReadonlyMap<string, Archive>;
}

/** The base image, e.g. "quay.io/keycloak/keycloak:26.7.3". */
export function baseImage({ keycloak }: Config): string {
  return `${keycloak.image}:${keycloak.version.name}`;
}

/** `userFiles`: paths of the project's files, e.g. "themes/mine/theme.properties". */
export function renderImage(
  config: Config,
  templates: ReadonlyMap<string, string>,
  userFiles: readonly string[],
): ImageContext {
  const layers = imageLayers(config, templates, userFiles);
  const lines = (chosen: readonly ImageLayer[]): string =>
    chosen.flatMap(({ name, after }) => [`ADD ${name}.tar /`, ...(after === '' ? [] : [after])]).join('\n');
  const dockerfile = fillTemplate(pickTemplate(templates, 'image/Dockerfile'), {
    base: baseImage(config),
    built: lines(layers.filter(({ built }) => built)),
    options: buildOptions(config)
      .map(([name, value]) => ` \\\n    ${shellWord(`--${name}=${value}`)}`)
      .join(''),
    others: lines(layers.filter(({ built }) => !built)),
    variables: runTimeCacheOptions(config)
      .map(([name, value]) => `ENV ${variableOf(name)}=${value}`)
      .join('\n'),
  });
  // The engine receives only what the Dockerfile adds.
  const ignored = ['*', ...layers.map(({ name }) => `!${name}.tar`), ''].join('\n');
  return {
    texts: new Map([
      ['Dockerfile', dockerfile],
      ['.dockerignore', ignored],
    ]),
    archives: new Map(layers.map(({ name, texts, copies }) => [`${name}.tar`, { texts, copies }])),
  };
}

/** Returns what the image has by path: a text, or the path of the project's file that holds it. */
export function contentOf({ texts, archives }: ImageContext): ReadonlyMap<string, string> {
  const inside = [...archives].flatMap(([name, archive]) =>
    [...archive.texts, ...archive.copies].map(([path, content]) => [`${name}/${path}`, content] as const),
  );
  return new Map([...texts, ...inside]);
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

/** Quotes a word for the shell of RUN. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
