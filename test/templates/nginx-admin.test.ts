/** Clients that reach the admin console and the Admin REST API through the real nginx, which has 127.0.0.1 as its load balancer. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { strangerAddress } from '../../src/config/keys/admin-from.ts';
import { hiddenTargets, leadsTo } from './hidden-paths.ts';
import { nginxConf } from './nginx-conf.ts';
import { nginxIsHere, type RealNginx, startNginx } from './real-nginx.ts';

const operator = '203.0.113.7';
const stranger = '198.51.100.9';
const cloudFront = '130.176.1.9';
const adminFrom = ['203.0.113.0/24', '2001:db8::/32'];

function withConf(changes: Parameters<typeof nginxConf>[0], range = '10.0.0.0/8') {
  let nginx: RealNginx;
  beforeAll(async () => {
    nginx = await startNginx(await nginxConf(changes), { [range]: '127.0.0.1/32' });
  });
  afterAll(async () => {
    await nginx.stop();
  });
  /** Returns the status, and whether the request arrived at Keycloak. */
  const ask = async (
    path: string,
    forwardedFor?: string | string[],
    from?: string,
  ): Promise<{ status?: number | undefined; arrived: boolean; body: string }> => {
    const before = nginx.keycloak.asked.length;
    const headers: Record<string, string | string[]> =
      forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor };
    const { statusCode, text } = await nginx.send(path, headers, from);
    return { status: statusCode, arrived: nginx.keycloak.asked.length > before, body: text };
  };
  return { ask, keycloak: () => nginx.keycloak };
}

const closed = (address: string) => ({
  status: 403,
  arrived: false,
  body: `${address} is not in network.adminFrom.\n`,
});
const open = { status: 200, arrived: true };

describe.runIf(nginxIsHere).each([
  ['/', ''],
  ['/auth', '/auth'],
  ['/admin', '/admin'],
])('network.adminFrom, Keycloak at %s', (relativePath, prefix) => {
  const { ask, keycloak } = withConf({ relativePath, network: { adminFrom } });

  test.each([
    [operator],
    ['203.0.113.255'],
    ['2001:db8::7'],
    [`${operator}:40001`],
    [`[2001:db8::7]:40001`],
    [`${stranger}, ${operator}`],
  ])('admits %s', async (forwardedFor) => {
    expect(await ask(`${prefix}/admin/realms/master/clients`, forwardedFor)).toMatchObject(open);
  });

  test.each([
    [stranger, stranger],
    ['203.0.114.0', '203.0.114.0'],
    ['2001:db9::7', '2001:db9::7'],
    // Forged: the balancer appends what it sees.
    [`${operator}, ${stranger}`, stranger],
    [`${operator}, 2001:db9::7`, '2001:db9::7'],
    [`::ffff:${operator}, ${stranger}`, stranger],
    ['10.0.0.1', '10.0.0.1'],
    ['unix:', '127.0.0.1'],
    ['', '127.0.0.1'],
  ])('rejects %j with the address that nginx has found', async (forwardedFor, address) => {
    expect(await ask(`${prefix}/admin/realms/master/clients`, forwardedFor)).toEqual(closed(address));
  });

  test('a second header, and a sender that is not the balancer, open nothing', async () => {
    expect(await ask(`${prefix}/admin/`, [operator, `${operator}, ${stranger}`])).toEqual(closed(stranger));
    expect(await ask(`${prefix}/admin/`, operator, '127.0.0.2')).toEqual(closed('127.0.0.2'));
    expect(await ask(`${prefix}/admin/`)).toEqual(closed('127.0.0.1'));
  });

  test.each(['/admin', '/admin/', '/admin?x', '/%61dmin/', '/admin%2Frealms', '/admin/master/console/', '/adm%69n'])(
    '%s is closed',
    async (path) => {
      expect(await ask(`${prefix}${path}`, stranger)).toEqual(closed(stranger));
    },
  );

  test.each([
    '/',
    '/realms/master',
    '/realms/master/protocol/openid-connect/token',
    '/realms/admin/protocol/openid-connect/auth?redirect_uri=https://a.example/admin/',
    '/resources/abc/admin/keycloak.v2/main.js',
    '/administration',
    '/admin-x',
  ])('%s is open', async (path) => {
    expect(await ask(`${prefix}${path}`, stranger)).toMatchObject(open);
  });

  test('no spelling of the path arrives', async () => {
    const leading = hiddenTargets(prefix, ['admin', 'admin/realms/master/users']).filter((target) =>
      leadsTo(target, [`${prefix}/admin`]),
    );
    expect(leading.length).toBeGreaterThan(1500);
    const before = keycloak().asked.length;
    for (const target of leading) await ask(target, stranger);
    expect(
      keycloak()
        .asked.slice(before)
        .map(({ url }) => url),
    ).toEqual([]);
  });

  test('Keycloak’s own 403 is passed on', async () => {
    keycloak().status = 403;
    const answer = await ask(`${prefix}/admin/realms/master/clients`, operator);
    keycloak().status = 200;
    expect(answer).toMatchObject({ status: 403, arrived: true });
    expect(strangerAddress({ status: 403, body: answer.body })).toBeUndefined();
  });
});

describe.runIf(nginxIsHere)('network.adminFrom behind CloudFront', () => {
  const trustedProxies = ['130.176.0.0/16'];
  const { ask } = withConf({ network: { adminFrom, trustedProxies } });

  test.each([
    ['through CloudFront', `${operator}, ${cloudFront}`, 200],
    ['past it', operator, 200],
    ['a stranger through CloudFront', `${stranger}, ${cloudFront}`, 403],
    ['forged, through CloudFront', `${operator}, ${stranger}, ${cloudFront}`, 403],
    ['forged, past CloudFront', `${operator}, ${cloudFront}, ${stranger}`, 403],
  ])('%s', async (_case, forwardedFor, status) => {
    expect((await ask('/admin/', forwardedFor)).status).toBe(status);
  });
});

describe.runIf(nginxIsHere)('an empty network.adminFrom', () => {
  const { ask } = withConf({ network: { adminFrom: [] } });

  test.each([operator, stranger, '127.0.0.1'])('admits not even %s', async (address) => {
    expect(await ask('/admin/', address)).toEqual(closed(address));
  });
});

test('without the key nothing of it is in the configuration', async () => {
  expect(await nginxConf()).not.toMatch(/admin|allow|deny/);
});
