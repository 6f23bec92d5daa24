/** A part of `npm run test:faults` that takes seconds: the process dies after a call that changes something. */
import { expect, test } from 'vitest';
import { recreating, scenarios } from './scenarios.ts';
import { allTrials, record, tryAll } from './try-points.ts';

/** Calls that have failed once, or that matter most. */
const sample = [
  ...['PutRetentionPolicy #1', 'CreateLogGroup #1', 'PUT manifest'],
  ...['CreateApplicationVersion', 'CreateEnvironment', 'UpdateEnvironment'],
];

/** Leaves out each switch alone: a machine may be slow. */
const quick = scenarios
  .filter(({ strict = [], command }) => strict.length === 0 || command === recreating.command)
  .slice(0, 5);

test.each(quick)(
  '$name: killed after a change, and run again',
  async (scenario) => {
    const recorded = await record(scenario, 1);
    // In one scenario, for the client that stays in Keycloak.
    const chosen = scenario === scenarios[0] ? [...sample, 'keycloak POST clients #1'] : sample;
    const trials = allTrials(recorded).filter(
      ({ point, fault }) => fault === 'killed after' && chosen.some((part) => point.includes(part)),
    );
    expect(trials.length).toBeGreaterThan(0);
    const results = await tryAll(recorded, trials, 4);
    await recorded.origin.remove();
    expect(results.filter(({ problem, reached }) => problem !== undefined || !reached)).toEqual([]);
  },
  60_000,
);
