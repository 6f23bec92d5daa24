/** The seed: two nodes of 24.0.5 on bridge networks, whose metrics and checks are on the port of the public. */
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DemoResult } from '../../src/local/demo.ts';
import { hiddenTargets } from '../templates/hidden-paths.ts';
import { LocalProject } from './local-project.ts';
import { leaksOf } from './operators-paths.ts';

let demo: DemoResult & { folder: string };

beforeAll(async () => {
  const anywhere = LocalProject.at(tmpdir());
  [demo] = (await anywhere.kcEb('local', 'demo', '--bridge', '--keycloak', '24.0.5', '--keep')) as [
    typeof demo,
  ];
});

afterAll(async () => {
  await LocalProject.at(demo.folder).end();
});

test('userinfo answers 200 and 401 in turn, and verify names the cause', () => {
  const { userinfo = [], verdict, verifyExitCode } = demo;
  const ofTurn = (rest: number): number[] => userinfo.filter((_, turn) => turn % 2 === rest);
  expect([ofTurn(0), ofTurn(1)].toSorted()).toEqual([
    [200, 200, 200],
    [401, 401, 401],
  ]);
  expect(verdict).toMatchObject({ ok: false, cause: 'bridge-network' });
  expect(verifyExitCode).toBe(7);
});

test('no spelling of a path reaches metrics or checks', async () => {
  expect((await fetch(`${demo.url}/realms/master`)).status).toBe(200);
  expect(await leaksOf(demo.url, hiddenTargets(''))).toEqual([]);
});
