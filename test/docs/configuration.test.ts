import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';
import { configurationPage } from './configuration-page.ts';

const page = 'docs/configuration.md';

/** UPDATE=1 npx vitest run test/docs writes it. */
test('docs/configuration.md has every key of the schema, as it is', async () => {
  const text = await format(configurationPage(), { ...(await resolveConfig(page)), filepath: page });
  if (process.env['UPDATE'] === '1') writeFileSync(page, text);
  expect(readFileSync(page, 'utf8')).toBe(text);
});
