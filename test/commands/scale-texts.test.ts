/** Texts of many instances: their lines do not grow with the number, and the one that is apart has its name. */
import pc from 'picocolors';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import type { Layout } from '../../src/base/events.ts';
import { environmentEventText } from '../../src/terminal/format.ts';
import { drawScreen } from '../../src/watch/screen.ts';
import { commandNames, DeployedAccount } from '../fakes/deployed-account.ts';
import { instance, now, snapshot, status as watched } from '../watch/examples.ts';

/** A line without a limit; reporters wrap it. */
const widest = 700;
const mostLines = 60;
const counts = [50, 200];

function textOf(text: string | Layout): string {
  return typeof text === 'string' ? text : text(Infinity);
}

/** Each text of the newest command. */
function textsOf({ events }: DeployedAccount): string[] {
  return events.flatMap((event) => {
    switch (event.type) {
      case 'result':
        return [textOf(event.text)];
      case 'message':
        return [event.text];
      case 'step-output':
        return [event.line];
      case 'step-done':
        return [event.detail ?? ''];
      case 'step-failed':
        return [event.message];
      case 'environment-event':
        return [environmentEventText(event, pc.createColors(false))];
      case 'step-started':
      case 'log-line':
      case 'screen':
        return [];
    }
  });
}

function expectBounded(texts: readonly string[]): void {
  expect(texts.length).toBeGreaterThan(0);
  for (const text of texts) {
    const lines = text.split('\n');
    expect(lines.length, text).toBeLessThanOrEqual(mostLines);
    for (const line of lines) expect(stringWidth(line), line).toBeLessThanOrEqual(widest);
  }
}

function resultOf({ events }: DeployedAccount) {
  const result = events.findLast((event) => event.type === 'result');
  return { data: result?.data as { instances: unknown[] }, text: textOf(result?.text ?? '') };
}

describe.each(counts)('%i instances', (count) => {
  test.each(commandNames)('%s', async (name) => {
    const account = await DeployedAccount.of(count);
    expectBounded(textsOf(account));
    await account.run(name);
    // Lines of logs are separate events.
    if (name !== 'logs' && name !== 'events') expectBounded(textsOf(account));
  });

  test('verify and status print the view once, and --json has all instances', async () => {
    const account = await DeployedAccount.of(count);
    for (const name of ['verify', 'status'] as const) {
      await account.run(name);
      const { text, data } = resultOf(account);
      expect(text.split(`${count} of ${count}`).length - 1).toBeLessThanOrEqual(2);
      expect(data.instances).toHaveLength(count);
    }
  });

  test('one instance is apart: it has its name, and the others a number', async () => {
    const account = await DeployedAccount.of(count);
    const [id = '', alone] = [...account.nodes][7] ?? [];
    for (const node of account.nodes.values()) node.size = count - 1;
    if (alone !== undefined) alone.size = 1;
    await account.clock.sleep(60_000);
    const error = await account.run('verify').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ kind: 'verification' });
    const { message } = error as Error;
    expect(message).toContain(`${id} sees (1)`);
    expect(message).toContain(`${count - 1} instances see (${count - 1})`);
    expectBounded([message, ...textsOf(account)]);
    const { text } = resultOf(account);
    expect(text).toContain(id);
    expect(text).toContain(`${count - 1} more are alike: `);
    await account.run('status');
    expect(resultOf(account).text).toContain(id);
  });

  test('one instance has no heartbeat, and none has a view', async () => {
    const account = await DeployedAccount.of(count);
    const [id = ''] = [...account.nodes.keys()].slice(9);
    account.nodes.delete(id);
    for (const node of account.nodes.values()) node.size = undefined;
    await account.clock.sleep(600_000);
    const config = { ...account.config, cluster: { ...account.config.cluster, enabled: false } };
    await account.run('status', config);
    const { text } = resultOf(account);
    expect(text).toContain(`\n${id} `);
    expect(text).toContain(`${count - 1} more are alike`);
  });

  const faults: [what: string, kind: string | undefined, change: (account: DeployedAccount) => void][] = [
    [
      'all nodes are alone in the bridge network',
      'verification',
      ({ nodes, aws, clock }) => {
        for (const [id, node] of nodes) {
          node.size = 1;
          const message = `ISPN000079: Channel \`ISPN\` local address is \`node-${id}\`, physical addresses are \`[172.17.0.2:7800]\``;
          const stream = `${id}/${node.address}`;
          const at = clock.now().getTime();
          aws.logsFake.late.add({
            ...{ group: '/aws/elasticbeanstalk/id-prod/keycloak', stream, timestamp: at, message },
          });
        }
      },
    ],
    [
      'all nodes are alone',
      'verification',
      ({ nodes }) => {
        for (const node of nodes.values()) node.size = 1;
      },
    ],
    [
      'no instance has heartbeats: log lines prove it',
      undefined,
      ({ nodes }) => {
        nodes.clear();
      },
    ],
    [
      'none is ready',
      'verification',
      ({ nodes }) => {
        for (const node of nodes.values()) node.ready = false;
      },
    ],
    [
      'each has another version',
      'verification',
      ({ nodes }) => {
        for (const [id, node] of nodes) node.versionLabel = id;
      },
    ],
    [
      'all have one name',
      'verification',
      ({ nodes }) => {
        for (const node of nodes.values()) node.node = 'node';
      },
    ],
  ];
  test.each(faults)('verify where %s', async (_what, kind, change) => {
    const account = await DeployedAccount.of(count);
    change(account);
    await account.clock.sleep(600_000);
    const error = await account.run('verify').catch((reason: unknown) => reason);
    expectBounded([...textsOf(account), ...(error instanceof Error ? [error.message] : [])]);
    if (kind !== undefined) expect(error).toMatchObject({ kind });
    await account.run('status');
    expectBounded(textsOf(account));
  });

  test('status where each instance has its own cause', async () => {
    const account = await DeployedAccount.of(count);
    account.aws.beanstalkFake.environment('id-prod').instances.forEach((one, index) => {
      one.health = {
        status: 'Warning',
        cause: `${'abcdefghij'[index % 10] ?? ''}${'x'.repeat(index)} ${index}`,
      };
    });
    await account.run('status');
    expectBounded(textsOf(account));
  });

  test('the screen of --watch in a pipe', () => {
    const instances = Array.from({ length: count }, (_, index) => instance(index));
    const lines = drawScreen(snapshot({ status: watched({ instances }) }), {
      ...{ columns: Infinity, rows: Infinity, now },
    });
    expect(lines.length).toBeLessThanOrEqual(mostLines + 10);
  });
});
