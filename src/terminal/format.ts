/** Texts and colours that reporters share. */
import type pc from 'picocolors';
import type { Event, LogLine } from '../base/events.ts';
import { shortenIds } from '../base/few.ts';
import { printable, printableLine } from '../base/printable.ts';
import type { Output } from './streams.ts';

export type Colors = ReturnType<typeof pc.createColors>;

export interface Style {
  /** True: print the output of subprocesses. */
  verbose: boolean;
  /** The columns of a line; Infinity: no limit. */
  columns: (output: Output) => number;
  /** Colours of stdout. */
  out: Colors;
  /** Colours of stderr. */
  err: Colors;
}

/** "0.4 s", "42 s", "3 min 5 s". */
export function durationText(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

const instanceColors = ['cyan', 'magenta', 'green', 'yellow', 'blue'] as const;

/** Formats lines of `kc-eb logs`. Each instance keeps its colour while the command runs. */
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

/** Formats an event of the environment for deploy and `kc-eb events`. */
export function environmentEventText(
  event: Extract<Event, { type: 'environment-event' }>,
  colors: Colors,
): string {
  const { at, severity, message, instance } = event;
  const color = severity === 'ERROR' || severity === 'FATAL' ? colors.red : severityColor(severity, colors);
  const where = instance === undefined ? '' : ` ${instance}`;
  return `${colors.dim(at.toISOString())} ${color(severity.padEnd(5))}${where} ${printableLine(shortenIds(message.trimEnd()))}`;
}

function severityColor(severity: string, colors: Colors): (text: string) => string {
  return severity === 'WARN' ? colors.yellow : (text) => text;
}

export function messageText(event: Extract<Event, { type: 'message' }>, colors: Colors): string {
  const text = printable(event.text);
  return event.level === 'warn' ? `${colors.yellow('warning:')} ${text}` : text;
}

/** Formats a line of a subprocess, which may use colours, move the cursor and overwrite its line. */
export function outputText(line: string): string {
  return printableLine(line.replace(/[\t\r]+/g, ' ')).trimEnd();
}
