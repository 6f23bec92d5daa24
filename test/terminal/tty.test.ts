import { stripVTControlCharacters } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import pc from 'picocolors';
import { expect, test } from 'vitest';
import { ttyReporter } from '../../src/terminal/tty.ts';
import { capturedStreams } from './captured-streams.ts';
import { exampleEvents } from './examples.ts';

const style = {
  verbose: false,
  columns: () => Infinity,
  out: pc.createColors(true),
  err: pc.createColors(true),
};

test('what is done stays as lines', async () => {
  const streams = capturedStreams(true);
  const reporter = ttyReporter(streams, style);
  exampleEvents.forEach((event) => {
    reporter.emit(event);
  });
  await reporter.close();
  const err = stripVTControlCharacters(streams.err());
  expect(err).toContain('= ECR repository id/keycloak\n');
  expect(err).toContain('✔ Keycloak image 1 min 15 s\n');
  expect(err).toContain('✖ Environment id-prod\n');
  expect(err).toContain('warning: instances.min is 1\n');
  expect(stripVTControlCharacters(streams.out())).toBe(
    `2026-11-24T10:00:00.123Z i-0a keycloak Keycloak 26.7.3 started
2026-11-24T10:00:00.123Z i-0b nginx (late) GET /
One cluster of 2.
`,
  );
});

test('steps that run side by side share the spinner, a line each, with the last line of output', async () => {
  const streams = capturedStreams(true);
  const reporter = ttyReporter(streams, style);
  reporter.emit({ type: 'step-started', step: 'image', title: 'Keycloak image' });
  reporter.emit({ type: 'step-started', step: 'version', title: 'Application version' });
  reporter.emit({ type: 'step-output', step: 'image', line: `\u001b[2K\rStep 1/2 ${'x'.repeat(100)}` });
  await sleep(700);
  await reporter.close();
  const frames = stripVTControlCharacters(streams.err());
  expect(frames).toMatch(/. Keycloak image \d\.\d s {2}Step 1\/2 x+…\n {2}Application version \d\.\d s/);
  // Nothing wraps at 60 columns.
  expect(Math.max(...frames.split(/[\n\r⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/).map((line) => line.length))).toBeLessThanOrEqual(60);
});

test('the spinner ends with the last step: nothing is drawn while a prompt asks', async () => {
  const streams = capturedStreams(true);
  const reporter = ttyReporter(streams, style);
  reporter.emit({ type: 'step-started', step: 'image', title: 'Keycloak image' });
  reporter.emit({ type: 'step-failed', step: 'image', title: 'Keycloak image', message: 'x' });
  const before = streams.err();
  await sleep(600);
  expect(streams.err()).toBe(before);
  await reporter.close();
});
