/** Locations of overrides/nginx that pass to Keycloak what kc-eb's server hides. A user may do so on purpose. */
import { namesText } from '../../base/few.ts';
import { type FileFinding, warning } from './finding.ts';
import { allPasses, httpPort, type KeycloakSide, type Pass, passesOf, variablesOf } from './nginx-passes.ts';
import type { Directive } from './nginx-syntax.ts';

/** A location with what its ancestors decide. */
interface Place {
  directive: Directive;
  sign: string;
  path: string;
  /** The server has no earlier rule for the hidden paths that match here. */
  wins: boolean;
  closed: boolean;
  parent?: Place;
}

const healthAndMetrics = ['/health', '/metrics'];

/** `directives` of one file: those of kc-eb's server, or with `http.d` those of the http level. */
export function checkOpenings(
  directives: readonly Directive[],
  level: 'conf.d' | 'http.d',
  keycloak: KeycloakSide,
): FileFinding[] {
  if (level === 'conf.d') return inServer(directives, false, keycloak);
  return directives.flatMap(({ words: [name], block = [] }) =>
    name === 'server' && !isLocal(block) ? inServer(block, true, keycloak) : [],
  );
}

/** `free`: the server is the user's, and hides nothing of Keycloak. */
function inServer(directives: readonly Directive[], free: boolean, keycloak: KeycloakSide): FileFinding[] {
  const all = free ? directives : keycloak.server;
  const variables = variablesOf(all);
  const closed = isClosed(all, false);
  const named = new Map(
    placesIn(all, { free, closed })
      .filter(({ sign }) => sign === '@')
      .map((place) => [`@${place.path}`, passesOf(place.directive.block ?? [], variables, keycloak)]),
  );
  const places = placesIn(directives, { free, closed });
  const opened = places.map((place) => ({
    place,
    paths: pathsOf(place, allPasses(place.directive.block ?? [], { named, variables, keycloak }), keycloak),
  }));
  // A location of the user's server that hides a path again.
  const kept = keycloak.hidden.filter(
    (hidden) =>
      free &&
      opened.some(
        ({ place, paths }) => !paths.includes(hidden) && place.sign !== '@' && guards(place, hidden),
      ),
  );
  const ofPlaces = opened.flatMap(({ place, paths }) => {
    const left = paths.filter((path) => !kept.includes(path));
    return left.length === 0 ? [] : [opening(place.directive, left)];
  });
  return [...ofPlaces, ...errorPages(directives, named, { free, keycloak })];
}

function opening({ words, line }: Directive, paths: readonly string[]): FileFinding {
  return warning(
    `line ${line}: ${words.join(' ')} passes ${namesText(paths)} to Keycloak, which kc-eb’s server hides from strangers. Unless you intend it, delete it, or add allow lines and "deny all" to it.`,
  );
}

/** kc-eb's server answers 404 and 400 for what it hides, and an error page of the server takes them. */
function errorPages(
  directives: readonly Directive[],
  named: ReadonlyMap<string, readonly Pass[]>,
  { free, keycloak }: { free: boolean; keycloak: KeycloakSide },
): FileFinding[] {
  if (free) return [];
  return directives.flatMap((directive) => {
    const [name, ...words] = directive.words;
    const takes = words.includes('404') || words.includes('400');
    if (name !== 'error_page' || !takes || (named.get(words.at(-1) ?? '') ?? []).length === 0) return [];
    return [
      opening(
        directive,
        keycloak.hidden.filter((path) => !path.endsWith('/admin')),
      ),
    ];
  });
}

function placesIn(
  directives: readonly Directive[],
  { free, closed, parent }: { free: boolean; closed: boolean; parent?: Place },
): Place[] {
  return directives.flatMap((directive) => {
    const { words, block = [] } = directive;
    if (words[0] !== 'location') return [];
    const [, sign = '', path = ''] = /^(=|\^~|~\*?|@)?(.*)$/s.exec(words.slice(1).join('')) ?? [];
    // nginx takes an inner location by a regular expression before the outer ones.
    const wins =
      free || parent?.wins === true || sign === '=' || (parent ? sign.startsWith('~') : sign === '^~');
    const place: Place = {
      ...{ directive, sign, path, wins },
      closed: isClosed(block, closed),
      ...(parent && { parent }),
    };
    return [place, ...placesIn(block, { free, closed: place.closed, parent: place })];
  });
}

/** The location asks who the client is, or answers no client. */
function isClosed(block: readonly Directive[], inherited: boolean): boolean {
  const has = (name: string, value?: string): boolean =>
    block.some(({ words }) => words[0] === name && (value === undefined || words[1] === value));
  const signsIn = ['auth_basic', 'auth_request', 'auth_jwt'].some((name) => has(name) && !has(name, 'off'));
  return signsIn || has('internal') || has('deny', 'all') || (inherited && !has('allow'));
}

function pathsOf(place: Place, passes: readonly Pass[], keycloak: KeycloakSide): string[] {
  if (place.closed) return [];
  const found = new Set<string>();
  for (const { port, uri } of passes) {
    if (port !== httpPort) healthAndMetrics.forEach((path) => found.add(path));
    for (const hidden of keycloak.hidden) {
      const arrives =
        uri === undefined
          ? place.sign !== '@' && place.wins && reaches(place, hidden)
          : leadsTo(uri.split('$')[0] ?? '', hidden, place.sign === '=' && !uri.includes('$'));
      if (arrives) found.add(hidden);
    }
  }
  return [...found];
}

function reaches(place: Place, hidden: string): boolean {
  if (place.parent !== undefined && !reaches(place.parent, hidden)) return false;
  if (place.sign.startsWith('~'))
    return [hidden, `${hidden}/`, `${hidden}/x`].some((path) => fits(place, path));
  return leadsTo(place.path, hidden, place.sign === '=');
}

/** `path` is the start of what is asked for, or with `exact` the whole. */
function leadsTo(path: string, hidden: string, exact: boolean): boolean {
  return isBelow(path, hidden) || (!exact && hidden.startsWith(path));
}

/** The rule of kc-eb's server for the hidden path takes it. */
function isBelow(path: string, hidden: string): boolean {
  return path.startsWith(hidden) && /^([/;#?%\\\s]|$)/.test(path.slice(hidden.length));
}

function guards(place: Place, hidden: string): boolean {
  return place.sign.startsWith('~') ? fits(place, hidden) : isBelow(hidden, place.path) && place.path !== '/';
}

/** Expressions that JavaScript cannot read count as matches. */
function fits({ sign, path }: Place, text: string): boolean {
  try {
    return new RegExp(path, sign === '~*' ? 'i' : '').test(text);
  } catch {
    return true;
  }
}

/** Only programs on the instance call it. */
function isLocal(block: readonly Directive[]): boolean {
  const addresses = block.flatMap(({ words: [name, address = ''] }) => (name === 'listen' ? [address] : []));
  return addresses.length > 0 && addresses.every((one) => /^(127\.|localhost\b|\[::1\]|unix:)/.test(one));
}
