import { describe, expect, it } from 'vitest';
import type { Trouble } from '../../src/cluster/log-lines.ts';
import type { ClusterState, InstanceState } from '../../src/cluster/state.ts';
import { judge, type ProbeResult } from '../../src/cluster/verdict.ts';
import { isBridgeAddress } from '../../src/cluster/docker-address.ts';
import type { NodeLog } from '../../src/cluster/node-log.ts';

const passed: ProbeResult = { outcome: 'passed', requests: 6, detail: 'userinfo 200 six times' };
const refused: ProbeResult = {
  outcome: 'failed',
  requests: 6,
  detail: 'userinfo answered 200, 401, 200, 401',
};

function nodeLog(node: string, members: string[], changes: Partial<NodeLog> = {}): NodeLog {
  return {
    bootstrapped: true,
    version: '26.7.3',
    node,
    addresses: ['10.0.0.11'],
    stack: 'jdbc-ping',
    clustered: true,
    view: { id: `${members[0] ?? node}|1`, members, size: members.length, merged: false },
    met: new Set(members),
    troubles: new Map(),
    words: { parts: [], cause: undefined },
    former: new Map(),
    running: true,
    ...changes,
  };
}

const first: InstanceState = {
  id: 'i-1',
  address: '10.0.0.11',
  versionLabel: 'v1',
  isDeploying: false,
  heartbeat: undefined,
  silence: undefined,
  log: nodeLog('a', ['a', 'b']),
  recent: new Map(),
};
const second: InstanceState = {
  id: 'i-2',
  address: '10.0.0.12',
  versionLabel: 'v1',
  isDeploying: false,
  heartbeat: undefined,
  silence: undefined,
  log: nodeLog('b', ['a', 'b'], { addresses: ['10.0.0.12'] }),
  recent: new Map(),
};

type Changes = Partial<Omit<ClusterState, 'expected'>> & { expected?: Partial<ClusterState['expected']> };

function state({ expected, ...changes }: Changes = {}): ClusterState {
  return {
    instances: [first, second],
    departed: new Map(),
    leftOut: 0,
    logGroup: '/aws/elasticbeanstalk/id-prod/keycloak',
    expected: {
      instances: 2,
      versionLabel: 'v1',
      clustered: true,
      profile: 'aws-elasticbeanstalk-ec2-role',
      ...expected,
    },
    ...changes,
  };
}

function withLogs(a: Partial<NodeLog>, b: Partial<NodeLog>): ClusterState {
  return state({
    instances: [
      { ...first, log: nodeLog('a', ['a', 'b'], a) },
      { ...second, log: nodeLog('b', ['a', 'b'], { addresses: ['10.0.0.12'], ...b }) },
    ],
  });
}

/** Heartbeats with metrics that have no cluster size. */
function withoutSize(log: Partial<NodeLog>): ClusterState {
  const heartbeat = {
    ...{ at: 0, receivedAt: undefined, keycloak: '26.7.3', versionLabel: 'v1', sequence: 1 },
    ...{ ready: true, size: undefined, node: undefined, startedAt: 1 },
  };
  const { instances, ...rest } = withLogs(log, log);
  return {
    ...rest,
    instances: instances.map((one) => ({
      ...one,
      heartbeat: { ...heartbeat, instance: one.id, address: one.address ?? '' },
    })),
  };
}

function alone(node: string): Partial<NodeLog> {
  return { view: { id: `${node}|0`, members: [node], size: 1, merged: false }, met: new Set([node]) };
}

function trouble(kind: Trouble, line: string): Partial<NodeLog> {
  return { troubles: new Map([[kind, line]]) };
}

describe('judge', () => {
  it.each<[string, ClusterState]>([
    ['both see both', state()],
    ['any version label will do when none is expected', state({ expected: { versionLabel: undefined } })],
    [
      'a member is still known by its UUID only',
      withLogs(
        {},
        {
          view: { id: 'a|1', members: ['2a0ff63f-5a3c-4c2f-8d49-3d1df1f1a9b1', 'b'], size: 2, merged: false },
        },
      ),
    ],
    [
      "AWS's default VPC lies within Docker's ranges",
      state({
        instances: [
          { ...first, address: '172.31.4.7', log: nodeLog('a', ['a', 'b'], { addresses: ['172.31.4.7'] }) },
          { ...second, address: '172.31.9.2', log: nodeLog('b', ['a', 'b'], { addresses: ['172.31.9.2'] }) },
        ],
      }),
    ],
    ['one instance is its own cluster', oneInstance()],
    [
      'clustering is off',
      state({
        instances: [
          { ...first, log: nodeLog('a', [], { clustered: false, view: undefined, node: undefined }) },
        ],
        expected: { clustered: false, instances: 1 },
      }),
    ],
  ])('is content: %s', (_, facts) => {
    expect(judge(facts, passed)).toMatchObject({
      ok: true,
      cause: undefined,
      remedy: undefined,
      warnings: [],
    });
  });

  it.each<[string, ClusterState, string, RegExp, RegExp]>([
    [
      'missing-instance',
      state({ instances: [first] }),
      'one of two instances runs',
      /\b1\b.*i-1\b.*\b2\b/,
      /kc-eb events/,
    ],
    [
      'missing-instance',
      state({ instances: [], expected: { instances: 0 } }),
      'nothing runs',
      /\b0\b.*\b1\b/,
      /kc-eb events/,
    ],
    [
      'no-evidence',
      state({ instances: [first, { ...second, log: undefined }] }),
      'an instance is silent',
      /i-2\b.*\/aws\/elasticbeanstalk\/id-prod\/keycloak/,
      /aws-elasticbeanstalk-ec2-role.*logs:PutLogEvents/,
    ],
    [
      'database',
      withLogs({}, { running: false, ...trouble('database', 'ERROR: Connection to db:5432 refused') }),
      'a node that does not start for want of its database',
      /i-2\b.*"ERROR: Connection to db:5432 refused"/,
      /database\.host/,
    ],
    [
      'database',
      withLogs({ ...alone('a') }, { ...alone('b'), ...trouble('database', 'JGRP000115: Could not open') }),
      'JDBC_PING cannot read its table',
      /i-2\b.*"JGRP000115: Could not open"/,
      /database\.host/,
    ],
    [
      'database',
      withLogs({}, { running: false, ...trouble('migration-lock', "Lock didn't yet acquired.") }),
      'a node that waits for another migration',
      /i-2\b.*"Lock didn't yet acquired\."/,
      /databasechangeloglock/,
    ],
    ['not-started', withLogs({ running: false }, {}), 'a node on its way', /i-1\b/, /kc-eb logs/],
    [
      'not-started',
      withLogs({ running: false, ...trouble('start-failed', "Unknown option: '--cachee'") }, {}),
      'a wrong option',
      /i-1\b.*"Unknown option: '--cachee'"/,
      /kc-eb logs/,
    ],
    [
      'other-version',
      state({ instances: [first, { ...second, versionLabel: 'v0' }] }),
      'a batch that was not updated',
      /v1: i-1: v1 .*; i-2: v0/,
      /kc-eb deploy/,
    ],
    [
      'other-version',
      withLogs({ version: '26.7.3' }, { version: '22.0.5' }),
      'another Keycloak under the same label',
      /i-2: v1 \(Keycloak 22\.0\.5\)/,
      /kc-eb deploy/,
    ],
    [
      'other-version',
      withLogs({ ...alone('a'), ...trouble('other-jgroups', 'JGRP000010: packet') }, alone('b')),
      'another JGroups',
      /i-1\b.*"JGRP000010: packet"/,
      /kc-eb deploy/,
    ],
    [
      'local-cache',
      withoutSize({ clustered: false, view: undefined, node: undefined }),
      'caches are local, by the metrics',
      /Keycloak 26\.7\.3 on i-1, i-2\b/,
      /KC_CACHE=local/,
    ],
    [
      'no-evidence',
      withLogs({ clustered: false, view: undefined, node: undefined }, { clustered: false, view: undefined }),
      'a log level may hide the lines of the channel',
      /Keycloak 26\.7\.3 on i-1, i-2\b.*org\.infinispan/,
      /org\.infinispan\.CLUSTER:info/,
    ],
    [
      'bridge-network',
      withLogs({ ...alone('a'), addresses: ['172.19.0.2'] }, { ...alone('b'), addresses: ['172.19.0.2'] }),
      "the seed's failure",
      /i-1 \(10\.0\.0\.11\) .*172\.19\.0\.2; i-2 \(10\.0\.0\.12\) .*172\.19\.0\.2/,
      /cluster\.network: host/,
    ],
    [
      'tls',
      withLogs(alone('a'), { ...alone('b'), ...trouble('tls', 'SSLHandshakeException: bad_certificate') }),
      'certificates differ',
      /i-2\b.*"SSLHandshakeException: bad_certificate"/,
      /cache-embedded-mtls/,
    ],
    [
      'stale-member',
      {
        ...withLogs(
          { view: { id: 'a|2', members: ['a', 'b', 'c'], size: 3, merged: false } },
          { view: { id: 'a|2', members: ['a', 'b', 'c'], size: 3, merged: false } },
        ),
        departed: new Map([['c', 'i-0']]),
      },
      'a dead node is still a member',
      /\bc \(.*i-0\)/,
      /minute.*database/,
    ],
    [
      'split',
      withLogs({ ...alone('a'), met: new Set(['a', 'b']) }, { ...alone('b'), met: new Set(['a', 'b']) }),
      'they were together',
      /i-1 sees \(1\) a; i-2 sees \(1\) b/,
      /kc-eb verify/,
    ],
    [
      'split',
      withLogs({}, alone('b')),
      'one sees both, the other only itself',
      /i-1 sees \(2\) a, b; i-2 sees \(1\) b/,
      /7800 and 57800/,
    ],
    [
      'port-closed',
      withLogs({ ...alone('a'), ...trouble('peer-unreachable', 'JOIN(a) sent to b timed out') }, alone('b')),
      'they know of each other',
      /i-1\b.*"JOIN\(a\) sent to b timed out"/,
      /7800 and 57800/,
    ],
    [
      'not-discovered',
      withLogs({ ...alone('a'), stack: 'udp' }, { ...alone('b'), stack: 'udp' }),
      'they do not',
      /\budp\b.*i-1 sees \(1\) a; i-2 sees \(1\) b/,
      /multicast/,
    ],
  ])('names %s: %s', (cause, facts, _, message, remedy) => {
    const verdict = judge(facts, passed);
    expect(verdict).toMatchObject({ ok: false, cause });
    expect(verdict.message).toMatch(message);
    expect(verdict.remedy).toMatch(remedy);
  });

  it('takes the probe as evidence of a cause that the logs name', () => {
    const facts = withLogs({ ...alone('a'), addresses: ['172.19.0.2'] }, alone('b'));
    const { cause, message } = judge(facts, refused);
    expect(cause).toBe('bridge-network');
    expect(message).toMatch(/userinfo answered 200, 401, 200, 401\.$/);
  });

  it('lets a failed probe overrule good views', () => {
    expect(judge(state(), refused)).toMatchObject({ ok: false, cause: 'probe-failed' });
  });

  it('warns when the probe did not run', () => {
    const verdict = judge(state(), { outcome: 'not-run', why: 'the login of admin was rejected' });
    expect(verdict).toMatchObject({
      ok: true,
      warnings: [expect.stringContaining('the login of admin was rejected')],
    });
  });

  it('accounts for each instance', () => {
    expect(judge(state(), passed).instances[1]).toEqual({
      id: 'i-2',
      address: '10.0.0.12',
      versionLabel: 'v1',
      keycloak: '26.7.3',
      node: 'b',
      advertised: ['10.0.0.12'],
      view: { id: 'a|1', members: ['a', 'b'], size: 2, merged: false },
    });
  });
});

describe('isBridgeAddress', () => {
  it.each<[string, string | undefined, boolean]>([
    ['172.17.0.2', '10.0.0.11', true],
    ['172.31.0.3', '10.0.0.11', true],
    ['192.168.16.2', '10.0.0.11', true],
    ['172.31.4.7', '172.31.4.7', false],
    ['172.18.0.2', '172.31.4.7', true],
    ['10.0.1.11', '10.0.0.11', false],
    ['172.16.0.2', '10.0.0.11', false],
    ['172.18.0.2', undefined, true],
    ['172.31.4.7', undefined, false],
    ['192.168.1.7', undefined, false],
    ['fe80::1', '10.0.0.11', false],
  ])('%s on a host with %s: %s', (advertised, own, expected) => {
    expect(isBridgeAddress(advertised, own)).toBe(expected);
  });
});

function oneInstance(): ClusterState {
  return state({ instances: [{ ...first, log: nodeLog('a', ['a']) }], expected: { instances: 1 } });
}
