import { expect, test } from 'vitest';
import { UserError } from '../../../src/base/user-error.ts';
import { explainFailure } from '../../../src/deploy/failure/explain-failure.ts';
import { config, minute, now, TwoInstances } from '../../fakes/two-instances.ts';

const unhealthy = new UserError(
  'deployment',
  'Beanstalk could not deploy to id-prod:\n  Batch 1: Instance(s) [i-0b] did not become healthy within the command timeout.',
);

class Unhealthy extends TwoInstances {
  add(service: string, id: string, timestamp: number, message: string): void {
    const group = `/aws/elasticbeanstalk/id-prod/${service}`;
    this.logs.add({ group, stream: `${id}/10.0.0.12`, timestamp, message });
  }

  /** An access line of the official image's format. */
  check(id: string, at: number, status: number, path = '/kc-eb/ready'): void {
    const line = `10.0.0.5 - - [24/Nov/2026:10:00:00 +0000] "GET ${path} HTTP/1.1" ${status} 153 "-" "ELB-HealthChecker/2.0" "-"`;
    this.add('nginx', id, at, line);
  }

  async explain(error = unhealthy, copies?: ReadonlyMap<string, string>): Promise<UserError> {
    const work = (): Promise<never> => Promise.reject(error);
    const reason: unknown = await explainFailure(this.deps, config, work, copies && { copies }).catch(
      (thrown: unknown) => thrown,
    );
    if (reason instanceof UserError) return reason;
    throw new Error('expected a UserError', { cause: reason });
  }
}

function illOnB(): Unhealthy {
  const setting = new Unhealthy();
  const [, second] = setting.environment.instances;
  if (second !== undefined) {
    second.health = {
      status: 'Severe',
      cause: 'Process default has been unhealthy (Target.FailedHealthChecks).',
    };
  }
  setting.startBoth(now - 12 * minute);
  return setting;
}

test('an error before the start of Keycloak is one of an earlier start', async () => {
  const setting = illOnB();
  setting.check('i-0b', now + 20, 404);
  setting.add('keycloak', 'i-0b', now + 5, '2026-11-24 10:00:00,000 ERROR [org.keycloak.x] (main) earlier');
  const banner =
    'Keycloak 26.7.3 on JVM (powered by Quarkus 3.33.3.1) started in 9.952s. Listening on: http://0.0.0.0:8080';
  setting.add('keycloak', 'i-0b', now + 6, banner);
  const { message } = await setting.explain();
  expect(message).toContain('newest ERROR of Keycloak: none');
});

test('what the health check got, whether Keycloak had started, and the newest errors', async () => {
  const setting = illOnB();
  setting.check('i-0b', now + 10, 502);
  setting.check('i-0b', now + 20, 404);
  setting.add('nginx', 'i-0b', now + 15, '2026/11/24 10:00:00 [emerg] 1#1: host not found in upstream "app"');
  setting.add('keycloak', 'i-0b', now + 3, '2026-11-24 09:59:50,000 ERROR [org.keycloak.x] (main) earlier');
  setting.add('keycloak', 'i-0b', now + 5, '2026-11-24 10:00:00,000 ERROR [org.keycloak.x] (main) first');
  setting.add('keycloak', 'i-0b', now + 6, '2026-11-24 10:00:01,000 ERROR [org.keycloak.x] (main) newest');
  const advice = '(main) For more details run the same command passing the --verbose option.';
  setting.add('keycloak', 'i-0b', now + 7, `2026-11-24 10:00:01,000 ERROR [org.keycloak.x] ${advice}`);
  setting.add('keycloak', 'i-0b', now + 7, '2026-11-24 10:00:02,000 INFO  [org.keycloak.x] (main) no ERROR');
  const { message } = await setting.explain();
  expect(message.split('\n').slice(2)).toEqual([
    'i-0b: Severe (Process default has been unhealthy (Target.FailedHealthChecks)). Keycloak 26.7.3 had started. nginx answered the last logged health check of /kc-eb/ready with 404 (10:00:00 UTC).',
    '  newest ERROR of Keycloak: 2026-11-24 10:00:01,000 ERROR [org.keycloak.x] (main) newest',
    '  newest error of nginx: 2026/11/24 10:00:00 [emerg] 1#1: host not found in upstream "app"',
  ]);
});

test("kc-eb's nginx logs a failed check as an error", async () => {
  const setting = illOnB();
  setting.add(
    'nginx',
    'i-0b',
    now + 10,
    '2026/11/24 10:00:00 [error] 29#29: *7 auth request unexpected status: 404 while sending to client, client: 10.0.0.5, server: _, request: "GET /kc-eb/ready HTTP/1.1", host: "10.0.0.12"',
  );
  const { message } = await setting.explain();
  expect(message).toMatch(/health check of \/kc-eb\/ready with 503 \(/);
  expect(message).toMatch(/newest error of nginx: .*unexpected status: 404/);
});

test('JSON lines have their level, and an instance without lines is not left out', async () => {
  const setting = new Unhealthy();
  const line = JSON.stringify({ level: 'ERROR', loggerName: 'x', message: 'in JSON' });
  setting.add('keycloak', 'i-0a', now + 1, line);
  setting.add('keycloak', 'i-0a', now + 2, JSON.stringify({ level: 'INFO', message: 'an ERROR of others' }));
  const { message } = await setting.explain();
  expect(message).toMatch(/i-0a: .*\n {2}newest ERROR of Keycloak: .*in JSON/);
  expect(message).toMatch(
    /i-0b: .* No line shows whether Keycloak had started\. nginx logged no failed health check of \/kc-eb\/ready\.\n.*: none\n.*: none/,
  );
});

test('an instance that an immutable update has terminated', async () => {
  const setting = illOnB();
  setting.check('i-0c', now + 10, 404, '/health');
  const { message } = await setting.explain();
  expect(message).toMatch(/i-0c: runs no longer\. nginx answered .* of \/health with 404/);
});

test.each([
  ['nginx/default.conf', /overrides\/nginx\/default\.conf replaces kc-eb's nginx\/default\.conf/],
  ['docker-compose.yml', /overrides\/docker-compose\.yml replaces kc-eb's docker-compose\.yml/],
])('an override of %s that took the health path away', async (path, expected) => {
  const setting = illOnB();
  setting.check('i-0b', now + 10, 404);
  const { message, hint } = await setting.explain(unhealthy, new Map([[path, `overrides/${path}`]]));
  expect(message).toMatch(expected);
  expect(hint).toMatch(/kc-eb render/);
});

test('other overrides, and other failures, are not to blame', async () => {
  const setting = illOnB();
  setting.check('i-0b', now + 10, 404);
  const copies = new Map(['README.md', 'constructor', 'nginx/conf.d/own.conf'].map((path) => [path, path]));
  expect((await setting.explain(unhealthy, copies)).message).not.toMatch(/replaces/);
  const other = new UserError('deployment', 'The template is wrong.');
  expect(await setting.explain(other, new Map([['nginx/default.conf', 'x']]))).toBe(other);
});

test('a container that was killed, and never wrote', async () => {
  const setting = new Unhealthy();
  const group = '/aws/elasticbeanstalk/id-prod/var/log/eb-hooks.log';
  const message = 'kc-eb: Keycloak has ended with exit code 137. Its last lines:';
  setting.logs.add({ group, stream: 'i-0b', timestamp: now + 1, message });
  const other = new UserError('deployment', 'Command failed.');
  expect((await setting.explain(other)).message).toBe(
    'Command failed.\nKeycloak on i-0b has ended with exit code 137 (killed, most likely for lack of memory), without a word.',
  );
});
