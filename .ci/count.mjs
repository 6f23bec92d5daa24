/**
 * node count.mjs FOLDER [FAILED_PART ...]: the closing line of .ci/run, from vitest's JSON results in FOLDER. A part
 * that failed with no failed test to show for it counts as one. Exit code 1 when anything failed.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder = '', ...failedParts] = process.argv.slice(2);
const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
const results = names.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
// A file that could not be loaded has no tests of its own to fail.
const files = results.flatMap(({ testResults }) => testResults);
const broken = files.filter(
  ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
);
const tests = files.flatMap(({ assertionResults }) => assertionResults);
const passed = tests.filter(({ status }) => status === 'passed').length;
const failed = tests.filter(({ status }) => status === 'failed').length + broken.length;
const silent =
  failed === 0
    ? failedParts.length
    : failedParts.filter((part) => !['tests', 'cli', 'foreign', 'cluster'].includes(part)).length;
console.log(`${passed} passed, ${failed + silent} failed`);
process.exitCode = failed + silent === 0 ? 0 : 1;
