import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';

const script = resolve('templates/image/certificates/import-certificates.sh');
/** Stands for Java's: like it, it reads the first certificate of a file only. test:versions runs the real one. */
const keytool = `#!/bin/bash
while [ "$1" != -alias ]; do shift; done
echo "$2: $(sed '/-----END/q' "$4" | tr '\\n' ' ')" >> "$LOG"
`;
const certificate = (body: string): string =>
  `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kc-eb-certificates-'));
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(folder, 'certificates/inner'), { recursive: true });
  writeFileSync(join(folder, 'bin/keytool'), keytool);
  chmodSync(join(folder, 'bin/keytool'), 0o755);
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const put = (path: string, text: string): void => {
  writeFileSync(join(folder, 'certificates', path), text);
};

function run() {
  return execa('bash', [script, join(folder, 'certificates')], {
    env: { PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`, LOG: join(folder, 'log') },
    reject: false,
    all: true,
  });
}

test('takes bundles apart, in folders too, with comments and the line ends of Windows', async () => {
  put('bundle.pem', `A comment\n${certificate('one')}\nanother\n${certificate('two').replaceAll('\n', '\r\n')}`);
  put('inner/last one.crt', certificate('three').trimEnd());
  const { exitCode, all } = await run();
  expect(all).toBe('kc-eb: 3 certificates trusted');
  expect(exitCode).toBe(0);
  expect(readFileSync(join(folder, 'log'), 'utf8')).toBe(
    ['one', 'two', 'three']
      .map(
        (body, index) =>
          `kc-eb-${index + 1}: -----BEGIN CERTIFICATE----- ${body} -----END CERTIFICATE----- \n`,
      )
      .join(''),
  );
});

test('a file without a certificate ends the build, and is named', async () => {
  put('empty.pem', 'nothing\n');
  const { exitCode, all } = await run();
  expect(exitCode).toBe(1);
  expect(all).toMatch(/^kc-eb: .*empty\.pem holds no certificate in PEM format$/);
});
