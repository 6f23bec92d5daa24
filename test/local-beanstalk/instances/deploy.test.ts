import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import archiver from 'archiver';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deployToInstance } from '../../../src/local-beanstalk/instances/deploy.ts';
import { dotEnv } from '../../../src/local-beanstalk/instances/phases.ts';
import type { IngressRule } from '../../../src/local-beanstalk/instances/security-group.ts';
import type { Shell } from '../../../src/local-beanstalk/instances/shell.ts';
import type { Deployment } from '../../../src/local-beanstalk/base/ports.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kc-eb-test-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function bundle(files: Record<string, string>): Promise<string> {
  const path = join(folder, 'bundle.zip');
  const zip = archiver('zip');
  for (const [name, text] of Object.entries(files)) zip.append(text, { name });
  await Promise.all([pipeline(zip, createWriteStream(path)), zip.finalize()]);
  return path;
}

/** An instance that only records its commands; those that contain one of `failing` exit with 3. */
function rememberingShell(failing: readonly string[] = []) {
  const commands: string[] = [];
  const inputs = new Map<string, string>();
  const shell: Shell = {
    exec(argv, { cwd = '/', input, onLine } = {}) {
      const command = argv
        .join(' ')
        .replaceAll('/opt/elasticbeanstalk/local/with-environment.sh', 'with-env');
      commands.push(`${cwd}$ ${command}`);
      if (input !== undefined) inputs.set(command, input);
      const lines = failing.some((part) => command.includes(part)) ? ['first', 'last words'] : [];
      for (const line of lines) onLine?.(line);
      return Promise.resolve({ exitCode: lines.length > 0 ? 3 : 0, lines });
    },
    copyIn: () => Promise.resolve(),
  };
  return { shell, commands, inputs };
}

const compose = (verb: string) => `/var/app/current$ docker compose --progress plain ${verb}`;

async function deploy(
  shell: Shell,
  files: Record<string, string>,
  changes: Partial<Deployment> = {},
): Promise<{ logged: string[]; ingress: readonly IngressRule[] }> {
  const logged: string[] = [];
  let ingress: readonly IngressRule[] = [];
  await deployToInstance({
    work: {
      shell,
      log: (file, line) => {
        logged.push(`${file}: ${line}`);
      },
    },
    deployment: {
      kind: 'application',
      deploymentId: 1,
      versionLabel: 'v1',
      bundle: await bundle(files),
      environment: { B: 'pa$word', A: '1' },
      ...changes,
    },
    leader: false,
    endpoint: 'http://10.0.0.1:4599',
    setIngress: (rules) => {
      ingress = rules;
      return Promise.resolve();
    },
  });
  return { logged, ingress };
}

const full = {
  'docker-compose.yml': 'services: {}',
  '.ebextensions/a.config':
    'files: {/etc/x: {content: hi}}\ncommands: {c: {command: one}}\ncontainer_commands: {d: {command: two}, e: {command: three, leader_only: true}}',
  '.platform/hooks/prebuild/20_b.sh': '',
  '.platform/hooks/prebuild/10_a.sh': '',
  '.platform/hooks/predeploy/p.sh': '',
  '.platform/hooks/postdeploy/q.sh': '',
  '.platform/confighooks/prebuild/c.sh': '',
  '.platform/confighooks/postdeploy/d.sh': '',
};

describe('a deployment on an instance', () => {
  test('follows the order of the platform', async () => {
    const { shell, commands, inputs } = rememberingShell();
    await deploy(shell, full);
    expect(commands.filter((command) => !command.includes('chmod'))).toEqual([
      '/$ sh -c umask 077; cat > /opt/elasticbeanstalk/deployment/env',
      '/$ sh -c rm -rf /var/app/staging && mkdir -p /var/app/staging && unzip -q /opt/elasticbeanstalk/deployment/app_source_bundle -d /var/app/staging',
      '/$ with-env env sh -c one',
      '/var/app/staging$ with-env /var/app/staging/.platform/hooks/prebuild/10_a.sh',
      '/var/app/staging$ with-env /var/app/staging/.platform/hooks/prebuild/20_b.sh',
      '/var/app/staging$ sh -c umask 077; cat > .env',
      '/var/app/staging$ with-env env sh -c two',
      '/var/app/staging$ with-env /var/app/staging/.platform/hooks/predeploy/p.sh',
      '/$ test -f /var/app/current/docker-compose.yml',
      compose('down --remove-orphans'),
      '/$ sh -c rm -rf /var/app/current && mv /var/app/staging /var/app/current',
      compose('pull --quiet --policy missing --ignore-buildable'),
      compose('build'),
      compose('up --detach --no-color'),
      '/var/app/current$ with-env /var/app/current/.platform/hooks/postdeploy/q.sh',
    ]);
    expect(inputs.get('sh -c umask 077; cat > .env')).toBe('A=1\nB=pa$$word\n');
    expect(inputs.get('sh -c umask 077; cat > /opt/elasticbeanstalk/deployment/env')).toBe(
      'PORT=8000\0B=pa$word\0A=1\0AWS_ENDPOINT_URL=http://10.0.0.1:4599\0',
    );
  });

  test('of a configuration stages the bundle, and runs confighooks in the same steps, without commands', async () => {
    const { shell, commands } = rememberingShell();
    await deploy(shell, full, { kind: 'configuration' });
    expect(commands.filter((command) => !command.includes('chmod')).slice(1)).toEqual([
      '/$ sh -c rm -rf /var/app/staging && mkdir -p /var/app/staging && unzip -q /opt/elasticbeanstalk/deployment/app_source_bundle -d /var/app/staging',
      '/var/app/staging$ with-env /var/app/staging/.platform/confighooks/prebuild/c.sh',
      '/var/app/staging$ sh -c umask 077; cat > .env',
      '/$ test -f /var/app/current/docker-compose.yml',
      compose('down --remove-orphans'),
      '/$ sh -c rm -rf /var/app/current && mv /var/app/staging /var/app/current',
      compose('pull --quiet --policy missing --ignore-buildable'),
      compose('build'),
      compose('up --detach --no-color'),
      '/var/app/current$ with-env /var/app/current/.platform/confighooks/postdeploy/d.sh',
    ]);
  });

  test('that is a restart writes .env again and runs no hook', async () => {
    const { shell, commands } = rememberingShell();
    await deploy(shell, full, { kind: 'restart' });
    expect(commands.slice(1, 4)).toEqual([
      '/var/app/current$ sh -c umask 077; cat > .env',
      compose('down --remove-orphans'),
      compose('pull --quiet --policy missing --ignore-buildable'),
    ]);
    expect(commands.join()).not.toContain('.platform');
  });

  test('keeps the .env of a bundle', async () => {
    const { shell, commands } = rememberingShell();
    await deploy(shell, { 'docker-compose.yml': '', '.env': 'MINE=1' });
    expect(commands.join()).not.toContain('> .env');
  });

  test('ends at a failed hook, with its last lines, and keeps the running version', async () => {
    const { shell, commands } = rememberingShell(['with-env /var/app/staging/.platform/hooks/predeploy']);
    await expect(deploy(shell, full)).rejects.toMatchObject({
      phase: '.platform/hooks/predeploy/p.sh',
      message: '.platform/hooks/predeploy/p.sh failed with exit code 3.',
      lines: ['first', 'last words'],
    });
    expect(commands.join()).not.toContain('compose');
  });

  test('does not look at started containers', async () => {
    const { shell, commands } = rememberingShell();
    const { logged } = await deploy(shell, { 'docker-compose.yml': '' });
    expect(commands.at(-1)).toBe(compose('up --detach --no-color'));
    expect(logged.at(-1)).toBe('eb-engine.log: [INFO] Instance deployment completed successfully.');
  });

  test('fails with the last words of a hook that found an ended container', async () => {
    const { shell } = rememberingShell(['hooks/postdeploy/q.sh']);
    await expect(deploy(shell, full)).rejects.toMatchObject({
      phase: '.platform/hooks/postdeploy/q.sh',
      lines: ['first', 'last words'],
    });
  });

  test('warns of unsupported keys', async () => {
    const { logged } = await deploy(rememberingShell().shell, {
      'docker-compose.yml': '',
      '.ebextensions/a.config': 'packages: {yum: {}}',
    });
    expect(logged).toContainEqual(
      expect.stringMatching(/^eb-engine\.log: \[WARN\] .*\.ebextensions\/a\.config: packages/),
    );
  });

  test('rejects a bundle without docker-compose.yml', async () => {
    await expect(deploy(rememberingShell().shell, { 'README.md': '' })).rejects.toMatchObject({
      phase: 'Download and extract',
      message: expect.stringContaining('docker-compose.yml') as unknown,
    });
  });

  test('rejects a file that is not a zip', async () => {
    const attempt = deploy(rememberingShell().shell, full, { bundle: import.meta.filename });
    await expect(attempt).rejects.toMatchObject({
      phase: 'Download and extract',
      message: expect.stringContaining('signature') as unknown,
    });
  });
});

test('.env doubles each dollar sign, as Beanstalk does', () => {
  expect(dotEnv({ B: '$2y$10$abc', A: 'plain' })).toBe('A=plain\nB=$$2y$$10$$abc\n');
});
