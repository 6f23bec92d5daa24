/**
 * Parses Keycloak's console lines for news of the cluster. The texts are those of Infinispan 14 to 16 and JGroups 5.2 to
 * 5.5 (Keycloak 22.0 to 26.7), in the plain format, with colours, and as JSON (KC_LOG_CONSOLE_OUTPUT=json).
 * test/cluster/captures has lines of real runs.
 */
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';
import { rejections, stackCause, startPart } from './start-words.ts';

/** A failure that a node logs. */
export type Trouble =
  'peer-unreachable' | 'migration-lock' | 'database' | 'tls' | 'other-jgroups' | 'start-failed';

/**
 * Phrases of each trouble. CloudWatch searches for them as well, so they are exact and case-sensitive.
 * Sources: jg-messages.properties, ClientGmsImpl, JDBC_PING, JDBC_PING2 (JGroups); KEYCLOAK_JDBC_PING2,
 * CustomLockService (Keycloak); Agroal and the drivers for the database.
 */
const phrases = {
  'migration-lock': ['retry to acquire lock', 'acquire change log lock'],
  database: [
    'obtain JDBC connection',
    'JDBCConnectionException',
    'Acquisition timeout while waiting',
    'Could not open connection to database',
    'fetch the cluster members from the database',
    'failed reading from the DB',
    'Communications link failure',
    'Socket fail to connect to',
    'Check that the hostname and port are correct',
    'password authentication failed',
    'Access denied for user',
    'Login failed for user',
    'ORA-',
  ],
  tls: ['SSLHandshakeException', 'bad_certificate', 'certificate_unknown', 'PKIX path'],
  'peer-unreachable': ['timed out (after', 'becoming singleton', 'JGRP000032', 'JGRP000034', 'JGRP000036'],
  'other-jgroups': ['JGRP000010'],
  'start-failed': ['ERROR:', ...rejections, 'Killed'],
} satisfies Record<Trouble, readonly string[]>;

const troubleKinds = Object.keys(phrases) as Trouble[];

/** The news of one line. */
export type ClusterNews =
  | { type: 'channel-started'; stack: string | undefined }
  | { type: 'address'; node: string; addresses: readonly string[] }
  | { type: 'view'; view: View }
  | { type: 'channel-stopped' }
  /** Keycloak listens. From 26.6 on it may listen before it has bootstrapped. */
  | { type: 'started'; version: string }
  | { type: 'bootstrapped' }
  | { type: 'stopped' }
  | { type: 'trouble'; trouble: Trouble; text: string }
  /** A cause in a stack. */
  | { type: 'cause'; text: string };

export interface View {
  /** The coordinator's name and the view's number, e.g. "ip-10-0-0-11-20541|1". */
  id: string;
  /** Node names. JGroups prints 20 at most; `size` counts all. */
  members: readonly string[];
  size: number;
  merged: boolean;
}

/**
 * A CloudWatch filter pattern for the lines that may have news; CloudWatch accepts 1024 characters. Terms with "?" are
 * alternatives: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export const clusterFilterPattern: string = [
  'ISPN000078',
  'ISPN000079',
  'ISPN000080',
  'ISPN000093',
  'ISPN000094',
  'started in',
  'Bootstrap completed in',
  'Keycloak stopped in',
  'Caused by:',
  'causedBy',
  'OutOfMemoryError',
  ...Object.values(phrases).flat(),
]
  .map((term) => `?"${term}"`)
  .join(' ');

/** Returns the news of one console line; undefined for most lines. */
export function readClusterLine(line: string): ClusterNews | undefined {
  const message = messageOf(line);
  for (const read of readers) {
    const news = read(message.text, message);
    if (news !== undefined) return news;
  }
  return undefined;
}

const jsonLine = z.object({
  message: z.string(),
  exception: z.unknown().optional(),
  loggerName: z.string().optional(),
  'log.logger': z.string().optional(),
});

interface Message {
  text: string;
  /** undefined: the line does not name it. */
  logger?: string | undefined;
  /** The root of a JSON line's exception. */
  cause?: string | undefined;
}

/** Returns the message of a JSON line (Keycloak's format or ECS), or the line without its colours. */
function messageOf(line: string): Message {
  const text = stripVTControlCharacters(line).trim();
  if (!text.startsWith('{'))
    return { text, logger: /\[((?:[\w$]+\.)+[\w$]+)\] \(/.exec(text.slice(0, 300))?.[1] };
  try {
    const { message, exception, loggerName, 'log.logger': ecs } = jsonLine.parse(JSON.parse(text));
    const more = exception === undefined ? '' : ` ${JSON.stringify(exception)}`;
    return { text: `${message}${more}`, logger: loggerName ?? ecs, cause: rootOf(exception) };
  } catch {
    // The line only begins like JSON, or the log driver cut it at its limit.
    return { text };
  }
}

const thrown = z.object({
  exceptionType: z.string(),
  message: z.string().optional(),
  causedBy: z.object({ exception: z.unknown() }).optional(),
});

/** "java.net.ConnectException: Connection refused", of the innermost cause; undefined without one. */
function rootOf(exception: unknown): string | undefined {
  let root: string | undefined;
  let rest = thrown.safeParse(exception).data;
  for (let depth = 0; rest?.causedBy !== undefined && depth < 20; depth += 1) {
    rest = thrown.safeParse(rest.causedBy.exception).data;
    if (rest !== undefined) root = `${rest.exceptionType}: ${rest.message ?? ''}`;
  }
  return root;
}

const readers: readonly ((text: string, message: Message) => ClusterNews | undefined)[] = [
  readView,
  readAddress,
  readChannelStart,
  (text) => (text.includes('ISPN000080:') ? { type: 'channel-stopped' } : undefined),
  readStart,
  (text) => (/\bBootstrap completed in /.test(text) ? { type: 'bootstrapped' } : undefined),
  (text) => (/\bKeycloak stopped in /.test(text) ? { type: 'stopped' } : undefined),
  readTrouble,
  readCause,
];

/**
 * Parses `[a|1] (2) [a, b]`, and for a merge `MergeView::[a|5] (2) [a, b], 2 subgroups: …`. A line may be 256 KB of
 * any text: no pattern here may search for its end from more than one place.
 */
function readView(text: string): ClusterNews | undefined {
  const code = text.search(/ISPN00009[34]: /);
  const match = /\[([^[\]|]+)\|(\d+)\] \((\d+)\) \[([^\]]*)\]/.exec(code === -1 ? '' : text.slice(code));
  if (match === null) return undefined;
  const [, coordinator = '', number = '', size = '', members = ''] = match;
  return {
    type: 'view',
    view: {
      id: `${nodeName(coordinator)}|${number}`,
      members: members.split(',').map(nodeName),
      size: Number(size),
      merged: text.startsWith('ISPN000093', code),
    },
  };
}

/** Infinispan 16 appends its version in views, e.g. "vm-6929(v=16.0.14)", but not in ISPN000079. */
function nodeName(text: string): string {
  return text.replace(/\([^]*/, '').trim();
}

/** Parses "Channel ISPN local address is NAME, physical addresses are [10.0.0.11:7800]"; newer releases quote with `. */
function readAddress(text: string): ClusterNews | undefined {
  const code = text.indexOf('ISPN000079: ');
  const match = /local address is `?([^`,\s]+)`?, physical addresses are `?\[(.{0,4000})\]/.exec(
    code === -1 ? '' : text.slice(code),
  );
  if (match === null) return undefined;
  const [, node = '', addresses = ''] = match;
  return { type: 'address', node: nodeName(node), addresses: addresses.split(',').map(hostOf) };
}

/** Converts "10.0.0.11:7800" → "10.0.0.11"; "[fe80::1%ens5]:7800" and "fe80::1%ens5:7800" → "fe80::1". */
function hostOf(address: string): string {
  return address
    .trim()
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
    .replace(/%[^]*/, '');
}

function readChannelStart(text: string): ClusterNews | undefined {
  const match = /ISPN000078: Starting JGroups channel \S+(?: with stack `?([^`\s]+)`?)?/.exec(text);
  return match === null ? undefined : { type: 'channel-started', stack: match[1] };
}

function readStart(text: string): ClusterNews | undefined {
  const version = /\bKeycloak (\d+\.\d+\.\d+(?:\D\S*)?) on JVM .{0,200}started in /.exec(text)?.[1];
  return version === undefined ? undefined : { type: 'started', version };
}

/** Troubles of the cluster's own connections: the same words of another client, such as LDAP, are not theirs. */
const ofCluster: ReadonlySet<Trouble> = new Set(['tls', 'peer-unreachable', 'other-jgroups']);
const clusterLogger = /^org\.(jgroups|infinispan)\b|^org\.keycloak\..*(jgroups|infinispan)/;

function readTrouble(text: string, { logger }: Message): ClusterNews | undefined {
  // A line of a stack names no logger: it may be anybody's.
  const isForeign = logger === undefined ? /^Caused by: /.test(text) : !clusterLogger.test(logger);
  const trouble = troubleKinds.find(
    (kind) =>
      !(isForeign && ofCluster.has(kind)) &&
      (kind === 'start-failed'
        ? startPart(text) !== undefined
        : phrases[kind].some((phrase) => text.includes(phrase))),
  );
  return trouble === undefined ? undefined : { type: 'trouble', trouble, text };
}

function readCause(text: string, { cause: root }: Message): ClusterNews | undefined {
  const cause = root ?? stackCause(text);
  return cause === undefined ? undefined : { type: 'cause', text: cause };
}
