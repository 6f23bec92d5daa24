import { expect, test } from 'vitest';
import { checkBucketName, checkKey } from '../../../src/local-beanstalk/s3/names.ts';

const refused = (code: string): unknown => expect.objectContaining({ code });

test.each(['abc', 'my-bucket.v1', '1a2', 'a'.repeat(63)])('%s is a bucket name', (name) => {
  expect(() => {
    checkBucketName(name);
  }).not.toThrow();
});

test.each([
  ...[
    'ab',
    'a'.repeat(64),
    'Abc',
    'a_b',
    'a..b',
    '-abc',
    'abc-',
    '.abc',
    'abc.',
    '10.0.0.1',
    '..',
    '__proto__',
  ],
  ...['xn--abc', 'sthree-abc', 'amzn-s3-demo-a', 'abc-s3alias', 'abc--ol-s3', 'abc.mrap', 'abc--x-s3', 'a b'],
])('%s is not a bucket name', (name) => {
  expect(() => {
    checkBucketName(name);
  }).toThrow(refused('InvalidBucketName'));
});

test.each(['a', '../a', 'a/../b', './/', '__proto__', 'ü'.repeat(512)])('%s is a key', (key) => {
  expect(() => {
    checkKey(key);
  }).not.toThrow();
});

test('a long key and one with NUL are rejected', () => {
  expect(() => {
    checkKey('ü'.repeat(513));
  }).toThrow(refused('KeyTooLongError'));
  expect(() => {
    checkKey('a\0b');
  }).toThrow(refused('InvalidArgument'));
});
