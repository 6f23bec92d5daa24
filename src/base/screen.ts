/** Screens that a command redraws: data, from which a reporter writes the lines that fit. */

/** The meaning of a text; a reporter with colours has one for each. */
export type Tone = 'plain' | 'strong' | 'dim' | 'good' | 'warn' | 'bad';

/** A text of one line without control characters. */
export interface Span {
  text: string;
  tone: Tone;
}

export type Line = readonly Span[];

/** Adds the flags of the run to the commands of a text. A text that is fitted to columns needs them before. */
export type Complete = (text: string) => string;

/** The place for a screen. */
export interface View {
  /** Infinity: lines of any length. */
  columns: number;
  /** Infinity: as many lines as needed. */
  rows: number;
  /** The time that ages are counted to. */
  now: Date;
  /** Default: the text unchanged. */
  complete?: Complete;
}

/** Returns at most `rows` lines of at most `columns` columns. */
export type Draw = (view: View) => readonly Line[];
