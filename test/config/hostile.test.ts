/** Any kc-eb.yaml gives a Config or a UserError, and nothing else. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { projectFiles } from '../../src/system/files.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { UserError } from '../../src/base/user-error.ts';
import { makePlan } from '../../src/deploy/plan.ts';
import { renderProject } from '../../src/deploy/render-project.ts';
import { emptyAccount } from '../fakes/example-plan.ts';
import { exampleConfig } from '../fakes/example-config.ts';

/** undefined: it was taken. */
function refusal(text: string): UserError | undefined {
  try {
    parseConfig(text, 'kc-eb.yaml');
    return undefined;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.kind).toBe('usage');
    expect(error.message).toMatch(/^kc-eb\.yaml(:| has )/);
    return error;
  }
}

const example = exampleConfig();
/** A kc-eb.yaml that parseConfig accepts, with all sections. */
const whole = { ...example, keycloak: { ...example.keycloak, version: example.keycloak.version.name } };

test('a whole file is accepted', () => {
  expect(refusal(stringify(whole))).toBeUndefined();
});

/** Names that mean something to JavaScript. */
const delicateKey = fc.constantFrom(
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', 'then', '', ' ', '0'],
);

const anyValue = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.dictionary(delicateKey, fc.jsonValue({ maxDepth: 1 })),
  fc.constantFrom(undefined, Number.NaN, Infinity, -0, new Date(0), 2n ** 70n),
);

test('any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      refusal(text);
    }),
    { numRuns: 300 },
  );
});

test('any text made of YAML’s own signs', () => {
  const sign = fc.constantFrom(
    ...[
      '---\n',
      '...\n',
      '- ',
      ': ',
      '? ',
      '{',
      '}',
      '[',
      ']',
      ',',
      '&a ',
      '*a',
      '!!map ',
      '!!js/function ',
      '|\n',
      '>\n',
      '<<: ',
      '"',
      "'",
      '%YAML 1.2\n',
      '\t',
      '  ',
      '\n',
      '#',
      '@',
      '`',
      'a',
      'keycloak',
      '\u0000',
      '\ud800',
      '\u2028',
    ],
  );
  fc.assert(
    fc.property(fc.array(sign, { maxLength: 40 }), (signs) => {
      refusal(signs.join(''));
    }),
    { numRuns: 400 },
  );
});

test('any value', () => {
  fc.assert(
    fc.property(
      anyValue.filter((value) => value !== undefined),
      (value) => {
        expect(refusal(stringify(value))).toBeDefined();
      },
    ),
    { numRuns: 300 },
  );
});

test('any value at any place of a good file', () => {
  const places = Object.entries(whole).flatMap(([key, value]) => [
    [key],
    ...(typeof value === 'object' ? Object.keys(value).map((inner) => [key, inner]) : []),
  ]);
  fc.assert(
    fc.property(fc.constantFrom(...places), anyValue, ([key = '', inner], value) => {
      const changed = structuredClone(whole) as unknown as Record<string, unknown>;
      if (inner === undefined) changed[key] = value;
      else (changed[key] as Record<string, unknown>)[inner] = value;
      refusal(stringify(changed));
    }),
    { numRuns: 400 },
  );
});

test('any key, anywhere, is named, and changes nothing else', () => {
  fc.assert(
    fc.property(fc.oneof(delicateKey, fc.string({ maxLength: 10 })), fc.boolean(), (key, inside) => {
      const document = structuredClone(whole) as unknown as Record<string, Record<string, unknown>>;
      const target = inside ? (document.keycloak ?? {}) : document;
      fc.pre(!Object.keys(target).includes(key));
      // As a file has it: an own key, whatever it is called.
      Object.defineProperty(target, key, { value: 'x', enumerable: true, configurable: true });
      const text = stringify(document);
      expect(refusal(text)).toBeDefined();
      expect(({} as Record<string, unknown>).x).toBeUndefined();
    }),
    { numRuns: 300 },
  );
});

const withVariable = (name: string) =>
  `${stringify({ ...whole, keycloak: undefined })}keycloak:
  version: '26.7.3'
  hostname: 'https://id.example.com'
  env: { ${name}: 'value' }
`;

test.each(['constructor', 'toString'])('%s can be the name of a variable', (name) => {
  const { env } = parseConfig(withVariable(name), 'kc-eb.yaml').keycloak;
  expect(Object.entries(env)).toEqual([[name, 'value']]);
});

test('__proto__ cannot be the name of a variable', () => {
  expect(refusal(withVariable('__proto__'))?.message).toMatch(/^kc-eb\.yaml:\d+:\d+ __proto__: /);
});

test('nested 20 000 deep', () => {
  for (const [open, close] of [
    ['[', ']'],
    ['{a: ', '}'],
  ] as const) {
    expect(refusal(`keycloak: ${open.repeat(20_000)}${close.repeat(20_000)}`)).toBeDefined();
    expect(refusal(open.repeat(20_000))).toBeDefined();
  }
  expect(
    refusal(Array.from({ length: 500 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('')),
  ).toBeDefined();
});

test('an alias bomb is rejected before it expands', () => {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 12; level++) {
    lines.push(`a${level}: &a${level} [${Array.from({ length: 9 }, () => `*a${level - 1}`).join(', ')}]`);
  }
  expect(refusal(lines.join('\n'))?.message).toMatch(/alias/i);
});

test('an alias looks at no other alias, however many a file has', () => {
  const text = `a: &a [x]\nb: [${Array.from({ length: 80_000 }, () => '*a').join(', ')}]\n`.slice(
    0,
    256 * 1024 - 4,
  );
  expect(refusal(`${text.replace(/,[^,]*$/, '')}]\n`)?.message).toMatch(/alias/i);
});

test('an alias has the newest value of its anchor', () => {
  expect(refusal('a: &a [x]\nb: &a [*a]\n')?.message).toMatch(/unknown key|inside the value/);
});

test('an alias without an anchor is reported with its place', () => {
  expect(refusal('application: x\nkeycloak: *all\n')?.message).toMatch(/^kc-eb\.yaml:2:11 alias .*anchor/);
});

test('an alias to itself', () => {
  expect(refusal('keycloak: &a { version: *a }')).toBeDefined();
  expect(refusal('&a [*a]')).toBeDefined();
});

test('an accepted configuration can be planned', async () => {
  const templates = await projectFiles('.').templates();
  const text = fc.string({ unit: 'grapheme', maxLength: 20 });
  const or = (good: string) => fc.oneof({ weight: 4, arbitrary: fc.constant(good) }, text);
  let planned = 0;
  fc.assert(
    fc.property(
      fc.record({
        application: or('id'),
        name: or('keycloak'),
        username: or('keycloak'),
        env: fc.dictionary(fc.stringMatching(/^[A-Z][A-Z0-9_]{3,10}$/), text, { maxKeys: 3 }),
        type: or('t3.medium'),
      }),
      ({ application, name, username, env, type }) => {
        const yaml = stringify({
          ...whole,
          application,
          keycloak: { ...whole.keycloak, env },
          database: { ...whole.database, name, username },
          instances: { ...whole.instances, types: [type] },
        });
        if (refusal(yaml) !== undefined) return;
        const config = parseConfig(yaml, 'kc-eb.yaml');
        expect(config.keycloak.env).toEqual(env);
        planned++;
        const files = { registry: 'r', imageFiles: new Map(), overrideFiles: new Map() };
        try {
          makePlan(config, renderProject(config, files, templates), emptyAccount, { local: false });
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
        }
      },
    ),
  );
  expect(planned).toBeGreaterThan(10);
});

test('a file of 5 MB is rejected before it is parsed', () => {
  expect(refusal('key: value\n'.repeat(500_000))?.message).toMatch(/256 KB/);
});
