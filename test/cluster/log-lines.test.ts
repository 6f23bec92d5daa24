import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ClusterNews, clusterFilterPattern, readClusterLine } from '../../src/cluster/log-lines.ts';
import { foldNews } from '../../src/cluster/node-log.ts';

/** Console output of real Keycloaks: two nodes on one machine, hence the node names "vm-…". */
function capture(name: string): ClusterNews[] {
  const text = readFileSync(new URL(`captures/${name}.log`, import.meta.url), 'utf8');
  return text
    .split('\n')
    .map(readClusterLine)
    .filter((news) => news !== undefined);
}

describe('readClusterLine', () => {
  const prefix = '2026-11-24 09:41:41,016 INFO  [org.infinispan.CLUSTER] (main) ';
  it.each<[string, string, ClusterNews]>([
    [
      'a view of Infinispan 14',
      `${prefix}ISPN000094: Received new cluster view for channel ISPN: [ip-10-0-0-11-20541|1] (2) [ip-10-0-0-11-20541, ip-10-0-0-12-7]`,
      view('ip-10-0-0-11-20541|1', ['ip-10-0-0-11-20541', 'ip-10-0-0-12-7']),
    ],
    [
      'a view of Infinispan 16, which adds its version to the names',
      `${prefix}ISPN000094: Received new cluster view for channel ISPN: [a-1(v=16.0.14)|3] (2) [a-1(v=16.0.14), b-2(v=16.0.14)]`,
      view('a-1|3', ['a-1', 'b-2']),
    ],
    [
      'a merge',
      `${prefix}ISPN000093: Received new, MERGED cluster view for channel ISPN: MergeView::[a|5] (2) [a, b], 2 subgroups: [b|4] (1) [b], [a|3] (1) [a]`,
      { type: 'view', view: { id: 'a|5', members: ['a', 'b'], size: 2, merged: true } },
    ],
    [
      'an address',
      `${prefix}ISPN000079: Channel \`ISPN\` local address is \`a-1\`, physical addresses are \`[10.0.0.11:7800]\``,
      { type: 'address', node: 'a-1', addresses: ['10.0.0.11'] },
    ],
    [
      'an address without quotes, IPv6 with its zone',
      `${prefix}ISPN000079: Channel ISPN local address is a-1, physical addresses are [fe80:0:0:0:8ff:1%ens5:7800]`,
      { type: 'address', node: 'a-1', addresses: ['fe80:0:0:0:8ff:1'] },
    ],
    [
      'a channel with its stack',
      `${prefix}ISPN000078: Starting JGroups channel \`ISPN\` with stack \`jdbc-ping-tcp\``,
      { type: 'channel-started', stack: 'jdbc-ping-tcp' },
    ],
    [
      'a channel without a named stack',
      `${prefix}ISPN000078: Starting JGroups channel \`ISPN\``,
      { type: 'channel-started', stack: undefined },
    ],
    ['an end', `${prefix}ISPN000080: Disconnecting JGroups channel \`ISPN\``, { type: 'channel-stopped' }],
    [
      'a start, in colours',
      '\u001b[38;5;188m2026-11-24 \u001b[39m\u001b[32mINFO\u001b[39m [io.quarkus] (main) Keycloak 26.7.3 on JVM (powered by Quarkus 3.33.3.1) started in 14.270s. Listening on: http://0.0.0.0:8080',
      { type: 'started', version: '26.7.3' },
    ],
    [
      'a view as JSON',
      '{"timestamp":"2026-11-24T09:42:13.976Z","level":"INFO","message":"ISPN000094: Received new cluster view for channel ISPN: [a|0] (1) [a]","threadName":"main"}',
      view('a|0', ['a']),
    ],
    [
      'a view in a JSON line that the log driver cut',
      '{"timestamp":"2026-11-24T09:42:13.976Z","message":"ISPN000094: Received new cluster view for channel ISPN: [a|0] (1) [a]","thr',
      view('a|0', ['a']),
    ],
  ])('reads %s', (_, line, news) => {
    expect(readClusterLine(line)).toEqual(news);
  });

  it.each([
    ['the database', 'ERROR: Failed to obtain JDBC connection', 'database'],
    ['a driver', 'Communications link failure', 'database'],
    ['a peer', 'a-1: JOIN(a-1) sent to b-2 timed out (after 2000 ms), on try 1', 'peer-unreachable'],
    ['a certificate', 'javax.net.ssl.SSLHandshakeException: (bad_certificate)', 'tls'],
    [
      'another JGroups',
      'JGRP000010: packet from /10.0.0.12:7800 has different version (4.2.0)',
      'other-jgroups',
    ],
    ['an option', "Disabled option: '--cache-stack'. Available only when …", 'start-failed'],
  ])('reads trouble with %s', (_, text, trouble) => {
    expect(readClusterLine(text)).toEqual({ type: 'trouble', trouble, text });
  });

  it.each([
    'ISPN100000: Node vm-25455 joined the cluster',
    "ISPN000973: Task 'state-transfer-work' started at 2026-11-24T09:42:14Z and done",
    '{"message": 5}',
    '',
  ])('has no news in "%s"', (line) => {
    expect(readClusterLine(line)).toBeUndefined();
  });
});

describe('a real start', () => {
  it.each([
    ['22.0.5-first', { version: '22.0.5', stack: 'tcp', node: 'vm-56362', id: 'vm-56362|1', size: 2 }],
    ['26.7.3-first', { version: '26.7.3', stack: 'jdbc-ping', node: 'vm-6929', id: 'vm-6929|3', size: 2 }],
  ])('%s ends with its newest view', (name, expected) => {
    const { version, stack, node, view: newest, addresses } = foldNews(capture(name));
    expect({ version, stack, node, id: newest?.id, size: newest?.size }).toEqual(expected);
    expect(newest?.members).toContain(node);
    expect(addresses).toEqual(['127.0.0.1']);
  });

  it('26.7.3-async-start listens before it has bootstrapped, and runs when both are done', () => {
    const news = capture('26.7.3-async-start');
    const bootstrapped = news.findIndex((item) => item.type === 'bootstrapped');
    expect(news.findIndex((item) => item.type === 'started')).toBeLessThan(bootstrapped);
    expect(foldNews(news.slice(0, bootstrapped))).toMatchObject({ version: '26.7.3', running: false });
    const started = {
      ...{ version: '26.7.3', stack: 'jdbc-ping', clustered: true, running: true },
      addresses: ['10.0.0.12'],
      view: { size: 2 },
    };
    expect(foldNews(news)).toMatchObject(started);
    // Killed at any line, and started again.
    for (let end = 0; end < news.length; end += 1) {
      expect(foldNews([...news.slice(0, end), ...news])).toMatchObject(started);
      expect(foldNews([...news.slice(0, end), ...news.slice(0, bootstrapped)]).running).toBe(false);
    }
  });

  it('a start that listens before its bootstrap may have a local cache, too', () => {
    const local: ClusterNews[] = [{ type: 'started', version: '26.7.3' }, { type: 'bootstrapped' }];
    const clustered = capture('26.7.3-async-start');
    expect(foldNews([...clustered, ...local])).toMatchObject({
      running: true,
      clustered: false,
      view: undefined,
    });
    expect(foldNews([...local, ...clustered])).toMatchObject({ running: true, clustered: true });
  });

  it('26.7.3-slow-join met its peer late, and its JOINs that timed out are kept as trouble', () => {
    const news = capture('26.7.3-slow-join');
    const end = news.findIndex((item) => item.type === 'started');
    const log = foldNews(news.slice(0, end + 1));
    expect(log.view?.members).toEqual(['vm-59802', 'vm-57547']);
    expect(log.troubles.get('peer-unreachable')).toContain('JOIN(vm-57547');
  });

  it.each(['26.7.3-second-json', '26.7.3-first-killed', '22.0.5-first-killed'])(
    '%s is over after its shutdown',
    (name) => {
      expect(foldNews(capture(name))).toMatchObject({ running: false, view: undefined, node: undefined });
    },
  );

  it.each(['22.0.5-local', '26.7.3-local'])('%s opened no channel', (name) => {
    const news = capture(name).filter((item) => item.type !== 'stopped');
    expect(foldNews(news)).toMatchObject({ running: true, clustered: false, view: undefined });
  });

  it.each(['26.7.3-first', '22.0.5-database-down'])('a local cache shows also after %s', (earlier) => {
    const local = capture('26.7.3-local').filter((item) => item.type !== 'stopped');
    expect(foldNews([...capture(earlier), ...local])).toMatchObject({
      running: true,
      clustered: false,
    });
  });

  it.each(['22.0.5-database-down', '26.7.3-database-down'])('%s names the database', (name) => {
    const log = foldNews(capture(name));
    expect(log.running).toBe(false);
    expect(log.troubles.get('database')).toMatch(/JDBC|refused/);
  });

  it('forgets the troubles of an earlier start', () => {
    const log = foldNews([...capture('22.0.5-database-down'), ...capture('22.0.5-first')]);
    expect(log.running).toBe(true);
    expect([...log.troubles.keys()].filter((trouble) => trouble === 'database')).toEqual([]);
  });
});

describe('clusterFilterPattern', () => {
  it('is within the limit of CloudWatch and asks for every line with news', () => {
    expect(clusterFilterPattern.length).toBeLessThanOrEqual(1024);
    const terms = [...clusterFilterPattern.matchAll(/\?"([^"]+)"/g)].map(([, term]) => term ?? '');
    const lines = ['22.0.5-first', '26.7.3-second-json', '26.7.3-database-down'].flatMap((name) =>
      readFileSync(new URL(`captures/${name}.log`, import.meta.url), 'utf8').split('\n'),
    );
    const missed = lines.filter(
      (line) => readClusterLine(line) && !terms.some((term) => line.includes(term)),
    );
    expect(missed).toEqual([]);
  });
});

function view(id: string, members: string[]): ClusterNews {
  return { type: 'view', view: { id, members, size: members.length, merged: false } };
}
