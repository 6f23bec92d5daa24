/** Words and colours that reporters share. */
import type pc from 'picocolors';
import type { Event, LogLine } from '../base/events.ts';
import { printable, printableLine } from './printable.ts';

export type Colors = ReturnType<typeof pc.createColors>;

export interface Style {
  /** Subprocess output is shown. */
  verbose: boolean;
  /** For stdout. */
  out: Colors;
  /** For stderr. */
  err: Colors;
}

/** "0.4 s", "42 s", "3 min 5 s". */
export function durationText(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

const instanceColors = ['cyan', 'magenta', 'green', 'yellow', 'blue'] as const;

/** One line of `kc-eb logs`; each instance keeps its colour while the command runs. */
export function logLineFormatter(colors: Colors): (line: LogLine) => string {
  const colorOf = new Map<string, (text: string) => string>();
  return ({ at, instance, service, message, late }) => {
    let color = colorOf.get(instance);
    if (color === undefined) {
      color = colors[instanceColors[colorOf.size % instanceColors.length] ?? 'cyan'];
      colorOf.set(instance, color);
    }
    const head = `${colors.dim(at.toISOString())} ${color(printableLine(instance))} ${printableLine(service)}`;
    return `${head}${late ? colors.yellow(' (late)') : ''} ${printableLine(message.trimEnd())}`;
  };
}

/** One event of the environment, as deploy shows it and `kc-eb events` lists it. */
export function environmentEventText(
  event: Extract<Event, { type: 'environment-event' }>,
  colors: Colors,
): string {
  const { at, severity, message, instance } = event;
  const color = severity === 'ERROR' || severity === 'FATAL' ? colors.red : severityColor(severity, colors);
  const where = instance === undefined ? '' : ` ${instance}`;
  return `${colors.dim(at.toISOString())} ${color(severity.padEnd(5))}${where} ${printableLine(message.trimEnd())}`;
}

function severityColor(severity: string, colors: Colors): (text: string) => string {
  return severity === 'WARN' ? colors.yellow : (text) => text;
}

export function messageText(event: Extract<Event, { type: 'message' }>, colors: Colors): string {
  const text = printable(event.text);
  return event.level === 'warn' ? `${colors.yellow('warning:')} ${text}` : text;
}

/** A subprocess's line: they use colours, move the cursor and write over their own lines. */
export function outputText(line: string): string {
  return printableLine(line.replace(/[\t\r]+/g, ' ')).trimEnd();
}
