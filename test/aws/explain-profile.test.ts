import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { explainProfile } from '../../src/aws/explain-profile.ts';
import { temporaryFolder } from '../system/temporary-folder.ts';

const absent = Object.assign(new Error('Could not load credentials from any providers'), {
  name: 'CredentialsProviderError',
});

beforeEach(() => {
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, 'config'),
    '[profile work]\nregion = us-east-1\n[sso-session home]\nsso_region = x\n',
  );
  writeFileSync(join(folder, 'credentials'), '[default]\naws_access_key_id = a\n');
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'));
});
afterEach(() => {
  vi.unstubAllEnvs();
});

test.each([
  ['wrok', /not found: wrok; did you mean work\?$/],
  ['home', /not found: home/],
  ['work', /work gives no credentials/],
])('AWS_PROFILE is %s', async (profile, message) => {
  expect(await explainProfile(absent, profile)).toMatchObject({
    kind: 'credentials',
    message: expect.stringMatching(message) as unknown,
    hint: expect.stringContaining('aws ') as unknown,
  });
});

test.each([undefined, ''])('without AWS_PROFILE (%j), the error stays', async (profile) => {
  expect(await explainProfile(absent, profile)).toBe(absent);
});

test('another error stays', async () => {
  const error = new Error('x');
  expect(await explainProfile(error, 'wrok')).toBe(error);
});

test('files that do not exist', async () => {
  vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent/config');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent/credentials');
  expect(await explainProfile(absent, 'work')).toMatchObject({
    message: expect.stringContaining('not found: work') as unknown,
  });
});
