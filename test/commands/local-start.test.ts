/** Values of `local start` that its settings cannot hold. */
import { mkdirSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { run } from '../../src/commands/local/start.ts';
import { takeLock } from '../../src/local-beanstalk/base/project-lock.ts';
import { readSettings, statePaths, writeSettings } from '../../src/local-beanstalk/base/state.ts';
import { projectFiles } from '../../src/system/files.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { readingDeps } from '../fakes/reading-deps.ts';
import { temporaryFolder } from '../system/temporary-folder.ts';

const wrong: Readonly<Record<string, readonly string[]>> = {
  pace: [
    'Infinity',
    '-Infinity',
    'NaN',
    '-1',
    '0',
    '0.5',
    '1e309',
    '100001',
    '',
    'x',
    '5 ',
    ' 5',
    '0x5',
    '5\n',
  ],
  port: ['Infinity', 'NaN', '-1', '0', '65536', '1.5', '', '4599 ', ' 4599', '4599\n', '+4599', '0x50'],
  instanceDisk: ['0g', '-1g', '1e9g', 'Infinity', '', '4g '],
  database: ['oracle', '__proto__', ''],
};
const cases = Object.entries(wrong).flatMap(([flag, values]) => values.map((value) => ({ flag, value })));

function setUp() {
  vi.stubEnv('XDG_STATE_HOME', temporaryFolder());
  const folder = temporaryFolder();
  const deps = { ...readingDeps({ clock: new ManualClock(Date.now()) }), files: projectFiles(folder) };
  const start = (flags: object) => run(deps, { config: 'kc-eb.yaml', ...flags });
  return { folder, deps, start };
}

/** The lock of a server, which is how a command finds it. */
async function runServer(folder: string): Promise<() => Promise<void>> {
  mkdirSync(statePaths(folder).folder, { recursive: true });
  await writeSettings({
    ...{
      project: '0123abcd',
      projectFolder: folder,
      apiPort: 4599,
      balancerPort: 8080,
      pace: 10,
      strict: [],
    },
  });
  const lock = await takeLock(folder, 'server');
  return () => lock?.release() ?? Promise.resolve();
}

test.each(cases)('--$flag "$value" is rejected, and nothing is written', async ({ flag, value }) => {
  const { folder, start } = setUp();
  await expect(start({ [flag]: value, reportingOnly: true })).rejects.toMatchObject({ kind: 'usage' });
  expect(readSettings(folder)).toBeUndefined();
});

test.each(cases)('--$flag "$value" is rejected while a server runs', async ({ flag, value }) => {
  const { folder, start } = setUp();
  const end = await runServer(folder);
  try {
    await expect(start({ [flag]: value })).rejects.toMatchObject({ kind: 'usage' });
    expect(readSettings(folder)).toMatchObject({ pace: 10 });
  } finally {
    await end();
  }
});

test.each(['1', '5', '1e3', '100000'])('--pace %s of a running server changes nothing', async (pace) => {
  const { folder, deps, start } = setUp();
  const end = await runServer(folder);
  try {
    await start({ pace });
    expect(deps.events).toMatchObject([
      { type: 'result', text: expect.stringContaining('already runs') as string },
    ]);
    expect(readSettings(folder)).toMatchObject({ pace: 10 });
  } finally {
    await end();
  }
});
