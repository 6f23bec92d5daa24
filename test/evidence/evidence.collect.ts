/**
 * npm run evidence: collects the evidence from the distributions and compares it with the committed files.
 * UPDATE=1 npm run evidence writes them. Distributions come from Maven Central and are cached in ~/.cache/kc-eb.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { collectEvidence } from './collect.ts';
import { evidencePath, evidenceReleases } from './read-evidence.ts';

test.each(evidenceReleases)('%s', async (version) => {
  const folder = await mkdtemp(join(tmpdir(), 'kc-eb-evidence-'));
  try {
    const text = await collectEvidence(version, folder);
    if (process.env['UPDATE'] === '1') await writeFile(evidencePath(version), text);
    expect(await readFile(evidencePath(version), 'utf8')).toBe(text);
  } finally {
    await rm(folder, { recursive: true });
  }
});
