/**
 * Fills the log groups of an environment and reads its heartbeats:
 *   npm run build && npx jiti bench/read-heartbeats.mjs --events 10000000 [--instances 2,50]
 * The environment is one of Local Beanstalk without containers. The events are a day of lines that have nothing to do
 * with a cluster. Prints the calls, the seconds and the memory of `kc-eb verify --no-probe` for each number of instances.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { text } from 'node:stream/consumers';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { ElasticBeanstalk } from '@aws-sdk/client-elastic-beanstalk';
import { S3 } from '@aws-sdk/client-s3';
import { localCredentials as credentials } from '../src/local-beanstalk/base/credentials.ts';
import { projectFiles } from '../src/system/files.ts';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000' },
    instances: { type: 'string', default: '2,50' },
  },
});
const events = Number(values.events);
const environment = 'id-prod';
const services = [
  'keycloak',
  'nginx',
  'var/log/eb-engine.log',
  'var/log/eb-hooks.log',
  'var/log/nginx/access.log',
];
const streams = 50;
/** AWS takes 10,000 events or 1 MB. */
const batch = 5_000;
const projectYaml = `application: id
environment: ${environment}
region: us-east-1
keycloak: { version: 26.7.3, hostname: https://id.example.com }
database:
  vendor: postgres
  host: db.example.com
  password: arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf
admin: { password: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:admin-AbCdEf' }
`;
const spanMs = 24 * 60 * 60 * 1000;

const bin = fileURLToPath(new URL('../bin/kc-eb.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'kc-eb-load-'));
writeFileSync(join(folder, 'kc-eb.yaml'), projectYaml);
execFileSync(process.execPath, [bin, 'local', 'start', '--reporting-only', '--pace', '1000'], {
  cwd: folder,
});
const stateFile = (name) => readFileSync(join(folder, '.kc-eb/local', name), 'utf8');
const { apiPort: port } = JSON.parse(stateFile('settings.json'));
const pid = Number(stateFile('server.pid'));
process.once('exit', () => process.kill(pid));
const endpoint = `http://127.0.0.1:${port}`;
const aws = { endpoint, region: 'us-east-1', credentials, maxAttempts: 1 };
const client = new CloudWatchLogs(aws);
const beanstalk = new ElasticBeanstalk(aws);
report('empty', 0);

const started = Date.now();
await load();
const seconds = (Date.now() - started) / 1000;
report(`${events} events in ${services.length} groups`, seconds);
await createEnvironment();
for (const count of values.instances.split(',').map(Number)) {
  await beat(await scale(count));
  await verify(count);
}
client.destroy();
beanstalk.destroy();
rmSync(folder, { recursive: true, force: true });

function report(what, seconds) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const memory = (name) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024);
  const rate = seconds > 0 ? `${seconds.toFixed(1)} s, ${Math.round(events / seconds)} events/s, ` : '';
  console.log(`${what}: ${rate}memory ${memory('VmRSS')} MiB, at most ${memory('VmHWM')} MiB`);
}

/** Streams take turns, as instances do: each batch covers its part of the day. */
async function load() {
  const names = [];
  for (const service of services) {
    const logGroupName = `/aws/elasticbeanstalk/${environment}/${service}`;
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

async function createEnvironment() {
  const { S3Bucket } = await beanstalk.createStorageLocation({});
  const files = projectFiles(folder);
  const Body = await files.zip(new Map([['docker-compose.yml', 'services: {}\n']]), new Map());
  await new S3({ ...aws, forcePathStyle: true }).putObject({ Bucket: S3Bucket, Key: 'bundle.zip', Body });
  await beanstalk.createApplicationVersion({
    ...{ ApplicationName: 'id', VersionLabel: 'v1', AutoCreateApplication: true, Process: true },
    SourceBundle: { S3Bucket, S3Key: 'bundle.zip' },
  });
  await sleep(2_000);
  const { SolutionStacks = [] } = await beanstalk.listAvailableSolutionStacks({});
  await beanstalk.createEnvironment({
    ...{ ApplicationName: 'id', EnvironmentName: environment, VersionLabel: 'v1' },
    SolutionStackName: SolutionStacks.find((name) => name.endsWith('running Docker')),
    OptionSettings: [
      ...option('aws:elasticbeanstalk:healthreporting:system', 'SystemType', 'enhanced'),
      ...option('aws:autoscaling:asg', 'MaxSize', '1000'),
      ...option('aws:elasticbeanstalk:environment', 'LoadBalancerType', 'application'),
    ],
  });
  await ready();
}

function option(Namespace, OptionName, Value) {
  return [{ Namespace, OptionName, Value }];
}

async function ready() {
  for (;;) {
    const { Environments = [] } = await beanstalk.describeEnvironments({ EnvironmentNames: [environment] });
    if (Environments[0]?.Status === 'Ready') return;
    await sleep(500);
  }
}

/** Returns the ids of the instances. */
async function scale(count) {
  const OptionSettings = option('aws:autoscaling:asg', 'MinSize', String(count));
  await beanstalk.updateEnvironment({ EnvironmentName: environment, OptionSettings });
  await sleep(500);
  await ready();
  const { EnvironmentResources } = await beanstalk.describeEnvironmentResources({
    EnvironmentName: environment,
  });
  return (EnvironmentResources?.Instances ?? []).map(({ Id }) => Id);
}

/** Adds an hour of heartbeats of one cluster. */
async function beat(ids) {
  const logGroupName = `/aws/elasticbeanstalk/${environment}/cluster`;
  await client.createLogGroup({ logGroupName }).catch(() => undefined);
  const now = Math.floor(Date.now() / 30_000) * 30_000;
  // A deployment of settings has just ended: the newest heartbeat must be younger.
  for (const [index, id] of ids.entries()) {
    const logStreamName = `${id}/10.0.0.${index}`;
    await client.createLogStream({ logGroupName, logStreamName }).catch(() => undefined);
    const logEvents = Array.from({ length: 121 }, (_, slot) => {
      const at = now - (119 - slot) * 30_000;
      const message = heartbeatLine({ at, id, index, size: ids.length });
      return { timestamp: at, message };
    });
    await client.putLogEvents({ logGroupName, logStreamName, logEvents });
  }
}

function heartbeatLine({ at, id, index, size }) {
  return JSON.stringify({
    ...{
      _aws: { Timestamp: at },
      Format: 1,
      Environment: environment,
      Instance: id,
      Address: `10.0.0.${index}`,
    },
    ...{ Keycloak: '26.7.3', Version: 'v1', Sequence: 1, Ready: 1, ClusterSize: size, Node: `node-${index}` },
    StartedAt: at - 86_400_000,
  });
}

async function verify(count) {
  await fetch(`${endpoint}/_local/calls`, { method: 'DELETE' });
  const began = Date.now();
  const peak =
    'data:text/javascript,process.on("exit",()=>console.error("peak",process.resourceUsage().maxRSS))';
  const argv = ['--import', peak, bin, 'verify', '--local', '--no-probe', '--json'];
  const child = spawn(process.execPath, argv, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  const seconds = (Date.now() - began) / 1000;
  const { counts } = await (await fetch(`${endpoint}/_local/calls`)).json();
  if (stdout === '') throw new Error(stderr);
  const { proof } = JSON.parse(stdout);
  const megabytes = Math.round(Number(/peak (\d+)/.exec(stderr)?.[1] ?? 0) / 1024);
  console.log(
    `${count} instances: exit ${exitCode}, proof ${proof}, ${seconds.toFixed(1)} s, ${megabytes} MiB, calls ${JSON.stringify(counts)}`,
  );
}
