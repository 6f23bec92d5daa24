/**
 * `npm run bench [-- NAME…]`: measures the built command line; bench/starts.ts is the measure `starts`. Prints one table
 * on stdout and ends with exit code 1 when a goal is missed. KC_EB_BENCH_PROGRAM names another bin/kc-eb.js to measure.
 */
import { imageBytes } from './image-bytes.ts';
import { logs } from './logs.ts';
import { noopDeploy } from './noop-deploy.ts';
import { type Measure, Rows } from './report.ts';
import { scale } from './scale.ts';
import { starts } from './starts.ts';

const measures: readonly Measure[] = [starts, noopDeploy, scale, logs, imageBytes];

const names = process.argv.slice(2);
const unknown = names.filter((name) => !measures.some((measure) => measure.name === name));
if (unknown.length > 0) {
  const known = measures.map(({ name }) => name).join(', ');
  process.stderr.write(`${unknown.join(', ')} not found. Measures: ${known}.\n`);
  process.exit(2);
}

const rows = new Rows();
for (const measure of measures) {
  if (names.length > 0 && !names.includes(measure.name)) continue;
  rows.note(`${measure.name} …`);
  await measure.run(rows);
}
process.stdout.write(rows.toString());
if (rows.missed > 0) process.exitCode = 1;
