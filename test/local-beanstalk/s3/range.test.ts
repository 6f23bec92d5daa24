import { expect, test } from 'vitest';
import { readRange } from '../../../src/local-beanstalk/s3/range.ts';

test.each([
  ['bytes=0-0', { start: 0, end: 0 }],
  ['bytes=3-', { start: 3, end: 9 }],
  ['bytes=3-99', { start: 3, end: 9 }],
  ['bytes=-4', { start: 6, end: 9 }],
  ['bytes=-99', { start: 0, end: 9 }],
])('%s of ten bytes', (header, range) => {
  expect(readRange(header, 10)).toEqual(range);
});

test.each([undefined, 'bytes=2-1', 'bytes=-', 'bytes=a-b', 'bytes=0-1,3-4', 'items=0-1', 'bytes=1', ''])(
  '%s is ignored',
  (header) => {
    expect(readRange(header, 10)).toBeUndefined();
  },
);

test.each([
  ['bytes=10-', 10],
  ['bytes=10-20', 10],
  ['bytes=-0', 10],
  ['bytes=0-', 0],
  ['bytes=-1', 0],
])('%s of %i bytes is not satisfiable', (header, size) => {
  expect(() => readRange(header, size)).toThrow(
    expect.objectContaining({ code: 'InvalidRange', status: 416 }),
  );
});
