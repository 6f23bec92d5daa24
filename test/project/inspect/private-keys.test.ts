/** Keys in other clothes than PEM: packed, without armour, and secret access keys of AWS. */
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { FileContents } from '../../../src/project/inspect/inspect.ts';
import { gunzipStart } from '../../../src/system/gunzip.ts';
import { temporaryFolder } from '../../system/temporary-folder.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ed = generateKeyPairSync('ed25519');
const pem = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const wrapped = (text: string, width: number, end = '\n'): string =>
  (text.match(new RegExp(`.{1,${width}}`, 'g')) ?? []).join(end);
const pkcs8 = base64(rsa.privateKey.export({ type: 'pkcs8', format: 'der' }));
const spki = base64(rsa.publicKey.export({ type: 'spki', format: 'der' }));

/** Returns the texts of what is found in one file. */
async function found(path: string, content: string | Uint8Array): Promise<string[]> {
  const contents = new FileContents();
  const bytes = Buffer.from(content);
  const head = bytes.subarray(0, contents.bytes(path));
  const unpacked = await gunzipStart(head, contents.bytes(path));
  contents.take(path, head, { bytes, size: bytes.length, unpacked });
  return contents.findings.filter(({ level }) => level === 'error').map(({ text }) => text);
}

function openssl(...argv: string[]): Buffer {
  return execFileSync('openssl', argv, { cwd: temporaryFolder(), stdio: ['ignore', 'pipe', 'ignore'] });
}

describe('in gzip', () => {
  const noise = randomBytes(300_000).toString('hex');
  test.each<[what: string, content: Uint8Array]>([
    ['PEM', gzipSync(pem)],
    ['DER', gzipSync(rsa.privateKey.export({ type: 'pkcs1', format: 'der' }))],
    ['after 600 kB that do not pack', gzipSync(`${noise}\n${pem}`)],
    ['before a gigabyte', gzipSync(Buffer.concat([Buffer.from(pem), Buffer.alloc(64 * 1024 * 1024)]))],
    ['before the file was cut off', gzipSync(`${pem}${noise}`).subarray(0, 10_000)],
    ['before zeros that fill a block', Buffer.concat([gzipSync(pem), Buffer.alloc(100)])],
    ['in the second member', Buffer.concat([gzipSync('first\n'), gzipSync(pem)])],
  ])('%s', async (_what, content) => {
    for (const path of ['certificates/key.pem.gz', 'overrides/x.gz', 'themes/a/b.js', 'providers/c.bin']) {
      const [text, ...more] = await found(path, content);
      expect(text).toMatch(new RegExp(`^${path} is a private key \\((PEM|DER)\\) in gzip, which`));
      expect(more).toEqual([]);
    }
  });

  test.each<[what: string, content: Uint8Array]>([
    [
      'a certificate',
      gzipSync(`-----BEGIN CERTIFICATE-----\n${wrapped(spki, 64)}\n-----END CERTIFICATE-----\n`),
    ],
    ['a name of the format alone', Buffer.from('1f8b0800', 'hex')],
    ['zeros', gzipSync(Buffer.alloc(200 * 1024 * 1024))],
    ['a damaged file', Buffer.concat([gzipSync('a').subarray(0, 12), randomBytes(500)])],
  ])('not %s', async (_what, content) => {
    const start = Date.now();
    expect(await found('overrides/x.gz', content)).toEqual([]);
    expect(Date.now() - start).toBeLessThan(2000);
  });
});

describe('in base64 without armour', () => {
  const cipher = { cipher: 'aes-256-cbc', passphrase: 'changeit' };
  test.each<[what: string, content: string]>([
    ['PKCS 8', pkcs8],
    ['PKCS 8 in lines', `${wrapped(pkcs8, 64)}\n`],
    ['PKCS 8 in Windows lines', wrapped(pkcs8, 76, '\r\n')],
    ['PKCS 8 in an assignment', `KEY=${pkcs8}\n`],
    ['PKCS 8 in YAML', `key: >-\n  ${wrapped(pkcs8, 70, '\n  ')}\nother: text\n`],
    ['PKCS 8 in JSON', JSON.stringify({ key: wrapped(pkcs8, 64) })],
    ['PKCS 8 in JSON of PHP', `{"key":"${pkcs8.replaceAll('/', '\\/')}"}`],
    ['PKCS 8 after words in capitals', `MAIN MAPPINGS ${pkcs8}`],
    ['PKCS 8 before words', `${pkcs8.replace(/=+$/, '')}\nmore words`],
    ['PKCS 8 with a password', base64(rsa.privateKey.export({ type: 'pkcs8', format: 'der', ...cipher }))],
    ['PKCS 1', base64(rsa.privateKey.export({ type: 'pkcs1', format: 'der' }))],
    ['SEC 1', base64(ec.privateKey.export({ type: 'sec1', format: 'der' }))],
    ['PKCS 8 of a curve', base64(ec.privateKey.export({ type: 'pkcs8', format: 'der' }))],
    ['Ed25519', base64(ed.privateKey.export({ type: 'pkcs8', format: 'der' }))],
  ])('%s', async (_what, content) => {
    for (const path of ['certificates/a.pem', 'overrides/notes.txt', 'themes/a/b.properties'])
      expect(await found(path, content)).toEqual([
        `${path} is a private key (base64), which the deployment would publish.`,
      ]);
    expect(await found('overrides/a.gz', gzipSync(content))).toHaveLength(1);
  });

  test('an export of a realm has keys, of which the check of realms warns', async () => {
    expect(await found('realms/a-realm.json', `{"privateKey": ["${pkcs8}"]}`)).toEqual([]);
  });

  test.each<[what: string, content: () => string | Uint8Array]>([
    ['a public key', () => spki],
    ['a public key of PKCS 1', () => base64(rsa.publicKey.export({ type: 'pkcs1', format: 'der' }))],
    ['a curve', () => base64(ec.publicKey.export({ type: 'spki', format: 'der' }))],
    ['the start of a key', () => pkcs8.slice(0, 800)],
    ['a key with another end', () => pkcs8.slice(0, 800) + 'A'.repeat(pkcs8.length - 800)],
    [
      'a certificate',
      () => openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'k', '-subj', '/CN=x'),
    ],
    ['noise', () => randomBytes(1024 * 1024)],
    ['noise in base64', () => wrapped(base64(randomBytes(700_000)), 64)],
    [
      'many starts',
      () => 'MIIBAgIBAA+AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n.'.repeat(15_000),
    ],
  ])('not %s', async (_what, content) => {
    const bytes = content();
    const start = Date.now();
    expect(await found('overrides/a.txt', bytes)).toEqual([]);
    expect(Date.now() - start).toBeLessThan(3000);
  });
});

describe('secret access keys of AWS', () => {
  const key = 'Zk3+'.concat(base64(randomBytes(27)));
  test.each([
    `[default]\naws_access_key_id = AKIA\naws_secret_access_key = ${key}\n`,
    `aws_secret_access_key=${key}`,
    `export AWS_SECRET_ACCESS_KEY=${key}\r\n`,
    `AWS_SECRET_ACCESS_KEY="${key}"`,
    `environment:\n  AWS_SECRET_ACCESS_KEY: ${key}\n`,
    `environment:\n  - AWS_SECRET_ACCESS_KEY=${key}\n`,
    `{"AccessKeyId": "AKIA", "SecretAccessKey": "${key}"}`,
    `{ secretAccessKey: '${key}' }`,
    `aws.secret-access-key=${key}`,
  ])('%#', async (text) => {
    const sentence =
      'has the secret access key of an account, which the deployment would publish. Give its permissions to the role of the instances.';
    for (const path of ['overrides/agent/config', 'overrides/docker-compose.override.yml'])
      expect(await found(path, text)).toEqual([`${path} ${sentence}`]);
    expect(await found('overrides/a', Buffer.from(`\ufeff${text}`, 'utf16le'))).toHaveLength(1);
    expect((await found('overrides/a.gz', gzipSync(text))).join()).toContain('key of an account in gzip');
    expect((await found('overrides/a', text)).join()).not.toContain(key);
  });

  test.each([
    'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    'AWS_SECRET_ACCESS_KEY=${AWS_SECRET_ACCESS_KEY}',
    `AWS_SECRET_ACCESS_KEY=${'x'.repeat(40)}`,
    'AWS_SECRET_ACCESS_KEY=',
    'AWS_SECRET_ACCESS_KEY=arn:aws:secretsmanager:us-east-1:123456789012:secret:agent-a1b2c3',
    `AWS_SECRET_ACCESS_KEY=${'Zk3+'.repeat(11)}`,
    `COMMIT=${'0123456789abcdef'.repeat(3).slice(0, 40)}`,
  ])('not %s', async (text) => {
    expect(await found('overrides/agent/config', text)).toEqual([]);
  });
});
