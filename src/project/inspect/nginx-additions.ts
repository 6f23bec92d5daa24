/** Files of overrides/nginx with which nginx does not start: it includes conf.d/ in kc-eb's server, http.d/ at its http level. */
import { error, type FileFinding, warning } from './finding.ts';
import { checkOpenings } from './nginx-openings.ts';
import type { KeycloakSide } from './nginx-passes.ts';
import type { Directive, Parsed } from './nginx-syntax.ts';

export type Level = 'conf.d' | 'http.d';

/** Directives by the place that they need. https://nginx.org/en/docs/dirindex.html */
const places = {
  'the main level, which kc-eb’s image has': [
    ...['user', 'pid', 'daemon', 'env', 'load_module', 'worker_processes', 'worker_connections'],
    ...['worker_rlimit_nofile', 'events', 'http', 'stream', 'mail'],
  ],
  'overrides/nginx/http.d/': [
    ...[
      'server',
      'upstream',
      'map',
      'geo',
      'split_clients',
      'log_format',
      'limit_req_zone',
      'limit_conn_zone',
    ],
    ...['proxy_cache_path', 'map_hash_bucket_size', 'server_names_hash_bucket_size'],
  ],
  'overrides/nginx/conf.d/': [
    ...['location', 'if', 'return', 'rewrite', 'set', 'break', 'try_files', 'server_name', 'listen'],
  ],
  'a location in overrides/nginx/conf.d/': [
    ...['proxy_pass', 'fastcgi_pass', 'uwsgi_pass', 'grpc_pass', 'alias', 'internal', 'limit_except'],
  ],
};

/** Directives of kc-eb's server, and of the image's http level, that nginx accepts once. */
const once: Readonly<Record<Level, readonly string[]>> = {
  'conf.d': [
    ...['server_tokens', 'root', 'real_ip_header', 'real_ip_recursive', 'keepalive_timeout'],
    ...['large_client_header_buffers', 'client_max_body_size', 'proxy_buffer_size', 'proxy_buffers'],
    ...['proxy_busy_buffers_size', 'proxy_http_version', 'proxy_connect_timeout'],
  ],
  'http.d': ['default_type', 'sendfile', 'keepalive_timeout'],
};

const taken = new Set(['upstream keycloak', 'log_format healthd', 'log_format main']);

/** `own`: kc-eb's health path. `seen`: the locations of earlier files, to which those of this one are added. */
export function checkAddition(
  path: string,
  level: Level,
  parsed: Parsed,
  { own, seen, keycloak }: { own: string; seen: Map<string, string>; keycloak: KeycloakSide },
): FileFinding[] {
  if (typeof parsed === 'string') return [unreadable(path, parsed)];
  const kept = new Map([own, `${own}/keycloak`].map((name) => [`= ${name}`, 'kc-eb’s server']));
  kept.set('/', 'kc-eb’s server');
  const ofDirectives = parsed.flatMap((directive) => [
    ...misplaced(directive, level),
    ...duplicate(directive, level),
    ...badListens(directive),
    ...repeated(directive, { path, kept, seen }),
    ...weakened(directive),
    ...(level === 'conf.d' ? answered(directive, own) : []),
  ]);
  return [...ofDirectives, ...checkOpenings(parsed, level, keycloak)].map(({ level: grade, text: rest }) => ({
    level: grade,
    text: `${path}: ${rest}`,
  }));
}

export function unreadable(path: string, reason: string): FileFinding {
  return error(`${path} is not a configuration of nginx: ${reason}. nginx would not start.`);
}

/** `own`: the file replaces kc-eb's server, so the places of additions do not count. */
export function misplaced({ words: [name = ''] }: Directive, level: Level, own = false): FileFinding[] {
  if (!/^\w+$/.test(name))
    return [
      error('the first word is not a directive of nginx: save the file as UTF-8 without a byte order mark.'),
    ];
  const [place] = Object.entries(places).find(([, names]) => names.includes(name)) ?? [];
  if (place === undefined || place === `overrides/nginx/${level}/`) return [];
  const instead = own ? 'nginx includes the file inside http' : `its place is ${place}`;
  return [error(`nginx does not accept ${name} here and would not start; ${instead}.`)];
}

function duplicate({ words, block = [] }: Directive, level: Level): FileFinding[] {
  const [name = '', value = ''] = words;
  if (once[level].includes(name))
    return [
      error(`${name} is set already, and nginx accepts it once; set it in a location, or in your server.`),
    ];
  if (level === 'http.d' && taken.has(`${name} ${value}`))
    return [error(`${name} ${value} exists already: choose another name.`)];
  const clash =
    level === 'conf.d'
      ? isPort80(words)
      : name === 'server' && block.some((inner) => isPort80(inner.words) && isDefault(inner.words));
  return clash
    ? [error('kc-eb’s server listens at port 80 by default, and nginx accepts one such server.')]
    : [];
}

function isPort80([name, address = '']: readonly string[]): boolean {
  return name === 'listen' && /^(?:(?:\*|0(?:\.0){0,3}):)?0*80$/.test(address);
}

/** Addresses of a server that nginx cannot read, such as those with a blank. https://nginx.org/en/docs/http/ngx_http_core_module.html#listen */
export function badListens({ words: [name, address = ''], block = [] }: Directive): FileFinding[] {
  if (name === 'server') return block.flatMap(badListens);
  if (name !== 'listen' || address.startsWith('unix:')) return [];
  const isHost = /^(?:\[[\da-f:.]+\]|[\w.*-]+)$/i.test(address) && !/^\d+$/.test(address);
  const [, from, to = from] = /^(?:(?:\[[\da-f:.]+\]|[\w.*-]+):)?(\d+)(?:-(\d+))?$/i.exec(address) ?? [];
  const isRead = isHost || [from, to].every((port) => Number(port) > 0 && Number(port) < 65536);
  return isRead
    ? []
    : [
        error(
          `listen ${JSON.stringify(address)} has no address that nginx can read, and it would not start.`,
        ),
      ];
}

function isDefault(words: readonly string[]): boolean {
  return words.includes('default_server') || words.includes('default');
}

function repeated(
  { words: [name, ...words] }: Directive,
  { path, kept, seen }: { path: string; kept: ReadonlyMap<string, string>; seen: Map<string, string> },
): FileFinding[] {
  const key = name === 'location' ? keyOf(words) : undefined;
  if (key === undefined) return [];
  const owner = kept.get(key) ?? seen.get(key);
  seen.set(key, path);
  return owner === undefined
    ? []
    : [error(`location ${key} is in ${owner} already, and nginx accepts it once.`)];
}

/** undefined for what nginx accepts twice: regular expressions and names. */
function keyOf(words: readonly string[]): string | undefined {
  const [, sign = '', path = ''] = /^(=|\^~|~\*?|@)?(.*)$/s.exec(words.join('')) ?? [];
  if (sign === '=') return `= ${path}`;
  return sign === '' || sign === '^~' ? path : undefined;
}

/** Inherited headers are lost where a location has one. https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_set_header */
function weakened({ words: [name], block }: Directive): FileFinding[] {
  if (name === 'access_log')
    return [
      warning('access_log replaces the log of Beanstalk’s health agent, which then counts no requests.'),
    ];
  if (name !== 'location' || block === undefined) return [];
  const names = new Set(block.map(({ words: [inner] }) => inner));
  return names.has('proxy_set_header') && names.has('proxy_pass')
    ? [
        warning(
          'proxy_set_header in a location replaces all of kc-eb’s headers there: Keycloak believes X-Forwarded-For of clients.',
        ),
      ]
    : [];
}

/** kc-eb's server runs these before it chooses a location. */
function answered({ words: [name, ...words], block = [] }: Directive, own: string): FileFinding[] {
  if (name === 'return')
    return [
      error(`return answers all requests, that of the health check ${own} too: put it into a location.`),
    ];
  // A comparison is with one host or path, as a rule.
  const isOpen = !words.some((word) => /^(=|~\*?|\(?-[fdex])$/.test(word));
  return name === 'if' && isOpen && block.some(({ words: [inner] }) => inner === 'return')
    ? [
        warning(
          `return in this if answers the health check ${own} too where it holds: instances do not become healthy then.`,
        ),
      ]
    : [];
}
