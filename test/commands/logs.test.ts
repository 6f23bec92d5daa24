import { describe, expect, it } from 'vitest';
import type { Flags } from '../../src/command-line.ts';
import { run } from '../../src/commands/logs.ts';
import { config, minute, now, TwoInstances } from '../fakes/two-instances.ts';

const prefix = '/aws/elasticbeanstalk/id-prod/';

async function lines(flags: Flags['logs']): Promise<string[]> {
  const setting = new TwoInstances();
  const add = (service: string, stream: string, at: number, message: string) => {
    setting.logs.add({ group: prefix + service, stream, timestamp: at, message });
  };
  add('keycloak', 'i-0a000000/10.0.0.11', now - 50 * minute, 'long ago');
  add('keycloak', 'i-0a000000/10.0.0.11', now - 5 * minute, 'from a');
  add('keycloak', 'i-0b000000/10.0.0.12', now - 4 * minute, 'from b: ERROR');
  add('nginx', 'i-0b000000/10.0.0.12', now - 3 * minute, 'GET /');
  add('cluster', 'i-0a000000/10.0.0.11', now - 2 * minute, '{"Format":1}');
  add('var/log/nginx/access.log', 'i-0b000000', now - 2 * minute, 'GET /host');
  const copies = 'var/log/eb-docker/containers/eb-current-app/stdouterr.log';
  add(copies, 'i-0b000000', now - 4 * minute, 'keycloak | from b: ERROR');
  await run(setting.deps, config, flags);
  return setting.deps.events.flatMap((event) => {
    if (event.type === 'log-line') return [`${event.instance} ${event.service} ${event.message}`];
    return event.type === 'message' ? [event.text] : [];
  });
}

describe('kc-eb logs', () => {
  it.each<[string, Flags['logs'], string[]]>([
    [
      'ten minutes by default',
      {},
      [
        'i-0a000000 keycloak from a',
        'i-0b000000 keycloak from b: ERROR',
        'i-0b000000 nginx GET /',
        'i-0b000000 nginx/access.log GET /host',
      ],
    ],
    [
      'a longer time',
      { since: '1h', instance: ['i-0a000000'] },
      ['i-0a000000 keycloak long ago', 'i-0a000000 keycloak from a'],
    ],
    ['a pattern', { filter: 'ERROR' }, ['i-0b000000 keycloak from b: ERROR']],
    ['a service', { service: ['nginx'] }, ['i-0b000000 nginx GET /']],
    [
      'the copies of Beanstalk',
      { service: ['stdouterr.log'] },
      ['i-0b000000 eb-docker/containers/eb-current-app/stdouterr.log keycloak | from b: ERROR'],
    ],
    ['heartbeats', { service: ['cluster'] }, ['i-0a000000 cluster {"Format":1}']],
    ['a file by its name', { service: ['access.log'] }, ['i-0b000000 nginx/access.log GET /host']],
    ['nothing', { since: '1m' }, ['No lines since 1m in keycloak, nginx, nginx/access.log.']],
  ])('shows %s', async (_, flags, expected) => {
    expect(await lines(flags)).toEqual(expected);
  });

  it('reads what an environment left that is gone', async () => {
    const setting = new TwoInstances();
    setting.startBoth(now - minute);
    setting.environment.status = 'Terminated';
    await run(setting.deps, config, {});
    expect(setting.deps.events.filter(({ type }) => type === 'log-line')).toHaveLength(11);
  });

  it.each([
    ['Ready', 'id-prod has no log groups yet.'],
    ['Terminated', expect.stringMatching(/id-prod .*application id\.$/)],
  ] as const)('has nothing to read of an environment that is %s', async (status, message) => {
    const setting = new TwoInstances();
    setting.environment.status = status;
    const end = await run(setting.deps, config, {}).catch((error: unknown) => error);
    expect(end instanceof Error ? end.message : setting.deps.events.at(-1)).toEqual(
      status === 'Ready' ? { type: 'message', level: 'info', text: message } : message,
    );
  });

  it.each<[Flags['logs'], RegExp]>([
    [{ service: ['keycloack'] }, /^--service .*keycloack/],
    [{ instance: ['keycloak'] }, /^--instance .*keycloak/],
    [{ since: 'yesterday' }, /^--since .*yesterday/],
  ])('refuses %o', async (flags, message) => {
    await expect(lines(flags)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(message) as string,
    });
  });
});
