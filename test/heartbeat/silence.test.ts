import { beforeEach, describe, expect, it } from 'vitest';
import { explainSilences, type Silence } from '../../src/heartbeat/silence.ts';
import { pacedLogs } from '../../src/logs/paced-client.ts';
import { awsError, LateLogs } from '../fakes/late-logs.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { readingDeps } from '../fakes/reading-deps.ts';

const start = Date.parse('2026-11-24T10:00:00Z');
const idOf = (index: number): string => `i-${index.toString(16).padStart(17, '0')}`;

describe('why instances are silent', () => {
  let logs: LateLogs;
  const clock = new ManualClock(start);

  beforeEach(() => {
    logs = new LateLogs(clock);
  });

  /** Streams of the instances from `first` on; the younger ones have newer lines. */
  const addStreams = (service: string, first: number, count: number): void => {
    for (let index = first; index < first + count; index++)
      logs.add({
        ...{ group: `/aws/elasticbeanstalk/id-prod/${service}`, stream: `${idOf(index)}/10.0.0.1` },
        ...{ timestamp: start + index, message: 'a line' },
      });
  };

  const explain = async (count: number): Promise<ReadonlyMap<string, Silence>> => {
    const request = pacedLogs(readingDeps({ clock, logs }), 60_000);
    const silent = Array.from({ length: count }, (_, index) => ({
      ...{ id: idOf(1000 + index), last: undefined, deployedAt: undefined },
    }));
    return explainSilences(request, 'id-prod', silent);
  };
  const kinds = (silences: ReadonlyMap<string, Silence>): Silence[] => [...new Set(silences.values())];

  it('two hundred are found on the first pages, before a thousand former ones', async () => {
    addStreams('cluster', 0, 1200);
    const silences = await explain(200);
    expect([silences.size, kinds(silences)]).toEqual([200, ['reporter-down']]);
    expect(logs.requests).toHaveLength(4);
  });

  it('a group that does not exist answers for all', async () => {
    expect(kinds(await explain(200))).toEqual(['log-permission']);
    expect(logs.requests).toHaveLength(2);
  });

  it('one denial answers for all', async () => {
    logs.refusals.push(awsError('AccessDeniedException', 400));
    expect(kinds(await explain(200))).toEqual(['unknown']);
    expect(logs.requests).toHaveLength(1);
  });

  it('a list of more pages than instances is not read to its end', async () => {
    addStreams('cluster', 1006, 2000);
    addStreams('keycloak', 1000, 3);
    const silences = await explain(6);
    expect([...silences.values()]).toEqual([
      ...Array.from({ length: 3 }, () => 'old-bundle'),
      ...Array.from({ length: 3 }, () => 'log-permission'),
    ]);
    expect(logs.requests).toHaveLength(6 + 6 + 1);
  });

  it('a heartbeat that was read needs no call', async () => {
    const request = pacedLogs(readingDeps({ clock, logs }), 60_000);
    const last = {
      ...{ at: start, instance: 'i-1', address: '10.0.0.1', keycloak: '26.7.3', versionLabel: 'v1' },
      ...{ sequence: 1, ready: true, size: 2, node: 'a', startedAt: undefined, receivedAt: undefined },
    };
    const silences = await explainSilences(request, 'id-prod', [
      { id: 'i-1', last, deployedAt: new Date(start - 1) },
      { id: 'i-2', last, deployedAt: new Date(start + 1) },
    ]);
    expect(Object.fromEntries(silences)).toEqual({ 'i-1': 'reporter-down', 'i-2': 'old-bundle' });
    expect(logs.requests).toEqual([]);
  });
});
