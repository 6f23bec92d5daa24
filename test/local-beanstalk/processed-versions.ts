import { setTimeout as sleep } from 'node:timers/promises';

interface Versions {
  ApplicationVersions?: readonly { Status?: string | undefined }[] | undefined;
}

/** Resolves when all versions are processed: calls are answered before that. */
export async function processedVersions<T extends Versions>(describe: () => Promise<T>): Promise<T> {
  for (;;) {
    const found = await describe();
    // AWS answers in capitals, unlike its model.
    const isBusy = found.ApplicationVersions?.some(({ Status }) => Status?.toUpperCase() === 'PROCESSING');
    if (isBusy !== true) return found;
    await sleep(5);
  }
}
