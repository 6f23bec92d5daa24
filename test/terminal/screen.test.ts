import { PassThrough } from 'node:stream';
import pc from 'picocolors';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Draw, Line } from '../../src/base/screen.ts';
import { makeReporter } from '../../src/terminal/choose.ts';
import { FullScreen } from '../../src/terminal/screen.ts';
import { type Captured, capturedStreams } from './captured-streams.ts';

const plain = (text: string): Line => [{ text, tone: 'plain' }];
const lines =
  (...texts: string[]): Draw =>
  () =>
    texts.map(plain);
const screenEvent = (draw: Draw, changed = true) =>
  ({ type: 'screen', data: { any: 'data' }, changed, draw }) as const;

const [enter, leave] = ['\u001b[?1049h\u001b[?25l', '\u001b[?25h\u001b[?1049l'];

/** A keyboard that records its mode. */
class Keyboard extends PassThrough {
  readonly isTTY = true;
  raw = false;

  setRawMode(raw: boolean): void {
    this.raw = raw;
  }
}

describe('on a terminal', () => {
  let streams: Captured;
  let stdout: Captured['stdout'] & { columns?: number; rows?: number };
  let keyboard: Keyboard;
  let interrupts: number;
  let screen: FullScreen;
  beforeEach(() => {
    streams = capturedStreams(true);
    stdout = Object.assign(streams.stdout, { columns: 20, rows: 4 });
    keyboard = new Keyboard();
    interrupts = 0;
    screen = new FullScreen({ ...streams, stdin: keyboard }, pc.createColors(false), () => interrupts++);
  });
  afterEach(() => {
    screen.close();
    vi.useRealTimers();
  });

  /** The output while `act` runs. */
  function written(act: () => void): string {
    const before = streams.out().length;
    act();
    return streams.out().slice(before);
  }

  test('a screen takes the terminal, and close gives it back', () => {
    const first = written(() => {
      screen.show({ draw: lines('one', 'two') });
    });
    expect(first.startsWith(enter)).toBe(true);
    expect(first).toContain('one');
    expect(keyboard.raw).toBe(true);
    const last = written(() => {
      screen.close();
      screen.close();
    });
    expect(last).toBe(leave);
    expect(keyboard.raw).toBe(false);
    expect([keyboard.listenerCount('keypress'), stdout.listenerCount('resize')]).toEqual([0, 0]);
  });

  test('only changed lines are written, in one synchronized output', () => {
    screen.show({ draw: lines('one', 'two', 'three') });
    const second = written(() => {
      screen.show({ draw: lines('one', 'TWO') });
    });
    expect(second).toBe('\u001b[?2026h\u001b[2;1HTWO\u001b[K\u001b[3;1H\u001b[K\u001b[?2026l');
    const third = written(() => {
      screen.show({ draw: lines('one', 'TWO') });
    });
    expect(third).toBe('');
  });

  test('a line as wide as the terminal keeps its last character', () => {
    const full = 'x'.repeat(20);
    const text = written(() => {
      screen.show({ draw: lines(full) });
    });
    expect(text).toContain(`${full}\u001b[2;1H`);
  });

  test('ages advance between two screens', () => {
    vi.useFakeTimers({ now: 0 });
    screen.show({ draw: ({ now }) => [plain(`${now.getTime() / 1000} s`)] });
    const later = written(() => {
      vi.advanceTimersByTime(2_000);
    });
    expect(later).toMatch(/1 s.*2 s/);
  });

  test('a resize draws all lines for the new size', () => {
    screen.show({ draw: ({ columns, rows }) => [plain(`${columns} x ${rows}`), plain('same')] });
    const text = written(() => {
      Object.assign(stdout, { columns: 30, rows: 5 }).emit('resize');
    });
    expect(text).toContain('30 x 5');
    expect(text).toContain('same');
  });

  test('a row is for the help where rows are enough', () => {
    Object.assign(stdout, { rows: 10 });
    const text = written(() => {
      screen.show({ draw: ({ rows }) => [plain(`${rows} rows`)] });
    });
    expect(text).toMatch(/9 rows.*\[10;1H\S+ q /);
  });

  test.each([
    ['a keyboard', true, 'Press q to end.'],
    ['a file as standard input', false, 'Press Ctrl-C to end.'],
  ])('%s: the help names a key that works', (_title, isTTY, help) => {
    Object.assign(stdout, { rows: 10, columns: 40 });
    const stdin = Object.assign(new Keyboard(), { isTTY });
    const other = new FullScreen({ ...streams, stdin }, pc.createColors(false), () => undefined);
    other.show({ draw: lines('one') });
    other.close();
    expect(streams.out()).toContain(help);
  });

  test('the screen returns whole after the program was stopped', () => {
    screen.show({ draw: lines('one') });
    const text = written(() => {
      for (const listener of process.listeners('SIGCONT')) listener('SIGCONT');
    });
    expect(text).toContain('one');
  });

  test.each(['q', '\u0003'])('the key %j gives the terminal back, then interrupts', (key) => {
    screen.show({ draw: lines('one') });
    keyboard.emit('data', 'xyz\r\u001b[A');
    expect(interrupts).toBe(0);
    const text = written(() => {
      keyboard.emit('data', key);
    });
    expect(text).toBe(leave);
    expect(interrupts).toBe(1);
    // A read that was on its way.
    const late = written(() => {
      screen.show({ draw: lines('late') });
    });
    expect(late).toBe('');
  });

  test.each(['end', 'error'])('a keyboard that is gone (%s) ends it', (event) => {
    screen.show({ draw: lines('one') });
    keyboard.emit(event, new Error('EIO'));
    expect(interrupts).toBe(1);
  });

  test('a bug leaves the terminal before its stack is printed', () => {
    screen.show({ draw: lines('one') });
    const text = written(() => {
      const listeners = process.listeners('uncaughtExceptionMonitor');
      for (const listener of listeners) listener(new Error('bug'), 'uncaughtException');
    });
    expect(text).toBe(leave);
  });

  test('lines between two screens are written where lines are', async () => {
    const reporter = makeReporter({}, { ...streams, stdin: keyboard }, {});
    reporter.emit(screenEvent(lines('one')));
    const text = written(() => {
      reporter.emit({ type: 'message', level: 'warn', text: 'slow' });
    });
    expect(text).toBe(leave);
    expect(streams.err()).toContain(' slow\n');
    const next = written(() => {
      reporter.emit(screenEvent(lines('two')));
    });
    expect(next.startsWith(enter)).toBe(true);
    await reporter.close();
    expect(streams.out().endsWith(leave)).toBe(true);
  });
});

describe('elsewhere', () => {
  test.each([
    ['a pipe', false, {}],
    ['a dumb terminal', true, { TERM: 'dumb' }],
    ['CI', true, { CI: 'true', NO_COLOR: '1' }],
  ])('%s gets a block for each change, without sequences', async (_title, terminal, environment) => {
    const streams = capturedStreams(terminal);
    const reporter = makeReporter({}, streams, environment);
    reporter.emit(screenEvent(lines('one', 'two')));
    reporter.emit(screenEvent(lines('one'), false));
    reporter.emit(screenEvent(lines('three')));
    await reporter.close();
    expect(streams.out()).toMatch(/^20\S+Z\none\ntwo\n\n20\S+Z\nthree\n\n$/);
    expect(streams.err().replaceAll('\u001b[?25h', '')).toBe('');
  });

  test('a terminal without a size gets whole lines', () => {
    const streams = capturedStreams(true);
    Object.assign(streams.stdout, { columns: 0, rows: 0 });
    const reporter = makeReporter({}, streams, { TERM: 'dumb' });
    reporter.emit(screenEvent(({ columns }) => [plain(`${columns} columns`)]));
    expect(streams.out()).toContain('\nInfinity columns\n');
  });

  test('--json prints one document a change', () => {
    const streams = capturedStreams(true);
    const reporter = makeReporter({ json: true }, streams, {});
    for (const changed of [true, false, true]) reporter.emit(screenEvent(lines('one'), changed));
    expect(streams.out()).toBe('{"any":"data"}\n{"any":"data"}\n');
  });

  test('NO_COLOR: full-screen without colours', () => {
    const bad: Draw = () => [[{ text: 'bad', tone: 'bad' }]];
    for (const [environment, colored] of [
      [{}, true],
      [{ NO_COLOR: '1' }, false],
    ] as const) {
      const streams = capturedStreams(true);
      const reporter = makeReporter({}, streams, environment);
      reporter.emit(screenEvent(bad));
      void reporter.close();
      expect(streams.out().startsWith(enter)).toBe(true);
      expect(streams.out().includes('\u001b[31mbad')).toBe(colored);
    }
  });
});
