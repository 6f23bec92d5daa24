import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ClusterLog, type Line } from '../../src/cluster/cluster-log.ts';

const view = (members: string[]) =>
  `ISPN000094: Received new cluster view for channel ISPN: [${members[0]}|${members.length}] (${members.length}) [${members.join(', ')}]`;
const addressOf = (node: string, ip: string) =>
  `ISPN000079: Channel \`ISPN\` local address is \`${node}\`, physical addresses are \`[${ip}:7800]\``;

function start(stream: string, at: number, node: string, members: string[]): Line[] {
  return [
    'ISPN000078: Starting JGroups channel `ISPN` with stack `jdbc-ping`',
    view(members),
    addressOf(node, stream.split('/')[1] ?? ''),
    'a line without news',
    'ERROR: Failed to obtain JDBC connection',
    'Keycloak 26.7.3 on JVM (powered by Quarkus 3.33.3.1) started in 9.952s. Listening on: http://0.0.0.0:8080',
    'Bootstrap completed in 8.704000 seconds',
  ].map((message, index) => ({ stream, timestamp: at + index, message }));
}

/** The first starts twice; the second's container got another address. */
const lines: Line[] = [
  ...start('i-1/10.0.0.1', 1_000, 'old-1', ['old-1']),
  { stream: 'i-1/10.0.0.1', timestamp: 1_500, message: 'Keycloak stopped in 1.7s' },
  ...start('i-1/10.0.0.1', 2_000, 'a-1', ['a-1']),
  ...start('i-2/10.0.0.2', 2_100, 'b-1', ['a-1', 'b-1']),
  { stream: 'i-1/10.0.0.1', timestamp: 2_200, message: view(['a-1', 'b-1']) },
  { stream: 'i-2/10.0.0.22', timestamp: 2_300, message: 'FATAL: Login failed for user "kc"' },
  { stream: 'i-3/10.0.0.3', timestamp: 2_300, message: 'a line without news' },
];

function stateOf(arrived: readonly Line[], recent = 2_200) {
  const log = new ClusterLog();
  for (const line of arrived) log.add(line);
  const instances = ['i-1', 'i-2', 'i-3'].map((id) => {
    const instance = log.of(id);
    return [instance?.address, instance?.nodeLog, instance?.troublesSince(recent)];
  });
  return { instances, nodes: log.nodes() };
}

test('the newest start of each instance counts', () => {
  const { instances, nodes } = stateOf(lines);
  expect(instances).toMatchObject([
    ['10.0.0.1', { node: 'a-1', running: true, view: { members: ['a-1', 'b-1'] } }, new Map()],
    [
      '10.0.0.22',
      { node: 'b-1', running: true },
      new Map([['database', expect.stringContaining('Login failed')]]),
    ],
    ['10.0.0.3', undefined, new Map()],
  ]);
  expect(nodes).toEqual(
    new Map([
      ['old-1', 'i-1'],
      ['a-1', 'i-1'],
      ['b-1', 'i-2'],
    ]),
  );
});

test('lines in any order give the state of the sorted ones, read in between or not', () => {
  const sorted = stateOf(lines);
  fc.assert(
    fc.property(fc.shuffledSubarray(lines, { minLength: lines.length }), (arrived) => {
      const log = new ClusterLog();
      const midway: unknown[] = [];
      for (const line of arrived) {
        log.add(line);
        midway.push(log.of('i-1')?.nodeLog);
      }
      expect(midway.at(-1)).toEqual(sorted.instances[0]?.[1]);
      expect(stateOf(arrived)).toEqual(sorted);
    }),
  );
});

test('an instance without a line is unknown', () => {
  expect(new ClusterLog().of('i-1')).toBeUndefined();
});
