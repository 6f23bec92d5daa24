/** Reads the committed evidence that collect.ts writes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { provenReleases } from '../versions/releases.ts';

/** The last release of each minor. */
export const evidenceReleases: readonly string[] = provenReleases;

export function evidencePath(version: string): string {
  return join(import.meta.dirname, 'keycloak', `${version}.txt`);
}

interface OptionFact {
  buildTime: boolean;
  hidden: boolean;
  deprecated: boolean;
  /** undefined: it has none. */
  default: string | undefined;
  values: readonly string[];
  /** undefined: text, or a list. */
  type: string | undefined;
}

export interface Evidence {
  /** Words after the kind of fact, line by line: lines('driver') → ["org.h2.Driver", …]. */
  lines(kind: string): string[];
  /** In the help of `kc.sh build` or `kc.sh start`; "*" stands for a name of the user's. */
  inHelp(command: 'build' | 'start'): ReadonlySet<string>;
  option(name: string): OptionFact | undefined;
  /** default, preview, …; undefined: no such feature. */
  feature(name: string): string | undefined;
  /** Whether one of the words of compiled classes holds the text. */
  says(text: string): boolean;
}

export function readEvidence(version: string): Evidence {
  const facts = readFileSync(evidencePath(version), 'utf8').trimEnd().split('\n');
  const lines = (kind: string): string[] =>
    facts.filter((fact) => fact.startsWith(`${kind} `)).map((fact) => fact.slice(kind.length + 1));
  const options = new Map(lines('option').map(readOption));
  const features = new Map(lines('feature').map((line) => line.split(' ') as [string, string]));
  return {
    lines,
    inHelp: (command) => new Set(lines(`help ${command}`)),
    option: (name) => options.get(name),
    feature: (name) => features.get(name),
    says: (text) => lines('words').some((words) => words.includes(text)),
  };
}

function readOption(line: string): [string, OptionFact] {
  const [name = '', ...words] = line.split(' ');
  const after = (prefix: string): string | undefined =>
    words.find((word) => word.startsWith(prefix))?.slice(prefix.length);
  return [
    name,
    {
      buildTime: words.includes('build'),
      hidden: words.includes('hidden'),
      deprecated: words.includes('deprecated'),
      default: after('default='),
      values: after('values=')?.split(',') ?? [],
      type: after('type='),
    },
  ];
}
