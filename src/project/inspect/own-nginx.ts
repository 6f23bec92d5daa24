/** overrides/nginx/default.conf, which replaces kc-eb's server: what nginx rejects, and what answers the health check. */
import { type FileFinding, warning } from './finding.ts';
import { badListens, misplaced, unreadable } from './nginx-additions.ts';
import type { Directive, Parsed } from './nginx-syntax.ts';

const folder = 'overrides/nginx/';
export const nginxFile = `${folder}default.conf`;

/** Includes in an included file, and so on: a file can include itself. */
const deepestInclude = 4;

type Files = ReadonlyMap<string, Parsed>;

/** `parsed`: path in the project → directives. `healthPath`: what the load balancer requests. */
export function checkOwnNginx(
  parsed: Files,
  { healthPath, ownCompose }: { healthPath: string; ownCompose: boolean },
): FileFinding[] {
  const directives = parsed.get(nginxFile);
  if (directives === undefined) return [];
  if (typeof directives === 'string') {
    const finding = unreadable(nginxFile, directives);
    return [ownCompose ? warning(finding.text) : finding];
  }
  const [first] = ownCompose
    ? []
    : directives.flatMap((directive) => [...misplaced(directive, 'http.d', true), ...badListens(directive)]);
  if (first !== undefined) return [{ ...first, text: `${nginxFile}: ${first.text}` }];
  const [path = ''] = healthPath.split('?');
  const rules = rulesIn(directives, parsed, 0).filter((rule) => takes(rule, path));
  if (rules.some((rule) => !takes(rule, '/') || !takes(rule, '/other/path'))) return [];
  const [general] = rules;
  if (general === undefined)
    return [
      warning(
        `${nginxFile} replaces that of kc-eb and has no location ${path}, which the load balancer requests: instances do not become healthy. overrides/nginx/conf.d/*.conf adds without replacing.`,
      ),
    ];
  return general.whole
    ? []
    : [
        warning(
          `${nginxFile}: only location ${`${general.sign} ${general.path}`.trim()} takes ${path}, which the load balancer requests: instances become healthy only if it answers 200. Add location = ${path}.`,
        ),
      ];
}

/** `pattern`: of the files below overrides/nginx/, as nginx includes them. A file that nginx cannot read adds nothing. */
export function includedFrom(pattern: string, parsed: Files): Directive[] {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^$()[\]{}|\\]/g, '\\$&'));
  // As for a shell, "*" stands for no hidden file.
  const names = new RegExp(`^${folder}${parts.join('(?<!/(?=\\.))[^/]*')}$`);
  return [...parsed].flatMap(([path, found]) => (names.test(path) && typeof found !== 'string' ? found : []));
}

/** A part of a server that takes requests by their path. `whole`: a server that answers 2xx to all. */
interface Rule {
  sign: string;
  path: string;
  whole?: boolean;
}

function rulesIn(directives: readonly Directive[], parsed: Files, depth: number): Rule[] {
  return directives.flatMap((directive): Rule[] => {
    const { words, block = [] } = directive;
    const [name, ...rest] = words;
    const inner = (): Rule[] => rulesIn(block, parsed, depth);
    if (name === 'location') return [ruleOf(rest.join('')), ...inner()];
    if (name === 'if') return block.some(({ words: [one] }) => one === 'return') ? conditionOf(rest) : [];
    if (name === 'http') return inner();
    // Such a server answers before it looks for a location.
    const answer = block.find(({ words: [one] }) => one === 'return')?.words;
    if (name === 'server' && answer !== undefined)
      return [
        ...inner().filter(({ sign }) => sign.startsWith('if ')),
        ...(/^2\d\d$/.test(answer[1] ?? '') ? [{ sign: '', path: '/', whole: true }] : []),
      ];
    if (name === 'server') return inner();
    const [, pattern] = /^(?:\/etc\/nginx\/)?kc-eb\/(.+)$/.exec(rest[0] ?? '') ?? [];
    return name === 'include' && pattern !== undefined && depth < deepestInclude
      ? rulesIn(includedFrom(pattern, parsed), parsed, depth + 1)
      : [];
  });
}

function ruleOf(text: string): Rule {
  const [, sign = '', path = ''] = /^(=|\^~|~\*?|@)?(.*)$/s.exec(text) ?? [];
  return { sign, path };
}

/** Reads ($uri = /path), with or without blanks inside the parentheses. */
function conditionOf(words: readonly string[]): Rule[] {
  const [variable = '', sign = '', ...rest] = words
    .join(' ')
    .replace(/^\(/, '')
    .replace(/\)$/, '')
    .trim()
    .split(/\s+/);
  const isPath = /^\$(uri|document_uri|request_uri)$/.test(variable) && /^(=|~\*?)$/.test(sign);
  return isPath ? [{ sign: `if ${sign}`, path: rest.join(' ') }] : [];
}

/** Expressions that JavaScript cannot read count as matches. */
function takes({ sign, path }: Rule, requested: string): boolean {
  const operator = sign.replace('if ', '');
  if (operator === '@') return false;
  if (operator === '=') return path === requested;
  if (!operator.startsWith('~')) return requested.startsWith(path);
  try {
    return new RegExp(path, operator === '~*' ? 'i' : '').test(requested);
  } catch {
    return true;
  }
}
