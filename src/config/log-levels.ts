/**
 * Keeps the log lines that `verify` reads visible: adds their categories to the levels of keycloak.env, and finds what
 * kc-eb cannot change. https://www.keycloak.org/server/logging
 */
import type { Config } from './schema.ts';
import {
  categoriesThatVerifyReads,
  categoriesWithPresetLevel,
  hides,
  type LogLevel,
  parseLevel,
  stricter,
} from '../keycloak/log-categories.ts';

export interface LogLevels {
  /** Variables in place of those of keycloak.env. */
  variables: Record<string, string>;
  /** Categories that kc-eb adds, e.g. "org.infinispan.CLUSTER:info". */
  added: string[];
  /** Reasons why lines stay invisible, e.g. "KC_LOG is file". */
  hidden: string[];
}

/** Levels of KC_LOG_LEVEL and KC_LOG_LEVEL_*. */
interface Levels {
  root: LogLevel;
  categories: Map<string, LogLevel>;
  /** Category → variable, for levels outside KC_LOG_LEVEL. */
  variables: Map<string, string>;
  /** KC_LOG_LEVEL names the root or a category twice. */
  repeats: boolean;
}

const levelPrefix = 'KC_LOG_LEVEL_';

export function logLevels(config: Config): LogLevels {
  const unchanged = { variables: {}, added: [], hidden: [] };
  if (!config.cluster.enabled) return unchanged;
  const blind = unreadable(config);
  const levels = readLevels(config.keycloak.env);
  const threshold = parseLevel(config.keycloak.env['KC_LOG_CONSOLE_LEVEL'] ?? 'all');
  if (blind.length > 0) return { ...unchanged, hidden: blind };
  // Keycloak rejects the value at its start, and names it.
  if (levels === undefined || threshold === undefined) return unchanged;
  if (!hides(threshold, 'info')) return withCategories(config, levels);
  const obstacle = levels.repeats ? 'KC_LOG_LEVEL names a category twice' : otherHandler(config);
  if (obstacle !== undefined)
    return { ...unchanged, hidden: [`KC_LOG_CONSOLE_LEVEL is ${threshold}, and ${obstacle}`] };
  return withoutThreshold(config, levels, threshold);
}

/** Reasons that keep the lines from CloudWatch or from the parser, whatever the levels are. */
function unreadable({ keycloak: { env, secrets } }: Config): string[] {
  const unknown = Object.keys(secrets).filter(
    (name) => /^KC_LOG(_CONSOLE_(OUTPUT|FORMAT|LEVEL))?$/.test(name) || name.startsWith('KC_LOG_LEVEL'),
  );
  const handlers = handlersOf(env);
  const format = env['KC_LOG_CONSOLE_OUTPUT'] === 'json' ? undefined : env['KC_LOG_CONSOLE_FORMAT'];
  return [
    ...unknown.map((name) => `${name} is a secret`),
    ...(handlers.includes('console') ? [] : [`KC_LOG is ${handlers.join(',')}`]),
    ...(format === undefined || hasMessage(format) ? [] : ['KC_LOG_CONSOLE_FORMAT has neither %s nor %m']),
  ];
}

function handlersOf(env: Config['keycloak']['env']): string[] {
  return (env['KC_LOG'] ?? 'console').split(',').map((handler) => handler.trim());
}

/** %s and %m are the message. A precision such as %.9m cuts it. */
function hasMessage(format: string): boolean {
  return /%-?\d*[sm]/.test(format.replaceAll('%%', ''));
}

/** A handler that gets the same records without the console's level. */
function otherHandler({ keycloak: { env, buildOptions } }: Config): string | undefined {
  const others = handlersOf(env).filter((handler) => handler !== 'console');
  if (others.length > 0) return `KC_LOG has ${others.join(',')} too`;
  return buildOptions['telemetry-logs-enabled'] === 'true' ? 'telemetry-logs-enabled is true' : undefined;
}

/**
 * undefined when Keycloak does not accept a value. A variable counts before KC_LOG_LEVEL. Of two levels of one category in
 * KC_LOG_LEVEL, 26.7.3 uses the first (tried), and older releases use the last by their source: the stricter one is assumed.
 */
function readLevels(env: Config['keycloak']['env']): Levels | undefined {
  const levels: Levels = { root: 'info', categories: new Map(), variables: new Map(), repeats: false };
  const seen = new Map<string, LogLevel>();
  for (const part of partsOf(env['KC_LOG_LEVEL'] ?? 'info')) {
    const { category, level } = readPart(part);
    if (level === undefined) return undefined;
    const earlier = seen.get(category);
    levels.repeats ||= earlier !== undefined;
    seen.set(category, stricter(earlier ?? level, level));
  }
  levels.root = seen.get('') ?? levels.root;
  seen.delete('');
  for (const [category, level] of seen) levels.categories.set(category, level);
  for (const [name, text] of Object.entries(env)) {
    if (!name.startsWith(levelPrefix)) continue;
    const category = name.slice(levelPrefix.length).toLowerCase().replaceAll('_', '.');
    const level = parseLevel(text);
    if (level === undefined) return undefined;
    levels.categories.set(category, level);
    levels.variables.set(category, name);
  }
  return levels;
}

/** "info" or "org.keycloak:debug"; the category of the root is "". Keycloak does not start with an unknown level. */
function readPart(part: string): { category: string; level: LogLevel | undefined } {
  const [name = '', text, more] = part.split(':');
  const level = more === undefined ? parseLevel(text ?? name) : undefined;
  return { category: text === undefined ? '' : name.trim(), level };
}

/** Parts of KC_LOG_LEVEL without a level. */
export function partsWithoutLevel(text: string): string[] {
  return partsOf(text).filter((part) => readPart(part).level === undefined);
}

/** Java's split drops empty parts at the end; one in the middle is an invalid level. */
function partsOf(text: string): string[] {
  return text.replace(/(?<!,),+$/, '').split(',');
}

/** Adds the categories after the text of the user. */
function withCategories({ keycloak: { env, version } }: Config, levels: Levels): LogLevels {
  const needed = categoriesThatVerifyReads(version).filter(({ category, level }) =>
    hides(levelOf(levels, category), level),
  );
  const isOwn = ({ category }: { category: string }): boolean => levels.categories.has(category);
  const added = needed.filter((row) => !isOwn(row)).map(({ category, level }) => `${category}:${level}`);
  return {
    variables:
      added.length === 0
        ? {}
        : { KC_LOG_LEVEL: [...partsOf(env['KC_LOG_LEVEL'] ?? levels.root), ...added].join(',') },
    added,
    hidden: needed
      .filter(isOwn)
      .map(
        ({ category }) =>
          `${levels.variables.get(category) ?? 'KC_LOG_LEVEL'} sets ${category} to ${levels.categories.get(category) ?? ''}`,
      ),
  };
}

/** The level of the category, of the nearest one around it, or of the root. */
function levelOf(levels: Levels, category: string): LogLevel {
  const own = levels.categories.get(category);
  if (own !== undefined) return own;
  const dot = category.lastIndexOf('.');
  return dot === -1 ? levels.root : levelOf(levels, category.slice(0, dot));
}

/**
 * Moves the level of the console, which no category passes, to the root and to each category. The output stays the same
 * but for the lines that verify reads, for the console is the only handler.
 */
function withoutThreshold(config: Config, levels: Levels, threshold: LogLevel): LogLevels {
  const { keycloak } = config;
  const rows = categoriesThatVerifyReads(keycloak.version);
  const opened: string[] = [];
  const move = (category: string, level: LogLevel): LogLevel => {
    const row = rows.find((candidate) => candidate.category === category);
    // The user has opened a category that only the level of the console hides.
    if (row === undefined || hides(level, row.level) || !hides(threshold, row.level))
      return stricter(level, threshold);
    opened.push(`${category}:${row.level}`);
    return row.level;
  };
  const presets = categoriesWithPresetLevel(keycloak.version).filter(
    ({ category, level }) => !levels.categories.has(category) && hides(threshold, level),
  );
  const moved: Levels = {
    root: stricter(levels.root, threshold),
    categories: new Map([
      ...presets.map(({ category }) => [category, threshold] as const),
      ...[...levels.categories].map(([category, level]) => [category, move(category, level)] as const),
    ]),
    variables: levels.variables,
    repeats: false,
  };
  const inText = [...moved.categories].filter(([category]) => !levels.variables.has(category));
  const env = {
    ...Object.fromEntries(
      [...levels.variables].map(([category, name]) => [name, moved.categories.get(category) ?? threshold]),
    ),
    KC_LOG_CONSOLE_LEVEL: 'info',
    KC_LOG_LEVEL: [moved.root, ...inText.map(([category, level]) => `${category}:${level}`)].join(','),
  };
  const { variables, added, hidden } = withCategories({ ...config, keycloak: { ...keycloak, env } }, moved);
  return { variables: { ...env, ...variables }, added: [...opened, ...added], hidden };
}
