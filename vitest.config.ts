import { defineConfig } from 'vitest/config';

/**
 * `fast` needs no build and no container engine; `cli` runs the built command line; `browser`
 * needs chromium; `foreign` needs Python and PyPI. The rest take minutes: `faults` disturbs
 * deployments at every call; `cluster` runs real Keycloaks; `instance-faults` breaks their instances; `versions` builds and
 * starts one Keycloak of each minor; `evidence` collects the facts of the version table from the distributions.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: [
            'test/real-cluster/**',
            'test/browser/**',
            'test/cli/**',
            'test/foreign/**',
            'test/faults/every-point.test.ts',
            'test/faults/killed-process.test.ts',
          ],
          // Files share a process: no module of src keeps state, and each SDK client is loaded once.
          isolate: false,
          unstubEnvs: true,
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'cli',
          include: ['test/cli/**/*.test.ts'],
          // Each run is a process, and other files run at the same time.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'foreign',
          include: ['test/foreign/**/*.test.ts'],
          testTimeout: 60_000,
          // The first run installs Python packages.
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'faults',
          include: ['test/faults/every-point.test.ts', 'test/faults/killed-process.test.ts'],
          // Side by side: the one is busy on one core, the other mostly waits for processes.
          maxWorkers: 2,
          testTimeout: 1_800_000,
        },
      },
      {
        test: {
          name: 'cluster',
          include: ['test/real-cluster/**/*.test.ts'],
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
      {
        test: {
          name: 'evidence',
          include: ['test/evidence/*.collect.ts'],
          testTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'eb-cli',
          include: ['test/eb-cli/*.proof.ts'],
          testTimeout: 900_000,
        },
      },
      {
        test: {
          name: 'versions',
          include: ['test/versions/*.proof.ts'],
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
