import { expect, test } from 'vitest';
import { requireBundleSize } from '../../src/base/archive.ts';

const megabyte = 1024 * 1024;

test('a bundle over 500 MB is rejected, and the largest files named', () => {
  requireBundleSize(new Map([['overrides/a', 500 * megabyte]]));
  expect(() => {
    requireBundleSize(
      new Map([
        ['tiny', 1],
        ['nginx/default.conf', 2100],
        ['video.mp4', 400 * megabyte],
        ['dump.sql', 100 * megabyte],
      ]),
    );
  }).toThrow(
    expect.objectContaining({
      kind: 'usage',
      message: expect.stringMatching(
        /501 MB;.* 500 MB.*: video\.mp4 \(400 MB\), dump\.sql \(100 MB\), nginx\/default\.conf \(3 kB\)\.$/,
      ) as unknown,
    }),
  );
});
