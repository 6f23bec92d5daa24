/** Request targets that a proxy and a server may read differently, and the readings. */

/** Paths of Keycloak’s operators: https://www.keycloak.org/server/reverseproxy#_exposed_path_recommendations */
const operators = ['metrics', 'health', 'health/ready', 'health/live'];

/** Ways to write a dot, a slash and the first letter of a path. */
const dots = ['.', '%2e', '%2E', '%252e', '%25252e'];
const slashes = ['/', '//', '///', '%2f', '%2F', '%5c', '%5C', '\\', '/%2f', '%252f', ';x=1/'];
const ends = ['', '//..', '/x/..', '#', '/', '//', '/.', '/..', '#/..', '#?x', ';', ';x', '%23', '%3b', '%3f', '?', '?x=//..'];
const starts = ['', '/', '/.', '/..', '/x/..', '/realms/..', '/realms/master/../..', '/realms/master#/../..', ';'];

/** `prefix` is keycloak.relativePath; each target begins with a slash. Several thousand. */
export function hiddenTargets(prefix: string, words: readonly string[] = operators): string[] {
  const targets = words.flatMap((path) => {
    const [first = '', ...rest] = path.split('/');
    const letter = `%${first.charCodeAt(0).toString(16)}`;
    const spelled = [first, `${letter}${first.slice(1)}`, `%25${letter.slice(1)}${first.slice(1)}`];
    const joined = slashes.flatMap((slash) => spelled.map((word) => [word, ...rest].join(slash)));
    return [
      ...starts.flatMap((start) =>
        joined.flatMap((word) =>
          (start === '' ? ends : ends.slice(0, 4)).map((end) => `${start}/${word}${end}`),
        ),
      ),
      ...dots.flatMap((dot) =>
        slashes.flatMap((slash) =>
          ['', 'x', 'realms/master', 'resources/a'].flatMap((before) => {
            const up = before.split('/').map(() => `${dot}${dot}`);
            return [
              `/${[before, ...up, path].join(slash)}`,
              `/${before}${slash}${dot}${slash}${path}`,
              `/${path}${slash}${slash}${dot}${dot}`,
              `/${path}${slash}${before}${slash}${dot}${dot}${slash}ready`,
            ];
          }),
        ),
      ),
    ];
  });
  return [...new Set(targets.flatMap((target) => [target, `${prefix}${target}`]))].filter((target) =>
    // Node.js sends no other.
    /^\/[!-~]*$/.test(target),
  );
}

/** True when a server could take the target for a path of Keycloak's operators: it decodes, cuts and resolves in any order. */
export function leadsToOperators(target: string, prefix: string): boolean {
  return leadsTo(target, ['/metrics', '/health'].flatMap((path) => [path, `${prefix}${path}`]));
}

/** The same for other paths. */
export function leadsTo(target: string, paths: readonly string[]): boolean {
  return readings(target.split('?')[0] ?? '').some((read) =>
    paths.some((path) => read === path || read.startsWith(`${path}/`)),
  );
}

type Reading = (path: string) => string;

/**
 * Vert.x decodes unreserved characters, merges slashes and resolves dots; RESTEasy drops matrix parameters and decodes.
 * https://vertx.io/docs/vertx-web/java/#_matching_paths_that_begin_with_something
 */
const steps: Reading[] = [
  (path) => path.replace(/%([0-9a-f]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
  (path) => path.replace(/%(2e|[46][1-9a-f]|[57][0-9a])/gi, (all) => decodeURIComponent(all)),
  (path) => path.split('#')[0] ?? '',
  (path) => path.replace(/;[^/]*/g, ''),
  (path) => path.replaceAll('\\', '/'),
  (path) => path.replace(/\/{2,}/g, '/'),
  (path) => {
    const kept: string[] = [];
    for (const segment of path.split('/').slice(1)) {
      if (segment === '..') kept.pop();
      else if (segment !== '.') kept.push(segment);
    }
    return `/${kept.join('/')}`;
  },
];

/** All paths that some order of steps gives. */
function readings(path: string): string[] {
  const found = new Set([path]);
  for (const read of found) for (const step of steps) found.add(step(read));
  return [...found];
}

/** Paths that Keycloak and its clients use, in which slashes and dots are data. `prefix` as above. */
export function legalTargets(prefix: string): string[] {
  const own = [
    '/',
    '/realms/master/.well-known/openid-configuration',
    '/realms/master/protocol/openid-connect/auth?client_id=a&redirect_uri=https://app.example.com//x/../y;z&state=%23%252e',
    '/realms/master/account/applications/https%3A%2F%2Fsp.example.com%2F/consent',
    '/realms/master/clients-registrations/default/https%3A%2F%2Fsp.example.com%2Fmetadata',
    '/realms/master/metrics',
    '/realms/health/protocol/openid-connect/certs',
    '/admin/realms/master/roles/CORP%5Cadmins',
    '/admin/realms/master/roles/100%25',
    '/admin/realms/master/roles/a%23b',
    '/admin/realms/master/roles/a%3Bb',
    '/admin/realms/master/group-by-path/%2Fparent%2Fchild',
    '/admin/realms/master/users?search=..%2F..',
    '/resources/1.2.3/login/a..b/v1.min.css',
    '/resources/.../x',
    '/metricsabc',
    '/healthcare',
    '/health-id/x',
    '/health.txt',
  ];
  return own.map((path) => `${prefix}${path}`);
}
