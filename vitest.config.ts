import { defineConfig } from 'vitest/config';

/**
 * `fast` needs no container engine; `faults` disturbs deployments at every call, and `cluster` runs real Keycloaks: both
 * take minutes.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: [
            'test/cluster/**',
            'test/faults/every-point.test.ts',
            'test/faults/killed-process.test.ts',
          ],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'faults',
          include: ['test/faults/every-point.test.ts', 'test/faults/killed-process.test.ts'],
          fileParallelism: false,
          testTimeout: 1_800_000,
        },
      },
      {
        test: {
          name: 'cluster',
          include: ['test/cluster/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 900_000,
          hookTimeout: 900_000,
        },
      },
      {
        test: {
          name: 'instance-faults',
          include: ['test/instance-faults/*.proof.ts'],
          testTimeout: 1_200_000,
          hookTimeout: 900_000,
        },
      },
    ],
  },
});
