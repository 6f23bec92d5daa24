import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import type { Config } from '../../../src/config/schema.ts';
import { inspectFiles } from '../../../src/project/inspect/inspect.ts';
import { readUserFiles } from '../../../src/project/read-user-files.ts';
import { projectFiles } from '../../../src/system/files.ts';
import { asRelease, exampleConfig } from '../../fakes/example-config.ts';
import { temporaryFolder } from '../../system/temporary-folder.ts';

type Content = string | Uint8Array;

const healthPath = '/kc-eb/ready';
const base = exampleConfig();

async function inspect(
  files: Record<string, Content>,
  { config = base, now = new Date('2026-06-01') }: { config?: Config; now?: Date } = {},
): Promise<{ errors: string[]; warnings: string[] }> {
  const root = temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  const { contents } = await readUserFiles({ files: projectFiles(root) });
  return inspectFiles(config, contents, now);
}

const containing = (text: string): unknown => expect.stringContaining(text);

describe('realms', () => {
  const realm = 'realms/test-realm.json';
  const config: Config = {
    ...base,
    keycloak: {
      ...base.keycloak,
      env: { REALM: 'test', ENABLED: 'true' },
      secrets: { HIDDEN: 'arn:aws:ssm:us-east-1:123456789012:parameter/x' },
    },
  };

  test.each<[what: string, files: Record<string, Content>]>([
    ['another name', { [realm]: '{"realm": "other"}' }],
    ['no name', { [realm]: '{"enabled": true}' }],
    ['a name that is a number', { [realm]: '{"realm": 1}' }],
    ['an array', { [realm]: '[{"realm": "test"}]' }],
    ['a text', { [realm]: '"test"' }],
    ['null', { [realm]: 'null' }],
    ['broken JSON', { [realm]: '{"realm": "test"' }],
    ['a trailing comma', { [realm]: '{"realm": "test",}' }],
    ['a comment', { [realm]: '// mine\n{"realm": "test"}' }],
    ['nothing', { [realm]: '' }],
    ['blanks', { [realm]: ' \n' }],
    ['YAML', { [realm]: 'realm: test\n' }],
    ['a pointer of Git LFS', { [realm]: 'version https://git-lfs.github.com/spec/v1\noid sha256:1\n' }],
    ['Latin-1', { [realm]: Buffer.from('{"realm": "test", "displayName": "f\xfcr"}', 'latin1') }],
    ['UTF-16', { [realm]: Buffer.from('\ufeff{"realm": "test"}', 'utf16le') }],
    ['a variable with another value', { [realm]: '{"realm": "${REALM}-x"}' }],
    ['a variable that nothing sets, outside of quotes', { [realm]: '{"realm": "test", "enabled": ${NONE}}' }],
    ['a file of no realm', { 'realms/all.json': '[1]' }],
    ['100,000 open lists', { [realm]: '['.repeat(100_000) }],
    ['100,000 lists', { [realm]: '['.repeat(100_000) + ']'.repeat(100_000) }],
    ['1,001 levels', { [realm]: `{"realm": "test", "a": ${'['.repeat(1000)}${']'.repeat(1000)}}` }],
    [
      '1,001 levels in a file of realms',
      { 'realms/all.json': '[{"a":'.repeat(501) + '1' + '}]'.repeat(501) },
    ],
    ['a name that nothing fills', { [realm]: '{"realm": "${NONE}"}' }],
    ['a name with something that nothing fills', { [realm]: '{"realm": "a-${none}"}' }],
    ['a name in a spelling of other tools', { [realm]: '{"realm": "${env.REALM}"}' }],
    ['another name with a text that nothing fills', { [realm]: '{"realm": "b", "a": "${role_a}"}' }],
    ['a file of a realm without a name', { 'realms/all.json': '[{"enabled": true}]' }],
  ])('%s is an error', async (_what, files) => {
    const { errors } = await inspect(files, { config });
    expect(errors).toEqual([containing(Object.keys(files)[0] ?? '')]);
  });

  test.each<[what: string, text: string]>([
    ['its name', '{"realm": "test"}'],
    ['a byte order mark', '\ufeff{"realm": "test"}'],
    ['a variable', '{"realm": "${REALM}", "enabled": ${ENABLED}}'],
    ['a default', '{"realm": "${NONE:test}", "enabled": ${NONE,ENABLED:false}}'],
    ['a nested default', '{"realm": "${NONE:${REALM}}"}'],
    ['a secret', '{"realm": "test", "smtpServer": {"password": "${HIDDEN}", "port": ${HIDDEN}}}'],
    ['a name that is a secret', '{"realm": "${HIDDEN}"}'],
    ['a variable of the image', '{"realm": "test", "displayName": "${HOSTNAME} ${KC_DB_URL_HOST}"}'],
    [
      'Keycloak’s own texts',
      '{"realm": "test", "roles": ["${role_admin}", "${client_account}", "${}", "${x"]}',
    ],
    ['a vault', '{"realm": "test", "smtpServer": {"password": "${vault.smtp}"}}'],
    ['1,000 levels', `{"realm": "test", "a": ${'['.repeat(999)}${']'.repeat(999)}}`],
    ['brackets in texts', `{"realm": "test", "a": "${'[{'.repeat(2000)}\\"["}`],
  ])('%s is accepted', async (_what, text) => {
    expect(await inspect({ [realm]: text }, { config })).toEqual({ errors: [], warnings: [] });
  });

  test.each<[what: string, files: Record<string, string>, warned: string]>([
    ['a variable that nothing sets', { [realm]: '{"realm": "test", "displayName": "${NONE}"}' }, '${NONE}'],
    [
      'a spelling of other tools',
      { [realm]: '{"realm": "test", "displayName": "${env.REALM}"}' },
      '${env.REALM}',
    ],
    ['another one', { [realm]: '{"realm": "test", "displayName": "$(env:REALM)"}' }, '$(env:REALM)'],
    ['a default by mistake', { [realm]: '{"realm": "test", "displayName": "${env:REALM}"}' }, '${env:REALM}'],
    ['more after the JSON', { [realm]: '{"realm": "test"} {}' }, realm],
    [
      'users of another realm',
      { [realm]: '{"realm": "test"}', 'realms/test-users-0.json': '{"realm": "x"}' },
      'test-users-0',
    ],
    ['broken users', { [realm]: '{"realm": "test"}', 'realms/test-users-0.json': '{' }, 'test-users-0'],
    [
      'users without a realm',
      { 'realms/test-users-0.json': '{"realm": "test", "users": []}' },
      'test-realm.json',
    ],
    [
      'keys of the realm',
      { [realm]: `{"realm": "test", "privateKey": ["${'MIIE'.repeat(20)}"]}` },
      'private keys',
    ],
  ])('%s is a warning', async (_what, files, warned) => {
    expect(await inspect(files, { config })).toEqual({ errors: [], warnings: [containing(warned)] });
  });

  test('a compose file of the user’s own may set more variables', async () => {
    const files = {
      [realm]: '{"realm": "test", "enabled": ${NONE}}',
      'overrides/docker-compose.override.yml': '{}',
    };
    expect((await inspect(files, { config })).errors).toEqual([]);
  });

  test('a realm that nothing here fills may be named by a compose file of the user’s own', async () => {
    const files = { [realm]: '{"realm": "${NONE}"}', 'overrides/docker-compose.override.yml': '{}' };
    const { errors, warnings } = await inspect(files, { config });
    expect([errors, warnings]).toEqual([[], [containing('nothing sets the variable of ${NONE}')]]);
  });

  test('a name that nothing fills has one message', async () => {
    const { errors } = await inspect({ [realm]: '{"realm": "${NONE}"}' }, { config });
    expect(errors).toEqual([containing('nothing sets the variable of ${NONE}')]);
  });

  test('a message quotes nothing of a file', async () => {
    const { errors } = await inspect({ [realm]: '{"realm": "test", "secret": "hunter2" hunter2}' });
    expect(errors).toEqual([expect.not.stringContaining('hunter2') as unknown]);
  });

  test('any realms in a file of another name', async () => {
    const files = {
      'realms/all.json': '[{"realm": "a"}, {"realm": "b"}]',
      'realms/one.json': '{"realm": "c"}',
    };
    expect(await inspect(files)).toEqual({ errors: [], warnings: [] });
  });
});

describe('overrides', () => {
  const hook = 'overrides/.platform/hooks/postdeploy/50-agent.sh';
  const confighook = 'overrides/.platform/confighooks/prebuild/agent';
  const config = 'overrides/.ebextensions/own.config';

  test.each<[what: string, files: Record<string, Content>]>([
    ['Windows line ends', { [hook]: '#!/bin/bash\r\necho a\r\n' }],
    ['one Windows line', { [confighook]: '#!/bin/bash\r' }],
    ['a byte order mark', { [hook]: '\ufeff#!/bin/bash\necho a\n' }],
    ['UTF-16', { [hook]: Buffer.from('\ufeff#!/bin/bash\n', 'utf16le') }],
    ['broken YAML', { [config]: 'option_settings:\n\t- a: [\n' }],
    ['two documents', { [config]: 'commands: {}\n---\nResources: {}\n' }],
    ['two documents, the first without anything', { [config]: '# a\n--- \n---\nResources: {}\n' }],
    ['a broken second document of compose', { 'overrides/docker-compose.yml': 'services: {}\n---\na: [\n' }],
    ['YAML that is a list', { [config]: '- option_settings\n' }],
    ['YAML in Latin-1', { [config]: Buffer.from('commands: {f\xfcr: {command: ls}}', 'latin1') }],
    ['no services', { 'overrides/docker-compose.yml': 'version: "3"\n' }],
    ['services that are a list', { 'overrides/docker-compose.yml': 'services: [a]\n' }],
    ['broken compose YAML', { 'overrides/docker-compose.yml': 'services: {\n' }],
    [
      'nginx with its own http',
      { 'overrides/nginx/default.conf': `http {\n location ${healthPath} {}\n}\n` },
    ],
  ])('%s: an error', async (_what, files) => {
    expect(await inspect(files)).toEqual({ errors: [containing(Object.keys(files)[0] ?? '')], warnings: [] });
  });

  test.each<[what: string, path: string, content: string, count: number]>([
    ['no shebang', hook, 'echo a\n', 1],
    ['an empty hook', hook, '', 1],
    ['Windows line ends after the first line', hook, '#!/bin/bash\necho a\r\n', 1],
    ['a hook in no known folder', 'overrides/.platform/hooks/50-agent.sh', '#!/bin/bash\n', 1],
    ['a hook too deep', 'overrides/.platform/hooks/postdeploy/a/50-agent.sh', '#!/bin/bash\n', 1],
    ['a script with Windows line ends', 'overrides/heartbeat/heartbeat.sh', '#!/bin/sh\r\n', 1],
    ['nginx of the host', 'overrides/.platform/nginx/conf.d/a.conf', '', 1],
    ['an unknown key', config, 'option_setting: {}\n', 1],
    ['a config file that is not read', 'overrides/.ebextensions/own.yml', 'commands: {}\n', 1],
    ['a compose file of one service', 'overrides/docker-compose.yml', 'services: {keycloak: {}}\n', 2],
    ['the compose file of a blog', 'overrides/docker-compose.yml', 'services: {app: {}, nginx: {}}\n', 2],
    ['nginx without the health path', 'overrides/nginx/default.conf', 'server { location / {} }\n', 1],
    ['a health path in a comment', 'overrides/nginx/default.conf', `server { } # ${healthPath}\n`, 1],
  ])('%s: warnings', async (_what, path, content, count) => {
    const { errors, warnings } = await inspect({ [path]: content });
    expect(errors).toEqual([]);
    expect(warnings).toEqual(Array.from({ length: count }, () => containing(path)));
  });

  test('what works is accepted', async () => {
    const files = {
      [hook]: '#!/usr/bin/env python3\nprint(1)\n',
      [confighook]: Buffer.from('7f454c460201', 'hex'),
      [config]: 'option_settings: {}\nResources: {}\ncontainer_commands: {}\n',
      'overrides/.ebextensions/json.config': '{"commands": {"a": {"command": "ls"}}}',
      'overrides/.ebextensions/empty.config': '# later\n',
      'overrides/.ebextensions/marks.config': '---\ncommands: {}\n...\n',
      'overrides/.ebextensions/end.config': 'commands: {}\n---\n',
      'overrides/docker-compose.yml': 'services: {keycloak: {}, nginx: {}, heartbeat: {}, agent: {}}\n',
      'overrides/nginx/default.conf': `server { location = ${healthPath} { } }\n`,
    };
    expect(await inspect(files)).toEqual({ errors: [], warnings: [] });
  });

  test('services of all documents of a compose file count', async () => {
    const text = 'services: {keycloak: {}, nginx: {}}\n---\nservices: {heartbeat: {}}\n';
    expect(await inspect({ 'overrides/docker-compose.yml': text })).toEqual({ errors: [], warnings: [] });
  });

  test('the second document is named with its line', async () => {
    const { errors } = await inspect({ [config]: 'commands: {}\n---\nResources: {}\n' });
    expect(errors).toEqual([
      `${config} has a second YAML document in line 2: Beanstalk reads one document of a file.`,
    ]);
  });

  test('the health path is that of the options', async () => {
    const files = { 'overrides/nginx/default.conf': 'server { location /up { } }\n' };
    const options = { 'aws:elasticbeanstalk:environment:process:default': { HealthCheckPath: '/up' } };
    expect((await inspect(files, { config: { ...base, options } })).warnings).toEqual([]);
  });

  test('aliases that unfold to gigabytes are not followed', async () => {
    const rows = Array.from({ length: 12 }, (_row, index) =>
      index === 0
        ? 'a0: &a0 [x]'
        : `a${index}: &a${index} [${Array<string>(12)
            .fill(`*a${index - 1}`)
            .join()}]`,
    );
    const { errors, warnings } = await inspect({ [config]: rows.join('\n') });
    expect(errors).toEqual([]);
    expect(warnings).toHaveLength(12);
  });
});

describe('private keys', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const ed = generateKeyPairSync('ed25519').privateKey;
  const cipher = { cipher: 'aes-256-cbc', passphrase: 'changeit' };
  const body = 'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW';
  const pemKeys: Record<string, Content> = {
    'PKCS 8': rsa.export({ type: 'pkcs8', format: 'pem' }),
    'PKCS 8 with a password': rsa.export({ type: 'pkcs8', format: 'pem', ...cipher }),
    'PKCS 1': rsa.export({ type: 'pkcs1', format: 'pem' }),
    'PKCS 1 with a password': rsa.export({ type: 'pkcs1', format: 'pem', ...cipher }),
    'SEC 1': ec.export({ type: 'sec1', format: 'pem' }),
    Ed25519: ed.export({ type: 'pkcs8', format: 'pem' }),
    OpenSSH: `-----BEGIN OPENSSH PRIVATE KEY-----\n${body}\n-----END OPENSSH PRIVATE KEY-----\n`,
    PGP: `-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\n\n${body}\n`,
    'Windows line ends': rsa.export({ type: 'pkcs8', format: 'pem' }).toString().replaceAll('\n', '\r\n'),
    'a service account': JSON.stringify({ private_key: rsa.export({ type: 'pkcs8', format: 'pem' }) }),
    'after a certificate': `-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n${rsa.export({ type: 'pkcs8', format: 'pem' }).toString()}`,
    'after 100 kB of certificates': `${'MIIB'.repeat(25_000)}\n${rsa.export({ type: 'pkcs8', format: 'pem' }).toString()}`,
    'line ends of old Macs': rsa.export({ type: 'pkcs8', format: 'pem' }).toString().replaceAll('\n', '\r'),
    'UTF-16': Buffer.from(`\ufeff${rsa.export({ type: 'pkcs8', format: 'pem' }).toString()}`, 'utf16le'),
    'DER, PKCS 8': rsa.export({ type: 'pkcs8', format: 'der' }),
    'DER, PKCS 8 with a password': rsa.export({ type: 'pkcs8', format: 'der', ...cipher }),
    'DER, PKCS 1': rsa.export({ type: 'pkcs1', format: 'der' }),
    'DER, SEC 1': ec.export({ type: 'sec1', format: 'der' }),
    PuTTY: 'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n',
    'a Java key store': Buffer.from(`feedfeed000000020000000100000001${'00'.repeat(40)}`, 'hex'),
  };

  test.each(Object.keys(pemKeys))('%s is an error in every folder, whatever its name', async (name) => {
    const content = pemKeys[name] ?? '';
    const paths = [
      'overrides/notes.txt',
      'themes/a/resources/b.css',
      'providers/a.properties',
      'realms/a.txt',
    ];
    const { errors } = await inspect(Object.fromEntries(paths.map((path) => [path, content])));
    expect(errors).toEqual(paths.toSorted().map(containing));
    expect(errors.join()).not.toContain(body);
  });

  test('PKCS12 with a key is an error, and one of certificates is not', async () => {
    const root = temporaryFolder();
    const openssl = (...argv: string[]) => execa('openssl', argv, { cwd: root });
    await openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'k',
      '-out',
      'c',
      '-subj',
      '/CN=x',
    );
    await openssl(
      'pkcs12',
      '-export',
      '-inkey',
      'k',
      '-in',
      'c',
      '-out',
      'key.p12',
      '-passout',
      'pass:changeit',
    );
    await openssl('pkcs12', '-export', '-nokeys', '-in', 'c', '-out', 'ca.p12', '-passout', 'pass:');
    const files = {
      'certificates/key.p12': readFileSync(join(root, 'key.p12')),
      'certificates/ca.p12': readFileSync(join(root, 'ca.p12')),
    };
    expect(await inspect(files)).toEqual({ errors: [containing('certificates/key.p12')], warnings: [] });
  });

  test.each<[what: string, content: Content]>([
    ['a public key', generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' })],
    [
      'a library that names the label',
      'var a="-----BEGIN RSA PRIVATE KEY-----\\r\\n"+encode(b)+"-----END RSA',
    ],
    ['a text about keys', 'Paste it here:\n-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----\n'],
    ['DER of something else', Buffer.from('3003020101', 'hex')],
  ])('%s is not one', async (_what, content) => {
    expect(await inspect({ 'themes/a/login/b.js': content })).toEqual({ errors: [], warnings: [] });
  });
});

test.each([
  ['overrides/.platform/Hooks/postdeploy/x.sh', 'overrides/.platform/hooks/postdeploy/x.sh'],
  ['overrides/.platform/hooks/PostDeploy/X.sh', 'overrides/.platform/hooks/postdeploy/X.sh'],
  ['overrides/.Platform/confighooks/prebuild/x', 'overrides/.platform/confighooks/prebuild/x'],
  ['overrides/Docker-Compose.yml', 'overrides/docker-compose.yml'],
  ['overrides/docker-compose.Override.yml', 'overrides/docker-compose.override.yml'],
  ['overrides/docker-compose.YML', 'overrides/docker-compose.yml'],
  ['overrides/.Ebextensions/a.config', 'overrides/.ebextensions/a.config'],
  ['overrides/.ebextensions/Own.CONFIG', 'overrides/.ebextensions/Own.config'],
  ['overrides/NGINX/default.conf', 'overrides/nginx/default.conf'],
  ['overrides/nginx/Conf.d/a.conf', 'overrides/nginx/conf.d/a.conf'],
  ['overrides/nginx/http.d/A.Conf', 'overrides/nginx/http.d/A.conf'],
  ['overrides/Heartbeat/heartbeat.sh', 'overrides/heartbeat/heartbeat.sh'],
  ['providers/x.JAR', 'providers/x.jar'],
  ['themes/Own/Login/theme.properties', 'themes/Own/login/theme.properties'],
  ['themes/own/email/Theme.properties', 'themes/own/email/theme.properties'],
])('other capitals: %s has no effect', async (path, right) => {
  expect(await inspect({ [path]: 'x' })).toEqual({
    errors: [],
    warnings: [`${path} has no effect: its name must be ${right}, with these capitals.`],
  });
});

test('nginx of the host is not read in any capitals', async () => {
  const path = 'overrides/.platform/Nginx/conf.d/a.conf';
  expect((await inspect({ [path]: '' })).warnings).toEqual([containing('nginx runs in a container')]);
});

test('capitals of names without a meaning are free', async () => {
  const files = {
    'overrides/Agent/Setup.sh': '#!/bin/sh\n',
    'themes/Login/LOGIN/x.css': '',
    'themes/Account/login/theme.properties': '',
    'providers/README.txt': '',
  };
  expect(await inspect(files)).toEqual({ errors: [], warnings: [] });
});

test.each<[paths: string[], warned: string[]]>([
  [['overrides/.git/config', 'overrides/.git/objects/a'], ['overrides/.git is deployed (2 files)']],
  [['overrides/.aws/credentials'], ['overrides/.aws is deployed (1 file)']],
  [['overrides/.ssh/config'], ['overrides/.ssh ']],
  [['themes/a/node_modules/b/c.js', 'themes/a/node_modules/d.js'], ['themes/a/node_modules is deployed (2']],
  [['themes/.env'], ['themes/.env ']],
  [['overrides/agent/.env.production'], ['overrides/agent/.env.production ']],
  [['themes/a/x.pem'], ['themes/a/x.pem ']],
  [
    ['overrides/tls/server.key', 'overrides/id_rsa'],
    ['overrides/id_rsa ', 'overrides/tls/server.key '],
  ],
  [
    ['overrides/.npmrc', 'overrides/terraform.tfstate'],
    ['overrides/.npmrc ', 'overrides/terraform.tfstate '],
  ],
  [['themes/a/login/environment.css', 'themes/a/keys.properties', 'overrides/.gitignore'], []],
])('names that stand for secrets or waste: %j', async (paths, warned) => {
  const { errors, warnings } = await inspect(Object.fromEntries(paths.map((path) => [path, 'x'])));
  expect(errors).toEqual([]);
  expect(warnings).toEqual(warned.map(containing));
});

describe('certificates', () => {
  const certificate = async (...argv: string[]): Promise<Buffer> => {
    const root = temporaryFolder();
    const options = ['-keyout', 'k', '-out', 'c', '-subj', '/CN=x', '-days', '10'];
    await execa('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...options], { cwd: root });
    const { stdout } = await execa('openssl', ['x509', '-in', 'c', ...argv], {
      cwd: root,
      encoding: 'buffer',
    });
    return Buffer.from(stdout);
  };
  const path = 'certificates/ca.pem';
  const years = (count: number): Date => new Date(Date.now() + count * 365 * 86_400_000);

  test('valid, expired and not yet valid', async () => {
    const text = await certificate();
    expect(await inspect({ [path]: text }, { now: new Date(Date.now() + 60_000) })).toEqual({
      errors: [],
      warnings: [],
    });
    for (const now of [years(1), years(-1)])
      expect(await inspect({ [path]: text }, { now })).toEqual({ errors: [], warnings: [containing(path)] });
  });

  test.each(['23.0.7', '26.7.3'])(
    '%s: other content, DER and damaged certificates are named',
    async (version) => {
      const config = { ...base, keycloak: { ...base.keycloak, version: asRelease(version) } };
      const damaged = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
      for (const content of ['garbage', '', damaged]) {
        const { errors, warnings } = await inspect({ [path]: content }, { config });
        expect([...errors, ...warnings]).toEqual([containing(path)]);
        // The script of the image fails before 24.
        expect(errors).toHaveLength(version === '23.0.7' ? 1 : 0);
      }
    },
  );
});

test('a pointer of Git LFS elsewhere is a warning', async () => {
  const files = { 'themes/a/logo.png': 'version https://git-lfs.github.com/spec/v1\noid sha256:1\n' };
  expect(await inspect(files)).toEqual({ errors: [], warnings: [containing('themes/a/logo.png')] });
});
