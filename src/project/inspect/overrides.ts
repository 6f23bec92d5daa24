/** Files of overrides/ that fail or do nothing on an instance. */
import { isMap, isScalar, LineCounter, parseAllDocuments, type ParsedNode } from 'yaml';
import { suggestion } from '../../base/did-you-mean.ts';
import { error, type FileFinding, warning } from './finding.ts';
import { checkAddition } from './nginx-additions.ts';
import { type KeycloakSide, keycloakUpstreams } from './nginx-passes.ts';
import { type Parsed, parseNginx } from './nginx-syntax.ts';
import { checkOwnNginx, includedFrom, nginxFile } from './own-nginx.ts';

/** Bytes that are read of each file. */
export const overrideBytes = 1024 * 1024;

const folder = 'overrides/';
const composeFile = `${folder}docker-compose.yml`;
/** Services that plan, verify, logs and the hooks look for, and the effect of their absence. */
const services = {
  keycloak: 'no node serves users',
  nginx: 'nothing answers the load balancer, unless another service does',
  heartbeat: 'verify cannot prove the cluster',
};

/**
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/customize-containers-ec2.html and
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/environment-resources.html
 */
const extensionKeys = [
  ...['option_settings', 'packages', 'groups', 'users', 'sources', 'files', 'commands', 'services'],
  ...['container_commands', 'Resources', 'Parameters', 'Mappings', 'Conditions', 'Outputs'],
];

/** `files`: path in the project → its first bytes. `healthPath`: what the load balancer requests; `own`: what kc-eb's nginx answers. */
export function checkOverrides(
  files: ReadonlyMap<string, Uint8Array>,
  {
    healthPath,
    own,
    ...keycloak
  }: { healthPath: string; own: string } & Pick<KeycloakSide, 'hidden' | 'managementPort'>,
): FileFinding[] {
  const ownCompose = files.has(composeFile);
  const ownNginx = files.get(nginxFile);
  const seen = new Map<string, string>();
  const nginx = parsedNginx(files);
  const server = includedFrom('conf.d/*.conf', nginx);
  const upstreams = keycloakUpstreams(includedFrom('http.d/*.conf', nginx));
  return [...files].flatMap(([path, bytes]) => {
    const text = textOf(bytes);
    const place = path.slice(folder.length);
    if (/^\.platform\/(config)?hooks\//.test(place)) return checkHook(path, place, text);
    if (/^\.platform\/nginx\//i.test(place))
      return [warning(`${path} is not read: nginx runs in a container, in place of Beanstalk's proxy.`)];
    if (place.startsWith('.ebextensions/')) return checkExtension(path, place, bytes);
    if (path === composeFile) return checkCompose(path, bytes);
    if (path === nginxFile) return checkOwnNginx(nginx, { healthPath, ownCompose });
    const [, level, name = ''] = /^nginx\/(conf\.d|http\.d)\/(.+)$/.exec(place) ?? [];
    if (level === 'conf.d' || level === 'http.d') {
      if (!/^[^./][^/]*\.conf$/.test(name))
        return [warning(`${path} is not read: nginx includes ${level}/*.conf.`)];
      const parsed = nginx.get(path);
      if (ownCompose || parsed === undefined) return [];
      if (ownNginx === undefined) {
        const side = { ...keycloak, upstreams, server };
        return checkAddition(path, level, parsed, { own, seen, keycloak: side });
      }
      return Buffer.from(ownNginx).includes(level)
        ? []
        : [warning(`${path} is not read: ${nginxFile} replaces that of kc-eb and does not include it.`)];
    }
    return place.endsWith('.sh') ? scriptFaults(text).map((fault) => warning(`${path} ${fault}`)) : [];
  });
}

/** Files that nginx can include, parsed once. A file that is not kept as a whole is not among them. */
function parsedNginx(files: ReadonlyMap<string, Uint8Array>): Map<string, Parsed> {
  return new Map(
    [...files]
      .filter(([path, { length }]) => /^overrides\/nginx\/.*\.conf$/.test(path) && length < overrideBytes)
      .map(([path, bytes]) => [path, parseNginx(textOf(bytes))]),
  );
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

/** https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/platforms-linux-extend.hooks.html */
function checkHook(path: string, place: string, text: string): FileFinding[] {
  if (!/^\.platform\/(config)?hooks\/(prebuild|predeploy|postdeploy)\/[^/]+$/.test(place))
    return [
      warning(`${path} is not run: Beanstalk runs files in prebuild/, predeploy/ and postdeploy/ only.`),
    ];
  if (text.startsWith('\x7fELF')) return [];
  const findings = scriptFaults(text).map((fault, index) =>
    (index === 0 ? error : warning)(`${path} ${fault}`),
  );
  if (findings.length > 0) return findings;
  if (/^#!.*\r?\n[^]*\r\n/.test(text))
    return [
      warning(`${path} has Windows line ends: commands get a carriage return as a part of their last word.`),
    ];
  return text.startsWith('#!')
    ? []
    : [warning(`${path} has no "#!" line, which Beanstalk documents as needed, such as #!/bin/bash.`)];
}

/** Faults that keep the system from starting the script. */
function scriptFaults(text: string): string[] {
  if (/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)/.test(text))
    return [
      'starts with a byte order mark: the system does not find its "#!" line. Save it as UTF-8 without BOM.',
    ];
  if (/^#![^\n]*\r(\n|$)/.test(text))
    return [
      'has Windows line ends: the system looks for an interpreter whose name ends in a carriage return. Save it with LF.',
    ];
  return [];
}

function checkExtension(path: string, place: string, bytes: Uint8Array): FileFinding[] {
  if (!/^\.ebextensions\/[^/]+\.config$/.test(place))
    return /\.(config|ya?ml|json)$/i.test(place)
      ? [warning(`${path} is not read: Beanstalk reads .ebextensions/*.config, and no folders below.`)]
      : [];
  const { documents, problem } = parseYaml(bytes);
  if (problem !== undefined) return [error(`${path} is not YAML: ${problem}`)];
  const second = documents.find(({ index }) => index > 0);
  if (second !== undefined)
    return [
      error(
        `${path} has a second YAML document in line ${second.line}: Beanstalk reads one document of a file.`,
      ),
    ];
  const [contents] = documents;
  if (contents === undefined) return [];
  const keys = keysOf(contents.node);
  if (keys === undefined) return [error(`${path} is not a mapping.`)];
  return keys
    .filter((key) => !extensionKeys.includes(key))
    .map((key) =>
      warning(`${path}: Beanstalk does not read the key ${key}${suggestion(key, extensionKeys, '.')}`),
    );
}

function checkCompose(path: string, bytes: Uint8Array): FileFinding[] {
  const { documents, problem } = parseYaml(bytes);
  if (problem !== undefined) return [error(`${path} is not YAML: ${problem}`)];
  // Docker Compose merges the documents of a file.
  const found = documents.map(({ node }) => (isMap(node) ? keysOf(node.get('services', true)) : undefined));
  if (found.every((names) => names === undefined)) return [error(`${path} has no services.`)];
  const names = found.flatMap((one) => one ?? []);
  return Object.entries(services)
    .filter(([name]) => !names.includes(name))
    .map(([name, effect]) =>
      warning(
        `${path} replaces that of kc-eb and has no service ${name}: ${effect}. overrides/docker-compose.override.yml adds without replacing.`,
      ),
    );
}

interface YamlDocument {
  node: ParsedNode;
  index: number;
  line: number;
}

/** Returns the documents that have content. Aliases are not followed: a small file can unfold to gigabytes. */
function parseYaml(bytes: Uint8Array): { documents: YamlDocument[]; problem?: string } {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { documents: [], problem: 'it is not UTF-8.' };
  }
  const lineCounter = new LineCounter();
  const parsed = [...parseAllDocuments(text, { version: '1.1', uniqueKeys: false, lineCounter })];
  const [first] = parsed.flatMap(({ errors }) => errors);
  if (first !== undefined) {
    const line = first.linePos?.[0].line;
    return { documents: [], problem: `${first.code}${line === undefined ? '' : ` in line ${line}`}.` };
  }
  return {
    documents: parsed.flatMap(({ contents, range }, index) =>
      contents === null || (isScalar(contents) && contents.value === null)
        ? []
        : [{ node: contents, index, line: lineCounter.linePos(range[0]).line }],
    ),
  };
}

function keysOf(node: unknown): string[] | undefined {
  if (!isMap(node)) return undefined;
  return node.items.map(({ key }) => (isScalar(key) ? String(key.value) : ''));
}
