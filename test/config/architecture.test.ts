import { expect, test } from 'vitest';
import { architectureOf, imagePlatform } from '../../src/config/architecture.ts';
import { exampleConfig } from '../fakes/example-config.ts';

/** https://github.com/aws/aws-graviton-getting-started lists the families with Graviton processors. */
const graviton =
  'a1 t4g m6g m6gd c6g c6gd c6gn r6g r6gd x2gd i4g im4gn is4gen g5g hpc7g c7g c7gd c7gn m7g m7gd r7g r7gd ' +
  'c8g c8gd c8gn m8g m8gd r8g r8gd r8gb x8g i8g i8ge';
const others =
  't1 t2 t3 t3a m1 m4 m5 m5a m5dn m6a m6i m6id m7i m7i-flex c5 c5n c7a r5 r5b r7iz x1e x2iedn x2iezn i3 i3en i4i i7ie ' +
  'd2 d3en g3 g3s g4dn g4ad g5 g6 g6e gr6 p3dn p4d p5en inf1 inf2 trn1n f1 f2 vt1 dl1 z1d h1 hpc6a hpc6id hpc7a u-6tb1 u7i-12tb';

test.each(graviton.split(' '))('%s has a Graviton processor', (family) => {
  expect(architectureOf(`${family}.large`)).toBe('arm64');
});

test.each(others.split(' '))('%s has an x86 processor', (family) => {
  expect(architectureOf(`${family}.large`)).toBe('x86_64');
});

test.each([
  [['t3.medium'], undefined, 'linux/amd64'],
  [['t4g.medium', 'm7g.medium'], undefined, 'linux/arm64'],
  [['t3.medium'], 'c7g.large, c6g.large', 'linux/arm64'],
])('types %j with the option %s run %s', (types, InstanceTypes, platform) => {
  const { instances } = exampleConfig();
  const options: Record<string, Record<string, string>> = InstanceTypes === undefined
    ? {}
    : { 'aws:ec2:instances': { InstanceTypes } };
  expect(imagePlatform({ instances: { ...instances, types }, options })).toBe(platform);
});
