import { setTimeout as sleep } from 'node:timers/promises';
import pc from 'picocolors';
import { expect, test } from 'vitest';
import { plainReporter } from '../../src/terminal/plain.ts';
import { capturedStreams } from './captured-streams.ts';
import { exampleEvents } from './examples.ts';

const colors = pc.createColors(false);

test('one line an event, answers to stdout and progress to stderr', async () => {
  const streams = capturedStreams();
  const reporter = plainReporter(streams, {
    verbose: false,
    columns: () => Infinity,
    out: colors,
    err: colors,
  });
  exampleEvents.forEach((event) => {
    reporter.emit(event);
  });
  await reporter.close();
  expect(streams.out()).toBe(
    `2026-11-24T10:00:00.123Z i-0a keycloak Keycloak 26.7.3 started
2026-11-24T10:00:00.123Z i-0b nginx (late) GET /
One cluster of 2.
`,
  );
  expect(streams.err()).toBe(
    `id / id-prod
warning: instances.min is 1
> ECR repository
> Keycloak image
✔ ECR repository: id/keycloak (nothing to do)
✔ Keycloak image (1 min 15 s)
> Environment id-prod
2026-11-24T10:00:00.123Z WARN  i-0a Health: Degraded.
✖ Environment id-prod
`,
  );
});

test('--verbose shows what subprocesses write', () => {
  const streams = capturedStreams();
  const reporter = plainReporter(streams, {
    verbose: true,
    columns: () => Infinity,
    out: colors,
    err: colors,
  });
  reporter.emit({ type: 'step-output', step: 'image', line: 'Step 1/2 : FROM scratch' });
  expect(streams.err()).toBe('  image: Step 1/2 : FROM scratch\n');
});

test('an empty result prints no empty line', () => {
  const streams = capturedStreams();
  const reporter = plainReporter(streams, {
    verbose: false,
    columns: () => Infinity,
    out: colors,
    err: colors,
  });
  reporter.emit({ type: 'result', data: [], text: '' });
  expect(streams.out()).toBe('');
});

test('a long step reports that it still runs, until it is done', async () => {
  const streams = capturedStreams();
  const reporter = plainReporter(
    streams,
    { verbose: false, columns: () => Infinity, out: colors, err: colors },
    20,
  );
  reporter.emit({ type: 'step-started', step: 'image', title: 'Keycloak image' });
  await sleep(70);
  expect(streams.err()).toMatch(/^> Keycloak image\n( {2}… Keycloak image: 0\.\d s so far\n)+$/);
  reporter.emit({
    type: 'step-done',
    step: 'image',
    title: 'Keycloak image',
    outcome: 'done',
    seconds: 1,
  });
  const before = streams.err();
  await sleep(70);
  expect(streams.err()).toBe(before);
  await reporter.close();
});
