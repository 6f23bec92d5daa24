import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { JsonFile } from '../../../src/local-beanstalk/base/json-file.ts';
import { cleanState, openOwnLog, writeOwnFile } from '../../../src/local-beanstalk/base/own-file.ts';
import { temporaryFolder } from '../../system/temporary-folder.ts';

interface Row {
  id: string;
  tags: Record<string, string>;
}

/** A folder in place of the temporary file: each write fails, as on a full disk. */
function broken(): { file: JsonFile<{ rows: Row[] }>; path: string; fail: () => void } {
  const path = join(temporaryFolder(), 'state.json');
  const file = new JsonFile<{ rows: Row[] }>(path, { rows: [] });
  file.value.rows.push({ id: 'a', tags: { one: '1' } }, { id: 'b', tags: {} });
  file.save();
  return {
    ...{ file, path },
    fail: () => {
      mkdirSync(join(`${path}.new`, 'full'), { recursive: true });
    },
  };
}

test('a failed save undoes the change in memory, and keeps the objects that others hold', () => {
  const { file, path, fail } = broken();
  const [first, second] = file.value.rows;
  fail();
  Object.assign(first ?? {}, { tags: { two: '2' } });
  file.value.rows = [{ id: 'c', tags: {} }, ...file.value.rows.filter(({ id }) => id !== 'a')];
  expect(() => {
    file.save();
  }).toThrow();
  expect(file.value).toEqual({
    rows: [
      { id: 'a', tags: { one: '1' } },
      { id: 'b', tags: {} },
    ],
  });
  expect(file.value.rows[1]).toBe(second);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(file.value);
});

test('names of prototypes are keys as others', () => {
  const path = join(temporaryFolder(), 'state.json');
  const file = new JsonFile<Record<string, unknown>>(path, {});
  Object.defineProperty(file.value, '__proto__', {
    value: { a: 1 },
    enumerable: true,
    configurable: true,
    writable: true,
  });
  file.save();
  mkdirSync(join(`${path}.new`, 'full'), { recursive: true });
  file.value['constructor'] = 1;
  expect(() => {
    file.save();
  }).toThrow();
  expect(Object.keys(file.value)).toEqual(['__proto__']);
});

test('links in the state are not followed', () => {
  const folder = temporaryFolder();
  const foreign = join(folder, 'foreign');
  const state = join(folder, 'state');
  mkdirSync(state);
  writeFileSync(foreign, 'precious');
  symlinkSync(foreign, join(state, 'server.log'));
  expect(() => openOwnLog(join(state, 'server.log'))).toThrow(
    expect.objectContaining({ kind: 'local' }) as Error,
  );
  symlinkSync(foreign, join(state, 'server.pid'));
  writeOwnFile(join(state, 'server.pid'), '1');
  expect(() => {
    cleanState(state);
  }).toThrow(expect.objectContaining({ kind: 'local' }) as Error);
  const path = join(state, 'sub', 'state.json');
  const file = new JsonFile(path, {});
  symlinkSync(foreign, `${path}.new`);
  file.save();
  expect(readFileSync(foreign, 'utf8')).toBe('precious');
});

test('temporary files of a killed server are deleted at the next start', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'store', 's3'), { recursive: true });
  for (const name of ['store/a.json.new', 'store/s3/0d1f.new', 'settings.json.local.new', 'store/a.json']) {
    writeFileSync(join(folder, name), '{}');
  }
  cleanState(folder);
  expect(existsSync(join(folder, 'store/a.json.new'))).toBe(false);
  expect(existsSync(join(folder, 'store/s3/0d1f.new'))).toBe(false);
  expect(existsSync(join(folder, 'settings.json.local.new'))).toBe(false);
  expect(existsSync(join(folder, 'store/a.json'))).toBe(true);
});
