/** No value of kc-eb.yaml adds a line, a directive, an instruction or a variable to what kc-eb renders. */
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { projectFiles } from '../../../src/system/files.ts';
import { checkConfig } from '../../../src/config/cross-checks.ts';
import { pathPrefix } from '../../../src/config/derived-values.ts';
import { environmentProperties } from '../../../src/config/environment-properties.ts';
import { type Config, configSchema } from '../../../src/config/schema.ts';
import { contentOf } from '../../../src/render/image.ts';
import { renderProject } from '../../../src/deploy/render-project.ts';
import { exampleConfig } from '../../fakes/example-config.ts';

const templates = await projectFiles('.').templates();

type Path = readonly string[];
type Mapping = Record<string, unknown>;

/** Every section is set, so that every key reaches its file. */
function document(version: string): Mapping {
  const example = exampleConfig();
  const arn = 'arn:aws:acm:us-east-1:123456789012:certificate/1';
  return {
    ...example,
    keycloak: {
      ...example.keycloak,
      version,
      relativePath: '/id',
      features: ['docker'],
      disabledFeatures: ['ciba'],
      buildOptions: { 'spi-theme--x': 'x' },
      env: { X: 'x' },
      secrets: { Y: example.admin.password },
    },
    database: { ...example.database, properties: '?x=y' },
    platform: '64bit Amazon Linux 2023 v4.13.7 running Docker',
    network: {
      ...example.network,
      vpc: 'vpc-1',
      subnets: ['subnet-1'],
      loadBalancerSubnets: ['subnet-1'],
      securityGroups: ['sg-1'],
      certificate: arn,
      trustedProxies: ['203.0.113.0/24'],
      adminFrom: ['203.0.113.0/24'],
    },
    platformUpdates: { window: 'Sun:03:00' },
    alarms: { topic: 'arn:aws:sns:us-east-1:123456789012:operators' },
    bootstrap: { engineVersion: '17' },
    options: { 'aws:elbv2:loadbalancer': { IdleTimeout: '120' } },
  };
}

interface Node {
  type?: string;
  enum?: unknown;
  const?: unknown;
  properties?: Record<string, Node>;
  items?: Node;
  additionalProperties?: Node | boolean;
  anyOf?: Node[];
}

/** The places of free text: keys of the schema, items of lists, names and values of mappings. "*": a name. */
function textPlaces(node: Node, path: Path = []): Path[] {
  if (node.type === 'string' || node.anyOf?.some(({ type }) => type === 'string') === true) {
    return node.enum === undefined && node.const === undefined ? [path] : [];
  }
  if (node.items !== undefined) return textPlaces(node.items, [...path, '0']);
  const named = Object.entries(node.properties ?? {}).flatMap(([key, one]) =>
    textPlaces(one, [...path, key]),
  );
  if (typeof node.additionalProperties !== 'object') return named;
  return [...named, [...path, '*'], ...textPlaces(node.additionalProperties, [...path, '+'])];
}

const places = textPlaces(z.toJSONSchema(configSchema, { io: 'input' }) as Node);

/** A copy of the document with the text at the place. "+": the only name of a mapping. */
function withText(whole: Mapping, path: Path, text: string): Mapping {
  const copy = structuredClone(whole);
  let node = copy;
  for (const [index, step] of path.entries()) {
    const [name = ''] = Object.keys(node);
    const key = step === '+' ? name : step;
    if (step === '*') {
      const value = node[name];
      for (const other of Object.keys(node)) Reflect.deleteProperty(node, other);
      Object.defineProperty(node, text, { value, enumerable: true, configurable: true, writable: true });
    } else if (index === path.length - 1) node[key] = text;
    else node = (node[key] ??= {}) as Mapping;
  }
  return copy;
}

const breaks = ['\n', '\r', '\r\n', '\u0000', '\u000b', '\u000c', '\u0085', '\u2028', '\u2029'];
const signs: readonly string[] = [
  ...breaks.flatMap((end) => [`${end}RUN id`, `${end}KC_HTTP_HOST=0.0.0.0`, `${end}    return 200;`, end]),
  ...[
    "'",
    '"',
    '`',
    '\\',
    "'\\''",
    "'; id; '",
    '$(id)',
    '`id`',
    '$HOME',
    '${HOME}',
    '$$',
    '$',
    '%0a',
    '&&id',
  ],
  ...[
    ';',
    '; return 200; #',
    '} location / { ',
    '{',
    '}',
    '{}',
    '{{base}}',
    '{{prefix}}',
    '#',
    ' #x',
    '|',
    '>',
  ],
  ...[
    ': ',
    '- ',
    '&a',
    '*a',
    '!!js/function ',
    '<<EOF',
    '<<: ',
    '? ',
    '@',
    ',',
    ',x=y',
    '--x=y',
    ' --x=y',
    '=',
  ],
  ...[
    ' ',
    '\t',
    '/',
    '//',
    '/../',
    '..',
    '?x=y',
    '&x=y',
    '\ud800',
    '\u202e',
    'ä',
    '😀',
    '\u001b[2J',
    '',
    '0',
  ],
];

/** The value alone, and around a good one. */
function texts(good: unknown): string[] {
  const around = typeof good === 'string' ? [good] : [];
  return signs.flatMap((sign) => [
    sign,
    ...around.flatMap((one) => [one + sign, sign + one, one + sign + one]),
  ]);
}

function at(whole: Mapping, path: Path): unknown {
  let node: unknown = whole;
  for (const step of path) {
    if (step === '*') return Object.keys(node as Mapping)[0];
    node = (node as Mapping | undefined)?.[step === '+' ? (Object.keys(node as Mapping)[0] ?? '') : step];
  }
  return node;
}

function accepted(value: unknown): Config | undefined {
  const parsed = configSchema.safeParse(value);
  return parsed.success && checkConfig(parsed.data).length === 0 ? parsed.data : undefined;
}

const count = (text: string, sign: RegExp): number => text.match(sign)?.length ?? 0;

/** The keys of a YAML value, without its texts; of a name that the user gives, nothing. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shape);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shape(one)]));
}

/** The structure of each file, which no text may change. */
function structure(config: Config): unknown {
  const files = { registry: 'r.example.com', imageFiles: new Map(), overrideFiles: new Map() };
  const { image, version } = renderProject(config, files, templates);
  const all = [...contentOf(image), ...version.texts];
  const judged = all.map(([path, text]) => {
    if (path.endsWith('.conf'))
      return [path, count(text, /\n/g), count(text.replaceAll('\\.', '.'), /[;{}#'"\\]/g)];
    if (path.endsWith('.sh')) return [path, count(text, /\n/g), count(text, /['"$`;\\|&]/g)];
    if (/\.(yml|config)$/.test(path)) return [path, shape(parse(text)), count(text, /\$/g)];
    if (path === 'Dockerfile') {
      const lines = text.split('\n');
      // A word of RUN is plain, or in single quotes.
      const words = lines.filter((line) => line.startsWith('    '));
      expect(words.filter((line) => !/^ {4}([\w@%+=:,./-]+|'([^']|'\\'')*')( \\)?$/.test(line))).toEqual([]);
      const others = lines.filter((line) => !line.startsWith('    ')).map((line) => line.split(' ')[0]);
      return [path, others, words.length];
    }
    return [path, count(text, /\n/g)];
  });
  const { plain } = environmentProperties(config);
  const env = Object.entries(plain).map(([name, value]) => `${name}=${value}`);
  const lines = breaks.reduce<string[]>((parts, end) => parts.flatMap((part) => part.split(end)), env);
  expect(lines.filter((line) => !/^[A-Za-z_]\w*=(\S(.*\S)?)?$/u.test(line))).toEqual([]);
  expect(lines).toHaveLength(env.length);
  return judged;
}

test('the schema has text at these places', () => {
  expect(places.length).toBeGreaterThan(35);
});

/** Each release takes another part of all texts. EVERY=1 takes all of them: 43,134, in a minute. */
const every = Number(process.env['EVERY'] ?? 12);

test.each([
  ['22.0.5', 0],
  ['26.7.3', 5],
  ['26.9.0', 9],
])(
  'texts at every place, in %s',
  (version, part) => {
    const whole = document(version);
    const base = accepted(whole);
    if (base === undefined) throw new Error('the document is not accepted');
    const atRoot = accepted(withText(whole, ['keycloak', 'relativePath'], '/'));
    const expected = { '/': structure(atRoot ?? base), '/id': structure(base) };
    const all = places.flatMap((place) => texts(at(whole, place)).map((text) => ({ place, text })));
    const tried = all.filter((_, index) => (index + part) % every === 0);
    let rendered = 0;
    for (const { place, text } of tried) {
      const config = accepted(withText(whole, place, text));
      if (config === undefined) continue;
      rendered++;
      const label = `${place.join('.')} = ${JSON.stringify(text)}`;
      expect([label, structure(config)]).toEqual([label, expected[pathPrefix(config) === '' ? '/' : '/id']]);
    }
    expect(rendered).toBeGreaterThan(tried.length / 20);
  },
  240_000 / every,
);

/** A line break in any text is an error. */
test.each(
  places
    .filter((place) => place.join('.') !== 'options.+.+')
    .map((place) => [place.join('.'), place] as const),
)('%s has one line', (_, place) => {
  const whole = document('26.9.0');
  for (const end of breaks) {
    for (const text of [`x${end}y`, `${end}x`, `x${end}`]) {
      expect([text, accepted(withText(whole, place, text))]).toEqual([text, undefined]);
    }
  }
});
