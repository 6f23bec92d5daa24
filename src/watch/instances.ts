/** The instances on the screen of `kc-eb status --watch`: a table of the columns that fit, and the rest below it. */
import { padText, span, widthOf, wrapText } from '../base/fit.ts';
import type { Line, Span, Tone, View } from '../base/screen.ts';
import { ageText } from './age.ts';
import { healthTone } from './tones.ts';
import type { WatchedInstance, WatchedStatus } from './snapshot.ts';
import { largest } from '../base/extremes.ts';

interface Column {
  title: string;
  /** undefined: nothing to report. */
  cell: (instance: WatchedInstance) => Span | undefined;
}

interface Room {
  /** Rows for the instances. */
  room: number;
  /** The rows among them that events need. */
  kept: number;
}

interface Row {
  instance: WatchedInstance;
  line: Line;
  /** The cells of the columns that do not fit. */
  rest: readonly Line[];
  causes: readonly Line[];
}

const gap = 2;
const indent = '  ';

/** The most lines where nothing limits them: in a pipe or a file. */
const mostLines = 40;

/** Returns at most `room` lines. */
export function instanceLines(
  status: WatchedStatus,
  view: View,
  { room: given, kept }: Room,
): readonly Line[] {
  const room = given === Infinity ? mostLines + kept : given;
  if (status.instances.length === 0) return [];
  const { heading, rows } = table(status, view);
  const whole = (parts: (row: Row) => readonly Line[]): Line[] => [heading, ...rows.flatMap(parts)];
  const layouts = [
    whole(({ line, rest, causes }) => [line, ...rest, ...causes]),
    whole(({ line, causes }) => [line, ...causes]),
    whole(({ line }) => [line]),
  ];
  return (
    layouts.find((lines) => lines.length + kept <= room) ??
    layouts.find((lines) => lines.length <= room) ??
    theWorst(heading, rows, status, room)
  );
}

/** Instances in trouble first, then a count of those that are left out. */
function theWorst(heading: Line, rows: readonly Row[], status: WatchedStatus, room: number): Line[] {
  const rank = ({ instance }: Row): number => (isInTrouble(instance, status) ? 0 : 1);
  const sorted = rows.toSorted((a, b) => rank(a) - rank(b));
  const shown = sorted.slice(0, Math.max(0, room - 2));
  const hidden = sorted.slice(shown.length);
  const troubled = hidden.filter((row) => rank(row) === 0).length;
  const count = `… ${hidden.length} more${troubled === 0 ? '' : `, ${troubled} of them in trouble`}`;
  return [heading, ...shown.map(({ line }) => line), [span(count, troubled === 0 ? 'dim' : 'bad')]].slice(
    -room,
  );
}

function isInTrouble({ health, heartbeat }: WatchedInstance, status: WatchedStatus): boolean {
  const tone = healthTone(health);
  return (
    tone === 'warn' ||
    tone === 'bad' ||
    heartbeat === undefined ||
    !heartbeat.ready ||
    heartbeat.stale === true ||
    sizeTone(heartbeat.size, status) === 'bad'
  );
}

/** A node whose cluster is not all instances. */
function sizeTone(size: number | undefined, { clustered, instances }: WatchedStatus): Tone {
  return clustered && size !== undefined && size !== instances.length ? 'bad' : 'plain';
}

/** In the order of importance: the first ones that fit become columns. */
function columnsOf(status: WatchedStatus, now: Date): readonly Column[] {
  const { versionLabel, instances } = status;
  const version: Column = {
    title: 'VERSION',
    cell: ({ versionLabel: own }) =>
      own === undefined ? undefined : span(own, own === versionLabel ? 'plain' : 'warn'),
  };
  return [
    { title: 'INSTANCE', cell: ({ id }) => span(id) },
    {
      title: 'HEALTH',
      cell: ({ health }) => (health === undefined ? undefined : span(health, healthTone(health))),
    },
    {
      title: 'SIZE',
      cell: ({ heartbeat: { size, stale } = {} }) =>
        size === undefined || stale === true ? undefined : span(`${size}`, sizeTone(size, status)),
    },
    {
      title: 'READY',
      cell: ({ heartbeat }) =>
        heartbeat === undefined || heartbeat.stale === true
          ? undefined
          : heartbeat.ready
            ? span('yes', 'good')
            : span('no', 'bad'),
    },
    {
      title: 'HEARTBEAT',
      cell: ({ heartbeat }) =>
        heartbeat === undefined
          ? span('none', 'warn')
          : span(`${ageText(heartbeat.at, now)} ago`, heartbeat.stale === true ? 'bad' : 'plain'),
    },
    { title: 'NODE', cell: ({ heartbeat: { node } = {} }) => (node === undefined ? undefined : span(node)) },
    ...(instances.every((one) => one.versionLabel === versionLabel) ? [] : [version]),
  ];
}

function table(status: WatchedStatus, { columns: limit, now }: View): { heading: Line; rows: Row[] } {
  const { instances } = status;
  const columns = columnsOf(status, now);
  const widths = columns.map(({ title, cell }) =>
    largest(
      instances.map((instance) => widthOf(cell(instance)?.text ?? '-')),
      title.length,
    ),
  );
  const ends = widths.map((_, index) =>
    widths.slice(0, index + 1).reduce((sum, width) => sum + gap + width, -gap),
  );
  const fitting = Math.max(1, ends.filter((end) => end <= limit).length);
  const row = (cells: readonly Span[]): Line =>
    cells.map(({ text, tone }, index) => ({
      text: index === cells.length - 1 ? text : padText(text, (widths[index] ?? 0) + gap),
      tone,
    }));
  const below = (text: string, tone: Tone, most: number): Line[] =>
    wrapText(text, limit - indent.length, most).map((line) => [span(indent), span(line, tone)]);
  return {
    heading: row(columns.slice(0, fitting).map(({ title }) => span(title, 'strong'))),
    rows: instances.map((instance) => {
      const rest = columns.slice(fitting).flatMap(({ title, cell }) => {
        const found = cell(instance);
        return found === undefined ? [] : [span(`${title.toLowerCase()} ${found.text}`, found.tone)];
      });
      return {
        instance,
        line: row(columns.slice(0, fitting).map(({ cell }) => cell(instance) ?? span('-', 'dim'))),
        rest: below(
          rest.map(({ text }) => text).join(', '),
          rest.some(({ tone }) => tone === 'bad') ? 'bad' : 'dim',
          3,
        ),
        causes: instance.causes.flatMap((cause) => below(span(cause).text, 'warn', 2)),
      };
    }),
  };
}
