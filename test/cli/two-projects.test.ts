/** Two projects on one machine, with the built command line: each has its own ports, and keeps them while it is stopped. */
import { createServer, type Server } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { isFree } from '../../src/local-beanstalk/base/free-port.ts';
import { stopServer } from '../../src/local-beanstalk/machine/server-process.ts';
import { type LocalSettings, readSettings } from '../../src/local-beanstalk/base/state.ts';
import { expectFailure, Project, projectYaml } from './run-cli.ts';

let projects: [Project, Project, Project];

beforeAll(() => {
  // All projects of the tests share the claims of ports, as those of one user do: no other start takes these ports.
  const make = (): Project => {
    const project = new Project({ 'kc-eb.yaml': projectYaml() });
    project.addEngine();
    return project;
  };
  projects = [make(), make(), make()];
});

afterEach(() => stop(...projects));

afterAll(() => {
  for (const project of projects) project.remove();
});

async function stop(...stopped: readonly Project[]): Promise<void> {
  await Promise.all(stopped.map(({ folder }) => stopServer(folder)));
}

async function start(project: Project): Promise<number[]> {
  const run = await project.run(['local', 'start', '--reporting-only', '--pace', '1000']);
  expect(run.exitCode, run.stderr).toBe(0);
  return portsOf(project);
}

function portsOf(project: Project): number[] {
  const { apiPort, balancerPort } = readSettings(project.folder) as LocalSettings;
  return [apiPort, balancerPort];
}

function occupy(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      resolve(server);
    });
  });
}

test('projects that start at once have different ports, and get them back in any order', async () => {
  const [one, two, three] = projects;
  const first = await Promise.all([start(one), start(two)]);
  expect(new Set(first.flat()).size).toBe(4);
  // Held from the start on, until the stop.
  const balancers = first.map(([, balancer = 0]) => balancer);
  expect(await Promise.all(balancers.map(isFree))).toEqual([false, false]);
  await stop(one, two);
  // A start in another test binds a port for a moment, to see whether it is free.
  await expect.poll(() => Promise.all(balancers.map(isFree)), { timeout: 10_000 }).toEqual([true, true]);

  // The ports of stopped projects are free, but not for another project.
  const third = await start(three);
  expect(first.flat().filter((port) => third.includes(port))).toEqual([]);
  expect([await start(two), await start(one)]).toEqual([first[1], first[0]]);
});

test('a deploy ends with 0, and with nothing verified; then a lost port is an error', async () => {
  const [project, other] = projects;
  const [, balancer = 0] = await start(project);
  const run = await project.run(['deploy', '--local', '--json']);
  expect(run.exitCode, run.stderr).toBe(0);
  expect(JSON.parse(run.stdout)).toMatchObject({ nothingToDo: false, verified: false });
  expect(run.stdout).not.toContain('"verdict"');
  await stop(project);

  const foreign = await occupy(balancer);
  try {
    // Keycloak's public URL has this port.
    const restart = await project.run(['local', 'start', '--reporting-only']);
    expectFailure(restart, 10, `${balancer}`);
    expect(portsOf(project)[1]).toBe(balancer);
    expectFailure(await project.run(['deploy', '--local']), 10, /kc-eb local start/);
  } finally {
    foreign.close();
  }
  // Without environments, another port is as good.
  const [, lost = 0] = await start(other);
  await stop(other);
  const taken = await occupy(lost);
  try {
    expect((await start(other))[1]).not.toBe(lost);
  } finally {
    taken.close();
  }
});

test('a reset gives the ports back', async () => {
  const [one, , three] = projects;
  const [api = 0] = await start(one);
  const onThatPort = ['local', 'start', '--reporting-only', '--port', `${api}`];
  expectFailure(await three.run(onThatPort), 10, `${api}`);
  await stop(one);
  expectFailure(await three.run(onThatPort), 10, `${api}`, one.folder);
  await one.run(['local', 'reset', '--yes']);
  expect(await three.run(onThatPort)).toMatchObject({ exitCode: 0 });
});
