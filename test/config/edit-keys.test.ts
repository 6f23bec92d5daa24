import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Edit, withKeys } from '../../src/config/edit-keys.ts';

const edit = (text: string, ...edits: [string, Edit['value']][]): string =>
  withKeys(
    text,
    'kc-eb.yaml',
    edits.map(([path, value]) => ({ path: path.split('.'), value })),
  );

describe('keys of kc-eb.yaml', () => {
  it.each<[string, string, [string, Edit['value']], string]>([
    ['a value', 'a:\n  b: 1 # one\n  c: 2\n', ['a.b', 'x'], 'a:\n  b: x # one\n  c: 2\n'],
    ['a quoted value', "a:\n  b: 'old'\n", ['a.b', 'x: y'], 'a:\n  b: "x: y"\n'],
    ['a list', 'a:\n  b: [x]\n', ['a.b', ['x', 'y']], 'a:\n  b: [x, y]\n'],
    ['a new key', 'a:\n  b: 1\n\n# end\nd: 1\n', ['a.c', 'x'], 'a:\n  b: 1\n  c: x\n\n# end\nd: 1\n'],
    [
      'a key after a nested one',
      'a:\n  b:\n    c: 1\nd: 1\n',
      ['a.e', 'x'],
      'a:\n  b:\n    c: 1\n  e: x\nd: 1\n',
    ],
    ['a new mapping', 'a: 1\n# b:\n#   c: 1\n', ['b.c', 'x'], 'a: 1\n# b:\n#   c: 1\n\nb:\n  c: x\n'],
    ['a file without its last newline', 'a: 1', ['b', 'x'], 'a: 1\n\nb: x\n'],
    ['a deep mapping', 'a:\n  b: 1\n', ['a.c.d', 'x'], 'a:\n  b: 1\n  c:\n    d: x\n'],
    ['a flow mapping', 'a: { b: 1 }\n', ['a.b', 'x'], 'a: { b: x }\n'],
  ])('%s', (_, text, change, expected) => {
    expect(edit(text, change)).toBe(expected);
  });

  it('are set together, in one mapping that is new', () => {
    expect(parse(edit('a: 1\n', ['b.c', 'x'], ['b.d', ['y']]))).toEqual({ a: 1, b: { c: 'x', d: ['y'] } });
  });

  it.each(['constructor', 'toString'])('may have the name %s', (name) => {
    expect(edit('a: 1\n', [`${name}.x`, 'y'])).toContain(`${name}:\n  x: y\n`);
  });

  it.each([
    ['an anchor', 'a: &x\n  b: 1\nc: *x\n', 'a.b'],
    ['an empty flow mapping', 'a: {}\n', 'a.b'],
    ['a key of a flow mapping', 'a: { b: 1 }\n', 'a.c'],
  ])('that %s makes impossible are listed, and nothing is written', (_, text, path) => {
    expect(() => edit(text, [path, 'value'])).toThrow(
      expect.objectContaining({
        kind: 'usage',
        hint: expect.stringContaining(`${path}: value`) as string,
      }) as Error,
    );
  });
});
