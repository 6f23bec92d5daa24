/**
 * Starts Local Beanstalk without containers and fills its log groups:
 *   npm run build && node bench/load-log-events.mjs --events 1000000 [--groups 5] [--streams 50] [--keep]
 * The events are a day of lines that have nothing to do with a cluster. With --keep the server runs until Ctrl-C.
 * Prints the endpoint, seconds, events a second, and the server's memory.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { localCredentials as credentials } from '../dist/local-beanstalk/base/credentials.js';
import { provideSecrets } from '../dist/local-beanstalk/identity/project-secrets.js';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000' },
    groups: { type: 'string', default: '5' },
    streams: { type: 'string', default: '50' },
    environment: { type: 'string', default: 'id-prod' },
    keep: { type: 'boolean', default: false },
  },
});
const [events, groups, streams] = [values.events, values.groups, values.streams].map(Number);
/** AWS takes 10,000 events or 1 MB. */
const batch = 5_000;
const spanMs = 24 * 60 * 60 * 1000;

const folder = mkdtempSync(join(tmpdir(), 'kc-eb-load-'));
const port = await freePort();
const server = await startServer();
process.once('exit', () => server.kill());
const client = new CloudWatchLogs({
  ...{ endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', credentials, maxAttempts: 1 },
});
await answering();
console.log(`endpoint ${`http://127.0.0.1:${port}`}, state in ${folder}, process ${server.pid}`);
report('empty', 0);

const started = Date.now();
await load();
const seconds = (Date.now() - started) / 1000;
report(`${events} events in ${groups} groups of ${streams} streams`, seconds);

if (values.keep) {
  console.log('Ctrl-C ends the server.');
  await new Promise((resolve) => process.once('SIGINT', resolve));
}
client.destroy();
server.kill();
await once(server, 'exit');
rmSync(folder, { recursive: true, force: true });

function report(what, seconds) {
  const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
  const memory = (name) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024);
  const rate = seconds > 0 ? `${seconds.toFixed(1)} s, ${Math.round(events / seconds)} events/s, ` : '';
  console.log(`${what}: ${rate}memory ${memory('VmRSS')} MiB, at most ${memory('VmHWM')} MiB`);
}

/** Streams take turns, as instances do: each batch covers its part of the day. */
async function load() {
  const names = [];
  for (let group = 0; group < groups; group += 1) {
    const logGroupName = `/aws/elasticbeanstalk/${values.environment}/unrelated-${group}`;
    await client.createLogGroup({ logGroupName });
    for (let stream = 0; stream < streams; stream += 1) {
      const logStreamName = `i-${String(stream).padStart(17, '0')}/10.0.0.${stream + 11}`;
      await client.createLogStream({ logGroupName, logStreamName });
      names.push({ logGroupName, logStreamName });
    }
  }
  const batches = Math.ceil(events / batch);
  const first = Date.now() - spanMs;
  const rounds = Math.ceil(batches / names.length);
  for (let index = 0; index < batches; index += 1) {
    const round = Math.floor(index / names.length);
    const start = first + (round / rounds) * spanMs;
    const step = spanMs / rounds / batch;
    const count = Math.min(batch, events - index * batch);
    await client.putLogEvents({
      ...names[index % names.length],
      logEvents: linesOf(index, count, start, step),
    });
  }
}

function linesOf(index, count, start, step) {
  return Array.from({ length: count }, (_, line) => ({
    timestamp: Math.floor(start + line * step),
    message: `2026-11-27 10:00:00,000 WARN  [org.keycloak.events] (executor-thread-${line % 64}) type="LOGIN_ERROR", realmId="5f1c", clientId="account", userId="null", ipAddress="10.0.0.${index % 250}", error="user_not_found", batch=${index} line=${line}`,
  }));
}

async function answering() {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const found = await client.describeLogGroups({}).catch(() => undefined);
    if (found !== undefined) return;
    await sleep(100);
  }
  throw new Error('Local Beanstalk does not answer');
}

async function startServer() {
  const local = join(folder, '.kc-eb', 'local');
  mkdirSync(local, { recursive: true });
  await provideSecrets(join(local, 'secrets'));
  const settings = {
    project: 'feedc0de',
    projectFolder: folder,
    apiPort: port,
    balancerPort: 18_080,
    pace: 1_000,
  };
  writeFileSync(join(local, 'settings.json'), JSON.stringify(settings));
  const main = fileURLToPath(new URL('../dist/local-beanstalk/main.js', import.meta.url));
  return spawn(process.execPath, [main, folder], { stdio: 'inherit' });
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
