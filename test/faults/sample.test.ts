/** Of what `npm run test:faults` does, so much as is done in seconds: the process dies after each call that changes something. */
import { expect, test } from 'vitest';
import { scenarios } from './scenarios.ts';
import { allTrials, record, tryAll } from './try-points.ts';

/** Each has failed once, or is where it matters most. */
const sample = [
  ...['PutRetentionPolicy #1', 'CreateLogGroup #1', 'PUT manifest'],
  ...['CreateApplicationVersion', 'CreateEnvironment', 'UpdateEnvironment'],
];

test.each(scenarios)(
  '$name: killed after a change, and run again',
  async (scenario) => {
    const recorded = await record(scenario, 1);
    // Once, for the client that it leaves in Keycloak.
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
