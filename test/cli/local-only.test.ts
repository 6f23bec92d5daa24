/** No connection with --local leaves the machine, whatever the variables and ~/.aws/config contain. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Project, projectYaml, startLocal } from './run-cli.ts';

let project: Project;
beforeAll(async () => {
  project = new Project({ 'kc-eb.yaml': projectYaml() });
  project.addEngine();
  await startLocal(project, '--pace', '1000');
});
afterAll(async () => {
  await project.run(['local', 'stop']);
  project.remove();
});

/** Writes each host that a connection is opened to, or a name looked up for, to standard error. */
const spy = `
  import net from 'node:net';
  import dns from 'node:dns';
  import { writeSync } from 'node:fs';
  const { connect } = net.Socket.prototype;
  net.Socket.prototype.connect = function (...args) {
    const [options] = Array.isArray(args[0]) ? args[0] : args;
    writeSync(2, 'connects to ' + (options.host ?? options.path ?? 'localhost') + '\\n');
    return connect.apply(this, args);
  };
  const { lookup } = dns;
  dns.lookup = (name, ...rest) => {
    writeSync(2, 'connects to ' + name + '\\n');
    return lookup(name, ...rest);
  };`;

test('deploy --local connects to this machine only', async () => {
  const config = [
    '[default]',
    'endpoint_url = https://elasticbeanstalk.eu-central-1.amazonaws.com',
    'region = eu-central-1',
    'services = mine',
    '[services mine]',
    's3 =',
    '  endpoint_url = https://s3.eu-central-1.amazonaws.com',
    '',
  ].join('\n');
  project.write('.home/.aws/config', config);
  project.write(
    '.home/.aws/credentials',
    '[default]\naws_access_key_id = AKIAREAL\naws_secret_access_key = real\n',
  );
  const { exitCode, stderr } = await project.run(['deploy', '--local', '--no-verify'], {
    env: {
      NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(spy)}`,
      AWS_ENDPOINT_URL_S3: 'https://s3.eu-west-1.amazonaws.com',
      AWS_ENDPOINT_URL_LOGS: 'https://logs.eu-west-1.amazonaws.com',
      AWS_REGION: 'eu-west-1',
      AWS_USE_FIPS_ENDPOINT: 'true',
    },
  });
  expect(stderr).toContain('✔ Environment');
  const hosts = new Set([...stderr.matchAll(/^connects to (\S+)$/gm)].map(([, host]) => host));
  expect([...hosts]).toEqual(['127.0.0.1']);
  expect(exitCode).toBe(0);
});
