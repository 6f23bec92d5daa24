/** The real EB CLI of PyPI, in its own virtual environment. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { localCredentials } from '../local-beanstalk/credentials.ts';
import { pythonPrograms } from '../foreign/python.ts';

const requirements = 'test/eb-cli/requirements.txt';

/** The release of the EB CLI that `provideEbCli` installs. */
export function ebCliVersion(): string {
  return /awsebcli==(.*)/.exec(readFileSync(requirements, 'utf8'))?.[1] ?? '';
}

/** The path of eb. EB_CLI names an installed one; else pip installs it once. */
export async function provideEbCli(): Promise<string> {
  return process.env['EB_CLI'] ?? join(await pythonPrograms(requirements), 'eb');
}

export interface Run {
  exitCode: number | undefined;
  output: string;
}

interface Place {
  folder: string;
  endpoint: string;
}

/** All variables of the EB CLI. */
export function ebVariables({ folder, endpoint }: Place): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    PAGER: 'cat',
    LC_ALL: 'C.UTF-8',
    AWS_ENDPOINT_URL: endpoint,
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
  };
}

export async function runEb(eb: string, argv: readonly string[], { folder, endpoint }: Place): Promise<Run> {
  const { all, exitCode } = await execa(eb, argv, {
    cwd: folder,
    all: true,
    reject: false,
    stdin: 'ignore',
    timeout: 300_000,
    extendEnv: false,
    env: ebVariables({ folder, endpoint }),
  });
  return { exitCode, output: all };
}

/** Replaces what differs from run to run. */
export function normalized(output: string, folder: string): string {
  return output
    .replaceAll(folder, '/home/me/id')
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?/g, '2026-11-24 10:00:00')
    .replaceAll(/\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\.\d+/g, '2026/11/24 10:00:00.000000')
    .replaceAll(/\bapp-\d{6}_\d+/g, 'app-261124_100000000000')
    .replaceAll(/\b\d{6}_\d{6}\b/g, '261124_100000')
    .replaceAll(/\bi-[0-9a-f]{17}\b/g, 'i-0123456789abcdef0')
    .replaceAll(/\be-[a-z0-9]{10}\b/g, 'e-abcdefghij')
    .replaceAll(/\b[A-Z0-9]{10}(?=[\s/'"]|$)/gm, 'ABCDEFGHIJ')
    .replaceAll(/(?<=ABCDEFGHIJ\/)[a-z0-9]{10}\b/g, 'abcdefghij')
    .replaceAll(/\b\d+ (secs?|mins?)\b */g, (age) => '2 mins'.padEnd(age.length))
    .replaceAll(/localhost:\d*(\d\d)\b/g, 'localhost:80$1')
    .split('\n')
    .map((line) => line.split('\r').at(-1)?.trimEnd() ?? '')
    .filter((line) => !/^ -- Events|Environment health has transitioned/.test(line))
    .join('\n')
    .split(/^(?=={5,} i-)/m)
    .toSorted(byText)
    .join('')
    .trim();
}

/** Sections of instances come in the order of their ids, which differ from run to run. */
function byText(one: string, other: string): number {
  return one.startsWith('=====') && other.startsWith('=====') ? one.localeCompare(other) : 0;
}
