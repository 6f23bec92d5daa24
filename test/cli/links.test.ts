/** Links that a checkout brings into the folder of Local Beanstalk's state, with the built command line. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectFailure, Project, projectYaml } from './run-cli.ts';

describe('links in the state of Local Beanstalk', () => {
  const folders = ['.kc-eb', '.kc-eb/local', '.kc-eb/local/secrets', '.kc-eb/local/store'];
  const files = [
    'settings.json',
    'access-key',
    'server.log',
    'server.pid',
    'secrets/admin-password',
    'store/beanstalk.json',
  ];
  test.each([...folders, ...files.map((file) => `.kc-eb/local/${file}`)])(
    'local start, stop and reset write and delete nothing where %s leads',
    async (link) => {
      const project = new Project({ 'kc-eb.yaml': projectYaml() });
      const outside = mkdtempSync(join(tmpdir(), 'kc-eb-outside-'));
      try {
        for (const name of ['local/precious', 'precious', 'server.pid']) {
          mkdirSync(dirname(join(outside, name)), { recursive: true });
          writeFileSync(join(outside, name), '{}');
        }
        const before = readdirSync(outside, { recursive: true }).toSorted();
        mkdirSync(dirname(join(project.folder, link)), { recursive: true });
        symlinkSync(folders.includes(link) ? outside : join(outside, 'precious'), join(project.folder, link));
        const start = await project.run(['local', 'start', '--reporting-only']);
        expectFailure(
          start,
          link === '.kc-eb' ? 2 : 10,
          link.endsWith('settings.json') ? 'Invalid state' : /link/i,
          link,
        );
        await project.run(['local', 'stop']);
        await project.run(['local', 'reset', '--yes']);
        expect(readdirSync(outside, { recursive: true }).toSorted()).toEqual(before);
        for (const name of ['local/precious', 'precious', 'server.pid']) {
          expect(readFileSync(join(outside, name), 'utf8')).toBe('{}');
        }
      } finally {
        project.remove();
        rmSync(outside, { recursive: true });
      }
    },
  );
});
