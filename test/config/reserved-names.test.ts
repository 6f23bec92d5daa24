/** Names that every JavaScript object has are names as any other. */
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { UserError } from '../../src/base/user-error.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { makePlan } from '../../src/deploy/plan.ts';
import { planJson, planText } from '../../src/deploy/plan-text.ts';
import { renderProject } from '../../src/deploy/render-project.ts';
import { warnings } from '../../src/project/checks.ts';
import { projectFiles } from '../../src/system/files.ts';
import { exampleConfig } from '../fakes/example-config.ts';
import { emptyAccount } from '../fakes/example-plan.ts';

const names = Object.getOwnPropertyNames(Object.prototype).filter((name) => name !== '__proto__');
const example = exampleConfig();
const whole = { ...example, keycloak: { ...example.keycloak, version: example.keycloak.version.name } };

/** The whole file with another value at a path. */
function withValue(path: readonly string[], value: unknown): string {
  const set = (node: unknown, [step, ...rest]: readonly string[]): unknown =>
    step === undefined
      ? value
      : { ...(node as object), [step]: set((node as Record<string, unknown>)[step] ?? {}, rest) };
  return stringify(set(whole, path));
}

const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:x-AbCdEf';

describe.each(names)('%s', (name) => {
  test.each([
    ['a key of keycloak.env', ['keycloak', 'env', name], 'x'],
    ['a key of keycloak.secrets', ['keycloak', 'secrets', name], arn],
    ['a key of keycloak.buildOptions', ['keycloak', 'buildOptions', name], 'x'],
    ['a namespace', ['options', name], { Option: 'x' }],
    ['an option', ['options', 'aws:autoscaling:asg', name], 'x'],
    ['an unknown key', [name], 'x'],
    ['an unknown key of a section', ['cluster', name], 'x'],
    ['an environment', ['environments', name], { environment: 'id-other' }],
    ['a feature', ['keycloak', 'features'], [name]],
    ['a release', ['keycloak', 'version'], name],
    ['a vendor', ['database', 'vendor'], name],
    ['a region', ['region'], name],
    ['a log level', ['keycloak', 'env', 'KC_LOG_LEVEL'], `INFO,${name}:debug`],
    ['a log handler', ['keycloak', 'env', 'KC_LOG'], name],
    ['an instance type', ['instances', 'types'], [name.toLowerCase().replaceAll('_', '')]],
    ['a variable', ['application'], `\${${name}}`],
  ] as const)('%s', async (_what, path, value) => {
    try {
      const config = parseConfig(withValue(path, value), 'kc-eb.yaml', { variables: {} });
      const files = { registry: 'r', imageFiles: new Map(), overrideFiles: new Map() };
      const rendered = renderProject(config, files, await projectFiles('.').templates());
      const plan = makePlan(config, rendered, emptyAccount, { local: false });
      warnings(config, []);
      planText(plan);
      planJson(plan);
      if (path[1] === 'env' && path[2] === name) {
        expect(plan.environment.settings).toContainEqual(
          expect.objectContaining({ OptionName: name, Value: value }),
        );
      }
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      expect(error.kind).toBe('usage');
    }
  });

  test('an environment that is not in the file', () => {
    expect(() => parseConfig(stringify(whole), 'kc-eb.yaml', { environment: name })).toThrow(UserError);
  });
});
