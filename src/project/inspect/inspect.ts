/** Checks the content of the user's files: errors and warnings of `kc-eb plan`. */
import { adminPath, healthPath, operatorPaths } from '../../config/derived-values.ts';
import { environmentProperties } from '../../config/environment-properties.ts';
import type { Config } from '../../config/schema.ts';
import { namesText } from '../../base/few.ts';
import { UserError } from '../../base/user-error.ts';
import type { FileEnd } from '../../base/archive.ts';
import { certificateBytes, checkCertificates } from './certificates.ts';
import { error, type FileFinding, warning } from './finding.ts';
import { checkJar, isJar, isLfsPointer, jarEndBytes } from './jars.ts';
import { otherCapitals } from './capitals.ts';
import { unwantedNames } from './names.ts';
import { checkOverrides, overrideBytes } from './overrides.ts';
import { keyBytes, secretIn } from './secrets.ts';
import { checkRealms, realmBytes } from './realms.ts';

/** Bytes that are kept of a file, by its folder. */
const kept: Readonly<Record<string, number>> = {
  certificates: certificateBytes,
  overrides: overrideBytes,
  realms: realmBytes,
};

/** Collects what the checks need while the files are hashed. Themes of thousands of files leave nothing here. */
export class FileContents {
  readonly paths: string[] = [];
  readonly findings: FileFinding[] = [];
  /** Path in the project → its first bytes. */
  readonly heads = new Map<string, Uint8Array>();

  bytes(path: string): number {
    return Math.max(keyBytes, keptOf(path));
  }

  lastBytes(path: string): number {
    return isJar(path) ? jarEndBytes : 0;
  }

  take(path: string, head: Uint8Array, end: FileEnd): void {
    this.paths.push(path);
    if (isJar(path)) for (const finding of checkJar(path, head, end)) this.findings.push(finding);
    const secret = secretIn(path, head.subarray(0, keyBytes), end.unpacked?.subarray(0, keyBytes));
    if (secret !== undefined) this.findings.push(error(`${path} ${secret}`));
    else if (isLfsPointer(head) && !isJar(path) && !/^realms\/.*\.json$/.test(path))
      this.findings.push(warning(`${path} is a pointer of Git LFS, and not the file: run git lfs pull.`));
    const bytes = keptOf(path);
    // A copy: a part would hold the whole in memory.
    if (bytes > 0) this.heads.set(path, Uint8Array.from(head.subarray(0, bytes)));
  }

  in(folder: string): Map<string, Uint8Array> {
    return new Map([...this.heads].filter(([path]) => path.startsWith(`${folder}/`)).sort());
  }
}

function keptOf(path: string): number {
  return kept[path.slice(0, path.indexOf('/'))] ?? 0;
}

/** Returns one sentence for each finding. */
export function inspectFiles(
  config: Config,
  contents: FileContents,
  now: Date,
): { errors: string[]; warnings: string[] } {
  const { plain, secrets } = environmentProperties(config);
  const hidden = new Set(Object.keys(secrets));
  const open = [...contents.heads.keys()].some((path) => /^overrides\/[^/]*compose[^/]*\.ya?ml$/.test(path));
  const process = config.options['aws:elasticbeanstalk:environment:process:default'];
  const misspelled = otherCapitals(contents.paths);
  const overrides = new Map([...contents.in('overrides')].filter(([path]) => !misspelled.has(path)));
  const all = [
    ...[...contents.findings].sort((a, b) => (a.text < b.text ? -1 : 1)),
    ...checkRealms(contents.in('realms'), { plain, hidden, open }),
    ...checkCertificates(contents.in('certificates'), config.keycloak.version.traits, now),
    ...checkOverrides(overrides, {
      healthPath: process?.['HealthCheckPath'] ?? healthPath,
      own: healthPath,
      hidden: [
        ...operatorPaths(config),
        ...(config.network.adminFrom === undefined ? [] : [adminPath(config)]),
      ],
      managementPort: config.keycloak.version.traits.managementPort,
    }),
    ...misspelled.values(),
    ...unwantedNames([...contents.paths].sort()),
  ];
  const textsOf = (wanted: FileFinding['level']): string[] =>
    all.filter(({ level }) => level === wanted).map(({ text }) => text);
  return { errors: textsOf('error'), warnings: textsOf('warning') };
}

/** Throws UserError 'usage' unless the list is empty. */
export function requireUsable(errors: readonly string[]): void {
  const [first] = errors;
  if (first === undefined) return;
  throw new UserError('usage', errors.length === 1 ? first : namesText(errors, '\n'), {
    hint: 'Correct, move or delete it. docs/operations.md lists all checks of files.',
  });
}
