import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { extractMetrics } from './embedded-metric-format.ts';
import { type Answer, body, breaksOff, drip, garbage, hang, KeycloakStandIn } from './keycloak-stand-in.ts';
import { type Image, images, missing, type RunOptions, Toolbox } from './toolbox.ts';

const captures = join(import.meta.dirname, 'captures');
const releases = readdirSync(captures).map((name) => name.replace(/\.txt$/, ''));
const capture = (release: string): string => readFileSync(join(captures, `${release}.txt`), 'utf8');

/** 17 s before a slot. */
const startsAt = 1764282013;
const slot = 1764282030;
const identity = {
  KC_EB_ENVIRONMENT: 'id-prod',
  KC_EB_INSTANCE_ID: 'i-0a1b',
  KC_EB_PRIVATE_IP: '10.0.0.11',
  KC_EB_KEYCLOAK: '26.7.3',
  KC_EB_VERSION: '26.7.3-879a1ce464f0',
};

const ready = { Name: 'Ready', Unit: 'Count', StorageResolution: 1 };
const size = { ...ready, Name: 'ClusterSize' };
/** The line of the first slot with these last fields. */
const line = (fields: { Ready: number; ClusterSize?: number; Node?: string; StartedAt?: number }) => ({
  _aws: {
    Timestamp: slot * 1000,
    CloudWatchMetrics: [
      {
        Namespace: 'kc-eb',
        Dimensions: [['Environment'], ['Environment', 'Instance']],
        Metrics: 'ClusterSize' in fields ? [ready, size] : [ready],
      },
    ],
  },
  ...{ Format: 1, Environment: 'id-prod', Instance: 'i-0a1b', Address: '10.0.0.11', Keycloak: '26.7.3' },
  ...{ Version: '26.7.3-879a1ce464f0', Sequence: 1 },
  ...fields,
});

const keycloak = new KeycloakStandIn();
beforeAll(() => keycloak.start());
afterAll(() => {
  keycloak.stop();
});

const isEndless = (answer: Answer): boolean => answer === hang || answer === drip;
const available = (image: Image): boolean => missing(image).length === 0;

// CI has both images' programs: there, a missing one fails.
describe.concurrent.each(images.filter((image) => available(image) || process.env['CI'] !== undefined))(
  '%s',
  (image) => {
    const start = (
      answers: { ready?: Answer; metrics?: Answer },
      options: Partial<RunOptions> = {},
    ): Toolbox =>
      new Toolbox(image, {
        startsAt,
        ...options,
        variables: { ...identity, ...keycloak.serve(answers), ...options.variables },
      });
    const firstLine = async (...[answers, options]: Parameters<typeof start>): Promise<string> => {
      using toolbox = start(answers, options);
      return await toolbox.line();
    };

    test('deletes request logs of past hours', async () => {
      const logs = mkdtempSync(join(tmpdir(), 'kc-eb-request-logs-'));
      const put = (name: string, hoursAgo: number): void => {
        const at = Date.now() / 1000 - hoursAgo * 3600;
        writeFileSync(join(logs, name), '');
        utimesSync(join(logs, name), at, at);
      };
      put('application.log.2025-11-27-21', 0);
      put('application.log.2025-11-27-20', 0.9);
      put('application.log.2025-11-27-19', 1.1);
      put('other', 9);
      using toolbox = start({}, { variables: { ...identity, KC_EB_REQUEST_LOGS: logs } });
      // The second line follows the first deletion.
      await toolbox.line();
      await toolbox.line();
      expect(readdirSync(logs).sort()).toEqual([
        'application.log.2025-11-27-20',
        'application.log.2025-11-27-21',
        'other',
      ]);
      rmSync(logs, { recursive: true });
    });

    test('has what the script runs', () => {
      expect(missing(image)).toEqual([]);
    });

    test.each(releases)('reads Keycloak %s', async (release) => {
      const metrics = capture(release);
      const [, node = ''] =
        /^vendor_cluster_size\{cache_manager="keycloak",node="([\w-]+)",?\} 1\.0$/m.exec(metrics) ?? [];
      const started = /^process_start_time_seconds ([\d.]+)E9$/m.exec(metrics)?.[1];
      const text = await firstLine({ metrics: body(metrics) });
      expect(text).toBe(
        JSON.stringify(
          line({
            ...{ Ready: 1, ClusterSize: 1, Node: node },
            StartedAt: Math.round(Number(started) * 1e12),
          }),
        ),
      );
      expect(extractMetrics(text)).toEqual({ Ready: 1, ClusterSize: 1 });
    });

    const metrics = 'vendor_cluster_size{node="a-1"} 2.0\nprocess_start_time_seconds 1.764281E9\n';
    const both = { ClusterSize: 2, Node: 'a-1', StartedAt: 1764281000000 };

    test.each<[string, { ready?: Answer; metrics?: Answer }, Parameters<typeof line>[0]]>([
      ['all is well', { metrics: body(metrics) }, { Ready: 1, ...both }],
      ['it is not ready', { ready: body('{}', 503), metrics: body(metrics) }, { Ready: 0, ...both }],
      ['the cluster is off', { metrics: body('jvm_info 1.0\n') }, { Ready: 1 }],
      ['both fail', { ready: body('', 500), metrics: body(metrics, 500) }, { Ready: 0 }],
      ['both are absent', { ready: body('', 404), metrics: body(metrics, 404) }, { Ready: 0 }],
      ['both hang', { ready: hang, metrics: hang }, { Ready: 0 }],
      ['both drip', { ready: drip, metrics: drip }, { Ready: 0 }],
      ['neither is HTTP', { ready: garbage, metrics: garbage }, { Ready: 0 }],
      [
        'another program answers',
        { ready: body('', 302), metrics: body('<html>vendor_cluster_size 2.0</html>', 200, 'text/html') },
        { Ready: 0 },
      ],
      ['the transfer ends within a number', { metrics: breaksOff('vendor_cluster_size 1') }, { Ready: 1 }],
      [
        'the last line has no end',
        { metrics: body('vendor_cluster_size 12') },
        { Ready: 1, ClusterSize: 12 },
      ],
      [
        'the metrics are megabytes',
        { metrics: body(`${'# HELP other\nother{a="b"} 1.0\n'.repeat(100_000)}${metrics}`) },
        { Ready: 1, ...both },
      ],
    ])('reports when %s', async (_when, answers, expected) => {
      const text = await firstLine(answers, Object.values(answers).some(isEndless) ? { limit: 1 } : {});
      expect(JSON.parse(text)).toEqual(line(expected));
      expect(Object.keys(extractMetrics(text))).toEqual(
        'ClusterSize' in expected ? ['Ready', 'ClusterSize'] : ['Ready'],
      );
    });

    test('reports when Keycloak is down', async () => {
      const nothing = 'http://127.0.0.1:1';
      const text = await firstLine(
        {},
        { variables: { KC_EB_READY_URL: nothing, KC_EB_METRICS_URL: nothing } },
      );
      expect(JSON.parse(text)).toEqual(line({ Ready: 0 }));
    });

    test.each([
      ['2', 2],
      ['2.0', 2],
      ['12.0', 12],
      ['1.0E1', 10],
      ['2.0 1764281000000', 2],
      ...['2.5', '-1.0', 'NaN', '+Inf', '0x2', '2"', '', '1e999'].map((text): [string, undefined] => [
        text,
        undefined,
      ]),
    ])('reads the size %j as %s', async (text, expected) => {
      const metric = body(`vendor_cluster_size{node="a"} ${text}\n`);
      expect(JSON.parse(await firstLine({ metrics: metric }))).toMatchObject(
        expected === undefined ? line({ Ready: 1 }) : { ClusterSize: expected, Node: 'a' },
      );
    });

    test.each([
      ['{cache_manager="keycloak",node="a-1",}', 'a-1'],
      ['{node="a\\\\b\\"c\\nd"}', 'a\\b"c\nd'],
      ['{x="a,node=",node="b"}', 'b'],
      ['{x="node=\\"a\\"}",node="b"}', 'b'],
      ['{node="a\\x"}', 'a\\x'],
      ['{node="tab\there"}', 'tab here'],
      ['{node="ä€"}', 'ä€'],
      [`{node="${'n'.repeat(9000)}"}`, 'n'.repeat(255)],
      ['{other_node="a"}', undefined],
    ])('reads the node of %s', async (labels, node) => {
      const metric = body(`vendor_cluster_size${labels} 2.0\n`);
      const text = await firstLine({ metrics: metric });
      expect(JSON.parse(text)).toEqual(
        line({ Ready: 1, ClusterSize: 2, ...(node !== undefined && { Node: node }) }),
      );
    });

    test.each(['{node="a} 2.0', '{node="a"', '{node=a} 2.0', '_other{node="a"} 2.0'])(
      'reads no size from %s',
      async (rest) => {
        const text = await firstLine({ metrics: body(`vendor_cluster_size${rest}\n`) });
        expect(JSON.parse(text)).toEqual(line({ Ready: 1 }));
      },
    );

    test.each([
      ['a "quoted" \\n', 'a "quoted" \\n'],
      ['two\nlines\tand', 'two lines and'],
      ['$(exit 1) `exit 1` %s %d', '$(exit 1) `exit 1` %s %d'],
      ['x'.repeat(70_000), 'x'.repeat(255)],
      ['', ''],
    ])('keeps the JSON valid with a variable like %j', async (value, expected) => {
      const text = await firstLine({}, { variables: { KC_EB_VERSION: value, KC_EB_INSTANCE_ID: value } });
      expect(JSON.parse(text)).toMatchObject({ Version: expected, Instance: expected, Ready: 1 });
    });

    test('reports once in each slot, and skips one that it missed', async () => {
      using toolbox = start({
        ready(response) {
          const at = clock.shift();
          if (at !== undefined) toolbox.setClock(at);
          body('')(response);
        },
      });
      // While it reads: 5 s; 31 s, which ends in the next slot; then the clock is set back, to the slot just reported.
      const clock = [slot + 5, slot + 61, slot + 89, slot + 119];
      const seen = [];
      for (let i = 0; i < 5; i++) seen.push(JSON.parse(await toolbox.line()) as ReturnType<typeof line>);
      expect(seen.map(({ _aws, Sequence }) => [_aws.Timestamp / 1000 - slot, Sequence])).toEqual([
        [0, 1],
        [30, 2],
        [90, 3],
        [120, 4],
        [150, 5],
      ]);
    });

    test('leaves time within a slot', async () => {
      using toolbox = start({ ready: hang, metrics: hang }, { limit: 1 });
      await toolbox.line();
      const [forReady = 0, forMetrics = 0] = toolbox.limits();
      expect(forReady).toBeGreaterThan(0);
      expect(forReady + forMetrics).toBeLessThan(20);
    });

    test.each(['SIGTERM', 'SIGQUIT', 'SIGINT'] as const)('ends on %s while it sleeps', async (signal) => {
      // A second before a slot: it sleeps one second, and then 30.
      using toolbox = start({}, { sleep: 'real', startsAt: slot - 1 });
      await toolbox.line();
      expect(await toolbox.end(signal)).toBe(0);
    });

    test('ends on SIGTERM while Keycloak hangs', async () => {
      let requested: () => void;
      const request = new Promise<void>((resolve) => (requested = resolve));
      using toolbox = start({
        ready: () => {
          requested();
        },
      });
      await request;
      expect(await toolbox.end('SIGTERM')).toBe(0);
    });
  },
);
