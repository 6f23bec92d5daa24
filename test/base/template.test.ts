import { expect, test } from 'vitest';
import { fillTemplate, pickTemplate } from '../../src/base/template.ts';

test('fills slots, also more than once', () => {
  expect(fillTemplate('{{a}}-{{b}}-{{a}}', { a: '1', b: '2' })).toBe('1-2-1');
});

test('inserts values unchanged', () => {
  expect(fillTemplate('x {{a}}', { a: '$& {{b}} $1' })).toBe('x $& {{b}} $1');
});

test('a line of nothing but an empty slot goes away', () => {
  expect(fillTemplate('a\n  {{b}}\nc {{b}}\n', { b: '' })).toBe('a\nc \n');
});

test('a slot without a value and a value without a slot are bugs', () => {
  expect(() => fillTemplate('{{a}}', {})).toThrow('slot a');
  expect(() => fillTemplate('{{a}}', { a: '', b: '' })).toThrow('no slot b');
  expect(() => pickTemplate(new Map(), 'x')).toThrow('template not found: x');
});
