/** Files of overrides/nginx, as the real nginx includes them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { healthPath } from '../../src/config/derived-values.ts';
import { nginxConf } from './nginx-conf.ts';
import { nginxIsHere, type RealNginx, startNginx } from './real-nginx.ts';

const additions = {
  'http.d/flag.conf': 'map $http_x_flag $flag { default no; yes yes; }',
  'conf.d/headers.conf': 'add_header X-Flag $flag always;',
  'conf.d/locations.conf': `location = /own { return 204; }
    location ~ metrics { proxy_pass http://keycloak; }`,
};

describe.runIf(nginxIsHere)('nginx with additions', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kc-eb-additions-'));
  let nginx: RealNginx;

  beforeAll(async () => {
    for (const [path, text] of Object.entries(additions)) {
      mkdirSync(join(folder, path, '..'), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    nginx = await startNginx(await nginxConf(), { '/etc/nginx/kc-eb': folder });
  });

  afterAll(async () => {
    await nginx.stop();
    rmSync(folder, { recursive: true });
  });

  test.each([
    ['/realms/master', 200],
    ['/own', 204],
    [healthPath, 200],
  ])('%s has a header of http.d and conf.d', async (path, status) => {
    const { statusCode, headers } = await nginx.send(path, { 'x-flag': 'yes' });
    expect([statusCode, headers['x-flag']]).toEqual([status, 'yes']);
  });

  test('no location of conf.d opens the operators’ paths', async () => {
    expect((await nginx.send('/metrics', {})).statusCode).toBe(404);
  });
});
