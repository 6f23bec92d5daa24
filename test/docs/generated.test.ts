import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';
import { configurationPage } from './configuration-page.ts';
import { databasesPage } from './databases-page.ts';
import { keycloakVersionsPage } from './keycloak-versions-page.ts';

const pages = {
  'docs/configuration.md': configurationPage,
  'docs/databases.md': databasesPage,
  'docs/keycloak-versions.md': keycloakVersionsPage,
};

/** UPDATE=1 npx vitest run --project fast test/docs writes the pages. */
test.each(Object.entries(pages))('%s matches its table', async (page, make) => {
  const text = await format(make(), { ...(await resolveConfig(page)), filepath: page });
  if (process.env['UPDATE'] === '1') writeFileSync(page, text);
  expect(readFileSync(page, 'utf8')).toBe(text);
});
