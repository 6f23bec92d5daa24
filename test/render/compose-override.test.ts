/** The rules of https://docs.docker.com/reference/compose-file/merge/. */
import { expect, test } from 'vitest';
import { UserError } from '../../src/base/user-error.ts';
import { mergeOverride } from '../../src/render/compose-override.ts';

const base = {
  services: {
    keycloak: {
      image: 'keycloak:1',
      command: ['start'],
      environment: { KC_HTTP_HOST: '127.0.0.1', KC_A: '1' },
      volumes: ['./a:/data:ro', './b:/b'],
      cap_drop: ['ALL'],
      logging: { driver: 'awslogs', options: { mode: 'non-blocking' } },
    },
    nginx: { image: 'nginx:1' },
  },
};

const keycloak = (override: string): unknown =>
  (mergeOverride(base, `services:\n  keycloak:\n    ${override}`)['services'] as Record<string, unknown>)[
    'keycloak'
  ];

test('a sidecar and a volume are added, and the rest stays', () => {
  expect(mergeOverride(base, 'services: { agent: { image: agent } }\nvolumes: { data: }')).toEqual({
    services: { ...base.services, agent: { image: 'agent' } },
    volumes: { data: null },
  });
});

test.each([
  [
    'a mapping merges',
    'environment: { KC_A: "2", KC_B: "3" }',
    { environment: { KC_HTTP_HOST: '127.0.0.1', KC_A: '2', KC_B: '3' } },
  ],
  [
    'a list of pairs merges',
    'environment: [KC_A=2=2, HOME]',
    { environment: { KC_HTTP_HOST: '127.0.0.1', KC_A: '2=2', HOME: null } },
  ],
  [
    'an inner mapping merges',
    'logging: { options: { tag: x } }',
    { logging: { driver: 'awslogs', options: { mode: 'non-blocking', tag: 'x' } } },
  ],
  ['a scalar replaces', 'image: other', { image: 'other' }],
  ['command replaces', 'command: [start, --verbose]', { command: ['start', '--verbose'] }],
  ['a list grows, without doubles', 'cap_drop: [ALL, CHOWN]', { cap_drop: ['ALL', 'CHOWN'] }],
  [
    'a volume replaces that of its target',
    'volumes: [./c:/data, ./d:/d]',
    { volumes: ['./c:/data', './b:/b', './d:/d'] },
  ],
  ['!override replaces a mapping', 'environment: !override { KC_A: "2" }', { environment: { KC_A: '2' } }],
  ['!override replaces a list', 'volumes: !override [./d:/d]', { volumes: ['./d:/d'] }],
  [
    '!reset removes a key of a mapping',
    'environment: { KC_A: !reset null }',
    { environment: { KC_HTTP_HOST: '127.0.0.1' } },
  ],
])('%s', (_case, override, expected) => {
  expect(keycloak(override)).toEqual({ ...base.services.keycloak, ...expected });
});

test.each(['!reset null', '!reset []', '!reset {}'])('%s removes a list', (tagged) => {
  expect(keycloak(`volumes: ${tagged}`)).not.toHaveProperty('volumes');
});

test('names that every object inherits are keys', () => {
  const { labels } = keycloak('labels: { constructor: x, __proto__: y }') as { labels: object };
  expect(Object.entries(labels)).toEqual([
    ['constructor', 'x'],
    ['__proto__', 'y'],
  ]);
});

test.each([
  '',
  '- a',
  'services: []',
  'services: { nginx: }',
  'services: { nginx: x }',
  'a: [',
  'a: 1\na: 2',
])('rejects %j', (text) => {
  expect(() => mergeOverride(base, text)).toThrow(UserError);
});

test('two documents are rejected by name', () => {
  expect(() => mergeOverride(base, 'services: {}\n---\nservices: {}\n')).toThrow(
    /cannot be merged: it has a second YAML document/,
  );
});
