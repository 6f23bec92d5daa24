/** The requests that a location of nginx passes to Keycloak on its instance. */
import type { Directive } from './nginx-syntax.ts';

/** Keycloak, as nginx on its instance sees it. */
export interface KeycloakSide {
  /** Paths that kc-eb's server hides, or opens to network.adminFrom alone. */
  hidden: readonly string[];
  managementPort: number;
  /** Names of upstream blocks → port of Keycloak. */
  upstreams: ReadonlyMap<string, number>;
  /** All of conf.d: its files share one server. */
  server: readonly Directive[];
}

export interface Pass {
  port: number;
  /** Path that replaces the matched one. */
  uri?: string;
}

export const httpPort = 8080;

/** `directives`: those of the http level. */
export function keycloakUpstreams(directives: readonly Directive[]): Map<string, number> {
  const found = new Map([['keycloak', httpPort]]);
  for (const { words, block = [] } of directives) {
    const [name, label = ''] = words;
    if (name !== 'upstream') continue;
    const ports = block.map(({ words: [key, address = ''] }) =>
      key === 'server' ? portOf(address, new Map()) : undefined,
    );
    const port = ports.find((one) => one !== undefined);
    if (port !== undefined) found.set(label, port);
  }
  return found;
}

interface Known {
  named: ReadonlyMap<string, readonly Pass[]>;
  variables: ReadonlyMap<string, string>;
  keycloak: KeycloakSide;
}

/** Includes those of named locations to which the block leads. */
export function allPasses(block: readonly Directive[], { named, variables, keycloak }: Known): Pass[] {
  const jumps = block.flatMap(({ words }) =>
    words[0] === 'try_files' || words[0] === 'error_page' ? (named.get(words.at(-1) ?? '') ?? []) : [],
  );
  return [...passesOf(block, variables, keycloak), ...jumps];
}

export function passesOf(
  block: readonly Directive[],
  variables: ReadonlyMap<string, string>,
  keycloak: KeycloakSide,
): Pass[] {
  if (block.some(({ words }) => words[0] === 'return')) return [];
  const own = block.flatMap(({ words: [name, value = ''], block: inner = [] }): Pass[] => {
    if (name === 'proxy_pass') return passOf(value, variables, keycloak);
    return name === 'if' || name === 'limit_except' ? passesOf(inner, variables, keycloak) : [];
  });
  const rewritten = block.flatMap(({ words: [name, , to = '', flag] }) =>
    name === 'rewrite' && flag === 'break' ? own.map(({ port }) => ({ port, uri: to })) : [],
  );
  return [...own, ...rewritten];
}

function passOf(value: string, variables: ReadonlyMap<string, string>, keycloak: KeycloakSide): Pass[] {
  const target = filled(value, variables).replace(/^[^/]*:\/\//, '');
  const [host = ''] = /^[^/$]*/.exec(target) ?? [];
  const rest = target.slice(host.length);
  const port = keycloak.upstreams.get(host) ?? portOf(host, variables);
  if (port !== httpPort && port !== keycloak.managementPort) return [];
  return [{ port, ...(!/^(\$request_uri|\$uri(\$is_args\$args)?|)$/.test(rest) && { uri: rest }) }];
}

/** Port of an address of this instance. */
function portOf(address: string, variables: ReadonlyMap<string, string>): number | undefined {
  const own = /^(?:127(?:\.\d+){3}|localhost|0\.0\.0\.0|\[::1?\]):(\d+)$/.exec(filled(address, variables));
  return own?.[1] === undefined ? undefined : Number(own[1]);
}

function filled(text: string, variables: ReadonlyMap<string, string>): string {
  return text.replace(/\$\{?(\w+)\}?/g, (all, name: string) => variables.get(name) ?? all);
}

export function variablesOf(directives: readonly Directive[]): Map<string, string> {
  return new Map(
    directives.flatMap(({ words: [name, variable = '', value = ''], block = [] }) =>
      name === 'set' ? [[variable.replace('$', ''), value] as const] : [...variablesOf(block)],
    ),
  );
}
