/** The screen of `kc-eb status --watch`: the most important lines first, as many as fit. */
import { shortenIds } from '../base/few.ts';
import { cutLine, cutText, lineWidth, span, wrapText } from '../base/fit.ts';
import type { Line, Tone, View } from '../base/screen.ts';
import type { EnvironmentEvent } from '../environment/events.ts';
import { ageText } from './age.ts';
import { instanceLines } from './instances.ts';
import { healthTone } from './tones.ts';
import type { Problem, Snapshot, WatchedStatus } from './snapshot.ts';

/** Fewer rows leave none for empty lines and long texts. */
const tightRows = 14;
/** Fewer rows leave none for the causes of the environment's health. */
const tiniestRows = 8;
/** The events of a text without a limit. */
const newestEvents = 5;
/** A read takes a few seconds, and the next one begins five seconds later. */
const silentMs = 20_000;
/** From here on a line has room for a date. */
const wideColumns = 120;

export function drawScreen(snapshot: Snapshot, view: View): readonly Line[] {
  const { columns, rows } = view;
  const tight = rows < tightRows;
  let lines: readonly Line[] = [title(snapshot, columns), ...head(snapshot, view, tight)];
  const gap: readonly Line[] = tight ? [] : [[]];
  const events = snapshot.events.slice(0, rows === Infinity ? newestEvents : undefined);
  if (snapshot.status !== undefined) {
    const room = rows - lines.length - gap.length;
    const kept = events.length === 0 ? 0 : gap.length + 1 + Math.min(3, events.length);
    lines = [...lines, ...gap, ...instanceLines(snapshot.status, view, { room, kept })];
  }
  const room = rows - lines.length - gap.length - 1;
  if (events.length > 0 && room > 0) {
    const shown = events.flatMap((event) => eventLines(event, view)).slice(0, room);
    lines = [...lines, ...gap, [span('EVENTS', 'strong')], ...shown];
  }
  return lines.slice(0, rows).map((line) => cutLine(line, columns));
}

/** Cuts the name rather than the state. */
function title({ environment, status }: Snapshot, columns: number): Line {
  if (status === undefined) return [span(environment, 'strong')];
  const state: Line = [
    span('  '),
    span(status.status ?? '-', status.status === 'Ready' ? 'plain' : 'warn'),
    span('  '),
    span(healthText(status), healthTone(status.health ?? status.color)),
  ];
  const name = cutText(environment, Math.max(8, columns - lineWidth(state)));
  return [span(name, 'strong'), ...state];
}

function healthText({ color, health }: WatchedStatus): string {
  return health === undefined ? (color ?? '-') : `${color ?? '-'} (${health})`;
}

function head(snapshot: Snapshot, view: View, tight: boolean): Line[] {
  const { columns, complete = (text: string) => text } = view;
  const paragraph = (text: string, tone: Tone, most: number): Line[] =>
    wrapText(complete(span(text).text), columns, tight ? 1 : most).map((line) => [span(line, tone)]);
  const { status } = snapshot;
  const problems = problemTexts(snapshot, view.now).flatMap((text) => paragraph(text, 'bad', 3));
  if (status === undefined) return problems;
  const causes = tight ? (view.rows < tiniestRows ? 0 : 1) : 4;
  return [
    ...problems,
    ...paragraph(`Cluster ${status.cluster}`, clusterTone(status), 3),
    ...status.causes.slice(0, causes).flatMap((cause) => paragraph(cause, 'warn', 2)),
    ...(tight ? [] : [[span('Version ', 'dim'), span(status.versionLabel ?? '-')]]),
  ];
}

function clusterTone({ clustered, oneCluster }: WatchedStatus): Tone {
  if (!clustered) return 'plain';
  return oneCluster ? 'good' : 'bad';
}

function problemTexts({ problem, readAt }: Snapshot, now: Date): string[] {
  const silent = readAt !== undefined && now.getTime() - readAt.getTime() > silentMs;
  const age = readAt === undefined ? '' : ` This state is ${ageText(readAt, now)} old.`;
  if (problem !== undefined) return [`${sentence(problem)} Trying again.${age}`];
  return silent ? [`Waiting for AWS.${age}`] : [];
}

function sentence({ message, hint }: Problem): string {
  const whole = /[.!?]$/.test(message) ? message : `${message}.`;
  return hint === undefined ? whole : `${whole} ${hint}`;
}

/** A long message has a second line. */
function eventLines({ at, severity, message }: EnvironmentEvent, { columns, rows, now }: View): Line[] {
  const when = columns >= wideColumns ? at.toISOString() : ageText(at, now).padStart(6);
  // Colours alone would not show it.
  const shown = severity !== 'INFO' || columns >= 60;
  const head: Line = [
    span(when, 'dim'),
    span('  '),
    ...(shown ? [span(severity.padEnd(5), severityTone(severity)), span('  ')] : []),
  ];
  const indent = lineWidth(head);
  const [first = '', ...more] = wrapText(
    span(shortenIds(message)).text,
    columns - indent,
    rows < tightRows ? 1 : 2,
  );
  return [[...head, span(first)], ...more.map((text) => [span(' '.repeat(indent) + text)])];
}

function severityTone(severity: string): Tone {
  if (severity === 'ERROR' || severity === 'FATAL') return 'bad';
  return severity === 'WARN' ? 'warn' : 'plain';
}
