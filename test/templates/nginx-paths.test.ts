/** Paths that the real nginx passes on to Keycloak: none that a server could take for one of its operators. */
import { describe, expect, test } from 'vitest';
import { hiddenTargets, leadsToOperators, legalTargets } from './hidden-paths.ts';
import { nginxConf } from './nginx-conf.ts';
import { nginxIsHere, type RealNginx, startNginx } from './real-nginx.ts';

/** Returns the targets that arrived, of those that were sent. */
async function passedOn(nginx: RealNginx, targets: readonly string[]): Promise<(string | undefined)[]> {
  const before = nginx.keycloak.asked.length;
  const left = targets.values();
  const send = async (): Promise<void> => {
    for (const target of left) await nginx.send(target, {});
  };
  await Promise.all(Array.from({ length: 8 }, send));
  return nginx.keycloak.asked.slice(before).map(({ url }) => url);
}

describe.runIf(nginxIsHere).each([
  ['24.0.5', '/'],
  ['26.7.3', '/healthcare'],
])('nginx before Keycloak %s at %s', (version, relativePath) => {
  const prefix = relativePath === '/' ? '' : relativePath;

  test('no target that leads to the operators is passed on', async () => {
    const targets = hiddenTargets(prefix);
    const leading = targets.filter((target) => leadsToOperators(target, prefix));
    expect(leading.length).toBeGreaterThan(3000);
    const nginx = await startNginx(await nginxConf({ version, relativePath }));
    try {
      expect(await passedOn(nginx, leading)).toEqual([]);
    } finally {
      await nginx.stop();
    }
  });

  test('legal targets are passed on as they came', async () => {
    const nginx = await startNginx(await nginxConf({ version, relativePath }));
    try {
      const legal = legalTargets(prefix);
      expect((await passedOn(nginx, legal)).toSorted()).toEqual(legal.toSorted());
    } finally {
      await nginx.stop();
    }
  });
});

test.runIf(nginxIsHere).each(['/healthcare', '/health-id', '/metrics2', '/id/health', '/health.x', '/metrics~', '/id.health/a'])(
  'Keycloak at %s is reached, and its operators’ paths are not',
  async (relativePath) => {
    const nginx = await startNginx(await nginxConf({ relativePath }));
    try {
      const own = [`${relativePath}/realms/master`, `${relativePath}/`, relativePath];
      expect((await passedOn(nginx, own)).toSorted()).toEqual(own.toSorted());
      const hidden = ['/health', '/metrics/', '/health/ready'].flatMap((path) => [path, `${relativePath}${path}`]);
      expect(await passedOn(nginx, hidden)).toEqual([]);
    } finally {
      await nginx.stop();
    }
  },
);
