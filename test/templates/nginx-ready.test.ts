import { expect, test } from 'vitest';
import { healthPath } from '../../src/render/option-settings.ts';
import { nginxConf } from './nginx-conf.ts';

/** Of nginx's locations, as they are written. */
function locationOf(conf: string, name: string): string {
  return conf.split('    location ').find((text) => text.startsWith(`${name} {`)) ?? '';
}

test('what the public may ask passes nothing of Keycloak’s on', async () => {
  const conf = await nginxConf('26.7.3', '/');
  expect(locationOf(conf, `= ${healthPath}`)).not.toBe('');
  expect(locationOf(conf, `= ${healthPath}`)).not.toContain('proxy_pass');
  expect(locationOf(conf, `= ${healthPath}/keycloak`)).toMatch(/\n {8}internal;\n.*\/health\/ready;\n/s);
});
