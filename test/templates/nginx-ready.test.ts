import { expect, test } from 'vitest';
import { healthPath } from '../../src/config/derived-values.ts';
import { nginxConf } from './nginx-conf.ts';

/** Returns the text of one location of nginx. */
function locationOf(conf: string, name: string): string {
  return conf.split('    location ').find((text) => text.startsWith(`${name} {`)) ?? '';
}

test('the public path passes on nothing of Keycloak’s answer', async () => {
  const conf = await nginxConf();
  expect(locationOf(conf, `= ${healthPath}`)).not.toBe('');
  expect(locationOf(conf, `= ${healthPath}`)).not.toContain('proxy_pass');
  expect(locationOf(conf, `= ${healthPath}/keycloak`)).toMatch(/\n {8}internal;\n.*\/health\/ready;\n/s);
});
