/**
 * Part of npm run test:versions. The first instances of an environment start together on an empty database: both create
 * the tables, import the realm and discover each other at the same time.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readClusterLine } from '../../src/cluster/log-lines.ts';
import { type Bench, openBench } from './bench.ts';
import { makeDeployable } from './deployable.ts';
import { endOfStart, runKeycloak } from './keycloak-container.ts';
import { realm } from './project.ts';

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});

afterAll(async () => {
  await bench.remove();
});

test.each(['22.0.5', '26.7.3'])('%s', async (version) => {
  const name = `first-start-${version.replaceAll('.', '-')}`;
  const deployable = await makeDeployable(bench, name, version, 'everything');
  const nodes = await Promise.all([
    runKeycloak(bench, `${name}-1`, deployable),
    runKeycloak(bench, `${name}-2`, deployable, bench.secondAddress),
  ]);
  try {
    const logs = await Promise.all(nodes.map((node) => node.started(endOfStart(version))));
    // When two nodes connect to each other at once, JGroups closes a connection, and with TLS it logs an error.
    expect(logs.flat().filter((line) => / ERROR (?!\[org\.jgroups\.protocols\.TCP\])/.test(line))).toEqual(
      [],
    );
    for (const node of nodes) {
      const { status, body } = await node.ask({ port: 8080, path: `/auth/realms/${realm.name}` });
      expect({ status, body }).toMatchObject({
        status: 200,
        body: expect.stringContaining('"proof"') as string,
      });
    }
    const sizes = logs.map((lines) =>
      lines.flatMap((line) => {
        const news = readClusterLine(line);
        return news?.type === 'view' ? [news.view.size] : [];
      }),
    );
    expect(Math.max(...sizes.flat())).toBe(2);
    process.stdout.write(`${version}: two nodes at once on an empty database, one cluster, one realm\n`);
  } finally {
    for (const node of nodes) await node.remove();
    await deployable.remove();
  }
});
