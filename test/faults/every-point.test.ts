/** `npm run test:faults`: every fault at every call. Minutes. */
import { expect, test } from 'vitest';
import { gapsOf, unreachedOf } from './coverage.ts';
import { scenarios } from './scenarios.ts';
import { allTrials, record, tryAll } from './try-points.ts';

/** A trial mostly waits: for answers that never arrive, and between the SDK's attempts. */
const workers = 12;

/** Selects a part: words of a scenario's name, of a call and its fault. */
const wanted = process.env.KC_EB_SCENARIO ?? '';
const only = process.env.KC_EB_FAULT;

const chosen = scenarios.filter(({ name }) => name.includes(wanted));

test.runIf(chosen.length === 0)('KC_EB_SCENARIO', () => {
  throw new Error(`no scenario has "${wanted}" in its name`);
});

test.each(chosen)('$name', async (scenario) => {
  const started = performance.now();
  const recorded = await record(scenario);
  const trials = allTrials(recorded).filter(({ point, fault }) => `${point} ${fault}`.includes(only ?? ''));
  const results = await tryAll(recorded, trials, workers);
  await recorded.origin.remove();
  const tried = results.filter(({ reached }) => reached);
  const failed = results.filter(({ problem }) => problem !== undefined);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  const converged = tried.filter(({ problem }) => problem === undefined).length;
  process.stdout.write(
    `${scenario.name}: ${recorded.points.length} calls; ${tried.length} of ${results.length} faults tried, ${converged} converged, in ${seconds} s\n`,
  );
  for (const { point, fault, problem } of failed) {
    process.stdout.write(`  ${point}, ${fault}: ${problem ?? ''}\n`);
  }
  for (const { point, fault } of results.filter(({ reached }) => !reached)) {
    process.stdout.write(`  not reached: ${point}, ${fault}\n`);
  }
  expect(failed.map(({ point, fault }) => `${point}, ${fault}`)).toEqual([]);
  expect(
    only === undefined && scenario.only === undefined ? gapsOf(results, scenario) : unreachedOf(results),
  ).toEqual([]);
});
