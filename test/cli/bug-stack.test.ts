import { afterEach, expect, test } from 'vitest';
import { Project, projectYaml } from './run-cli.ts';

/** Turns each rename of a file into a bug: an error without a code of the file system. */
const breakRenames = `
  import fs from 'node:fs/promises';
  import { syncBuiltinESMExports } from 'node:module';
  fs.rename = () => { throw new TypeError('broken for the test'); };
  syncBuiltinESMExports();`;

const project = new Project({ 'kc-eb.yaml': projectYaml() });

afterEach(() => {
  project.remove();
});

test("a bug's stack names src/…ts, though the compiled program runs", async () => {
  const preload = `--import=data:text/javascript,${encodeURIComponent(breakRenames)}`;
  const run = await project.run(['render'], { env: { NODE_OPTIONS: preload } });
  expect(run.exitCode).toBe(1);
  expect(run.stderr).toContain('TypeError: broken for the test');
  expect(run.stderr).toMatch(/at .*\/src\/system\/files\.ts:\d+:\d+/);
  expect(run.stderr).not.toContain('/dist/');
});
