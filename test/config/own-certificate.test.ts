/** A certificate of Keycloak next to nginx, which reads Keycloak and its management interface by HTTP. */
import { describe, expect, test } from 'vitest';
import { checkConfig } from '../../src/config/cross-checks.ts';
import type { Config } from '../../src/config/schema.ts';
import { renderBundle } from '../../src/render/bundle.ts';
import { readEvidence } from '../evidence/read-evidence.ts';
import { asRelease, exampleConfig } from '../fakes/example-config.ts';
import { MemoryFiles } from '../fakes/memory-files.ts';
import { provenReleases } from '../versions/releases.ts';

const arn = 'arn:aws:ssm:us-east-1:123456789012:parameter/x';
const pem = { KC_HTTPS_CERTIFICATE_FILE: '/x.pem', KC_HTTPS_CERTIFICATE_KEY_FILE: '/x.key' };
const store = { KC_HTTPS_KEY_STORE_FILE: '/x.p12' };
const scheme = 'KC_HTTP_MANAGEMENT_SCHEME';

function configOf(version: string, env: Record<string, string>, secrets = {}): Config {
  const { keycloak } = exampleConfig();
  return exampleConfig({ keycloak: { ...keycloak, version: asRelease(version), env, secrets } });
}

function problemsOf(...given: Parameters<typeof configOf>): [string, string][] {
  return checkConfig(configOf(...given)).map(({ path, message }) => [path.join('.'), message]);
}

const one = (name: string, message: RegExp, place = 'env'): unknown => [
  [`keycloak.${place}.${name}`, expect.stringMatching(message)],
];

const help = (version: string): ReadonlySet<string> => readEvidence(version).inHelp('start');
const hasInterface = (version: string): boolean => help(version).has('http-management-port');
const hasScheme = (version: string): boolean => help(version).has('http-management-scheme');

test('each kind of release is among them', () => {
  const kinds = provenReleases.map((version) => `${hasInterface(version)} ${hasScheme(version)}`);
  expect([...new Set(kinds)]).toEqual(['false false', 'true false', 'true true']);
});

describe.each(provenReleases.filter((version) => !hasInterface(version)))(
  '%s has no management interface',
  (version) => {
    test('it can have a certificate', () => {
      expect(problemsOf(version, pem)).toEqual([]);
      expect(problemsOf(version, store)).toEqual([]);
    });

    test.each(['http', 'inherited', 'https'])('the scheme %s is not an option', (value) => {
      expect(problemsOf(version, { [scheme]: value })).toEqual(one(scheme, /does not have the option/));
    });
  },
);

describe.each(provenReleases.filter((version) => hasInterface(version) && !hasScheme(version)))(
  '%s takes the certificate over to the management interface',
  (version) => {
    test('it can have none', () => {
      const words = /would turn the management interface .* to HTTPS/;
      expect(problemsOf(version, pem)).toEqual(one('KC_HTTPS_CERTIFICATE_FILE', words));
      expect(problemsOf(version, store)).toEqual(one('KC_HTTPS_KEY_STORE_FILE', words));
      expect(problemsOf(version, {}, { KC_HTTPS_KEY_STORE_FILE: arn })).toEqual(
        one('KC_HTTPS_KEY_STORE_FILE', words, 'secrets'),
      );
    });

    test.each(['http', 'inherited', 'https'])('the scheme %s is not an option', (value) => {
      expect(problemsOf(version, { [scheme]: value })).toEqual(one(scheme, /does not have the option/));
    });
  },
);

describe.each(provenReleases.filter(hasScheme))('%s can have both', (version) => {
  test('kc-eb sets the scheme next to a certificate', async () => {
    const templates = await new MemoryFiles().templates();
    const composeOf = (env: Record<string, string>): string | undefined => {
      const facts = { imageUri: 'registry/id:1', proxyUri: 'registry/id:2', userFiles: [], label: 'x' };
      return renderBundle(configOf(version, env), templates, facts).get('docker-compose.yml')?.toString();
    };
    for (const certificate of [pem, store]) {
      expect(problemsOf(version, certificate)).toEqual([]);
      expect(composeOf(certificate)).toContain(`${scheme}: http`);
    }
    expect(composeOf({})).not.toContain(scheme);
  });

  test.each([{}, pem, store])('the same value is taken next to %j', (certificate) => {
    expect(problemsOf(version, { ...certificate, [scheme]: 'http' })).toEqual([]);
  });

  test.each(['inherited', 'https', 'HTTP', ''])('scheme %j is rejected', (value) => {
    const words = /^must be http.* by HTTP/;
    expect(problemsOf(version, { ...pem, [scheme]: value })).toEqual(one(scheme, words));
    expect(problemsOf(version, { [scheme]: value })).toEqual(one(scheme, words));
  });

  test('a secret is not compared', () => {
    expect(problemsOf(version, pem, { [scheme]: arn })).toEqual(
      one(scheme, /^must be http.* by HTTP/, 'secrets'),
    );
  });
});

test.each(provenReleases.filter(hasInterface))(
  'in %s, the management interface has no own certificate',
  (version) => {
    const own = ['KC_HTTPS_MANAGEMENT_CERTIFICATE_FILE', 'KC_HTTPS_MANAGEMENT_KEY_STORE_FILE'];
    for (const name of own) expect(problemsOf(version, { [name]: '/x' })).toEqual(one(name, /by HTTP/));
  },
);
