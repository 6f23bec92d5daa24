/** Answers of AWS that are not what AWS sends: each is the user's to hear of as a failure of AWS, none is a bug. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeAws } from '../../src/aws/clients.ts';
import { explainAwsError } from '../../src/aws/explain-error.ts';
import { UserError } from '../../src/base/user-error.ts';
import { optionSettings } from '../../src/render/option-settings.ts';
import { preparePlan } from '../../src/deploy/prepare-plan.ts';
import { assembleServer } from '../../src/local-beanstalk/server.ts';
import { localRegion as region } from '../../src/local-beanstalk/base/constants.ts';
import { localCredentials as credentials, provideState } from '../local-beanstalk/credentials.ts';
import { freePort } from '../../src/local-beanstalk/base/free-port.ts';
import type { Deps } from '../../src/ports.ts';
import type { LocalServer } from '../../src/local-beanstalk/http/listen.ts';
import { eachEvent } from '../../src/environment/events.ts';
import { readStatus } from '../../src/cluster/status.ts';
import { makeVersion } from '../contract/beanstalk-contract.ts';
import { storageLocation } from '../contract/subject.ts';
import { eventually } from '../contract/subject.ts';
import { exampleConfig } from '../fakes/example-config.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { readingDeps } from '../fakes/reading-deps.ts';

interface Answer {
  status: number;
  type: string;
  body: string;
}

const config = exampleConfig();
const folder = mkdtempSync(join(tmpdir(), 'kc-eb-broken-'));
let local: LocalServer;

beforeAll(async () => {
  process.env.AWS_MAX_ATTEMPTS = '1';
  await provideState(folder);
  local = await assembleServer({
    project: 'feedc0de',
    projectFolder: folder,
    apiPort: await freePort(15_599),
    balancerPort: await freePort(19_080),
    pace: 10_000,
  });
  await deployTo(local.endpoint);
}, 60_000);

/** State that fills the responses. */
async function deployTo(endpoint: string): Promise<void> {
  const aws = makeAws({ region, local: { endpoint, credentials } });
  const subject = {
    aws,
    bucket: () => storageLocation(aws),
    wait: () => sleep(50),
    putLogEvents: () => Promise.resolve(),
    secret: { arn: '', value: '' },
  };
  const label = '26.7.3-aaaaaaaaaaaa';
  await makeVersion(subject, config.application, label);
  const beanstalk = await subject.aws.beanstalk();
  await beanstalk.createEnvironment({
    ...{ ApplicationName: config.application, EnvironmentName: config.environment, VersionLabel: label },
    SolutionStackName: (await beanstalk.listAvailableSolutionStacks({})).SolutionStacks?.at(-1),
    OptionSettings: optionSettings(config),
  });
  await eventually(
    subject,
    () => beanstalk.describeEnvironments({ EnvironmentNames: [config.environment] }),
    ({ Environments }) => Environments?.[0]?.Status === 'Ready',
  );
  await (await subject.aws.ecr()).createRepository({ repositoryName: 'id/keycloak' });
  const logs = await subject.aws.logs();
  await logs.createLogGroup({ logGroupName: `/aws/elasticbeanstalk/${config.environment}/keycloak` });
}

afterAll(async () => {
  delete process.env.AWS_MAX_ATTEMPTS;
  await local.close();
  rmSync(folder, { recursive: true, force: true });
});

/** `after`: how many answers come before the one that is changed. */
interface Fault {
  after: number;
  change: (answer: Answer) => Answer;
}

/** Stands between the clients and Local Beanstalk. */
async function startProxy({ after, change }: Fault): Promise<Server> {
  let answered = 0;
  const server = createServer((request, response) => {
    void forward(request).then((answer) => {
      const given = answered++ === after ? change(answer) : answer;
      response.writeHead(given.status, { 'content-type': given.type });
      response.end(given.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** All commands only read: the same request has the same answer, which Local Beanstalk gives once. */
const answers = new Map<string, Promise<Answer>>();

async function forward(request: IncomingMessage): Promise<Answer> {
  const { method = 'GET', url = '/', headers } = request;
  const body = await buffer(request);
  const key = [method, url, headers['x-amz-target'], body.toString()].join(' ');
  const answer = answers.get(key) ?? answerOf(request, body);
  answers.set(key, answer);
  return answer;
}

async function answerOf(request: IncomingMessage, body: Buffer): Promise<Answer> {
  const { method = 'GET', url = '/' } = request;
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => !['connection', 'content-length'].includes(name)),
  ) as Record<string, string>;
  const answer = await fetch(`${local.endpoint}${url}`, {
    ...{ method, headers: { ...headers, 'x-forwarded-host': headers['host'] ?? '' } },
    ...(body.length > 0 && { body: new Uint8Array(body) }),
  });
  return {
    status: answer.status,
    type: answer.headers.get('content-type') ?? '',
    body: await answer.text(),
  };
}

type Command = (deps: Deps) => Promise<unknown>;

/** Results of the reading commands, over the SDK's own clients. */
const commands = {
  plan: (deps) => preparePlan(deps, config, { solutionStack: 'always' }),
  status: (deps) => readStatus(deps, config),
  events: (deps) => eachEvent(deps, config, { since: undefined, follow: false }, () => undefined),
} satisfies Record<string, Command>;

/** undefined: it went well all the same. */
async function failureOf(run: Command, fault: Fault): Promise<UserError | undefined> {
  // Each run has its own: an open request of a failed run must not reach the next one.
  const proxy = await startProxy(fault);
  const endpoint = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const aws = makeAws({ region, local: { endpoint, credentials } });
  try {
    await run({ ...readingDeps({ clock: new ManualClock() }), aws });
    return undefined;
  } catch (error) {
    const explained = explainAwsError(error);
    if (!(explained instanceof UserError)) throw error;
    return explained;
  } finally {
    proxy.close();
  }
}

const page =
  '<!DOCTYPE html><html><head><title>Blocked</title></head><body><p>Ask your administrator &nbsp;</body></html>';

test.each<[what: string, change: (answer: Answer) => Answer]>([
  ["a proxy's page, as if all were well", () => ({ status: 200, type: 'text/html', body: page })],
  ["a proxy's page that forbids", () => ({ status: 403, type: 'text/html', body: page })],
  ["a gateway's page", () => ({ status: 502, type: 'text/html', body: page })],
  ['a fraction of an answer', (answer) => ({ ...answer, body: answer.body.slice(0, 20) })],
])('%s', async (_what, change) => {
  for (const [name, run] of Object.entries(commands)) {
    const failure = await failureOf(run, { after: 0, change });
    expect([name, failure?.kind]).toEqual([name, expect.stringMatching(/^(aws|credentials)$/)]);
    expect(failure?.message).not.toContain('$response');
  }
});

test('an empty response does not mean a missing environment', async () => {
  const change = (answer: Answer) => ({ ...answer, body: '' });
  expect(await failureOf(commands.status, { after: 0, change })).toMatchObject({
    kind: 'aws',
    message: expect.stringContaining('list of environments') as unknown,
  });
});

test('an answer without the name of the bucket is one of AWS, not a bug', async () => {
  const failures = [];
  for (let after = 0; after <= 16; after++) {
    const change = (answer: Answer) => ({
      ...answer,
      body: answer.body.replace(/<S3Bucket>.*?<\/S3Bucket>/, ''),
    });
    failures.push(await failureOf((deps) => commands.plan(deps), { after, change }));
  }
  expect(failures.filter((failure) => failure !== undefined)).toMatchObject([
    { kind: 'aws', message: expect.stringContaining('CreateStorageLocation') as unknown },
  ]);
});

const anyText = fc.oneof(
  fc.string(),
  fc.constantFrom('', 'null', '[]', '{}', '0', '<a/>', '<a><b></a>', 'true'),
);

/** Cuts, replaces and misplaces parts of an answer. */
const change = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }).map((part) => (answer: Answer) => ({
    ...answer,
    body: answer.body.slice(0, Math.floor(part * answer.body.length)),
  })),
  fc
    .record({ status: fc.constantFrom(200, 200, 400, 403, 404, 500), body: anyText })
    .map((other) => (answer: Answer) => ({ ...answer, ...other })),
  fc
    .tuple(fc.nat(), fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constant(null)))
    .map(([at, value]) => (answer: Answer) => ({
      ...answer,
      body: replaceOne(answer.body, at, value),
    })),
);

/** One value of a JSON document, or one element of an XML document, becomes another value. */
function replaceOne(body: string, at: number, value: unknown): string {
  if (body.startsWith('{')) {
    const document = JSON.parse(body) as unknown;
    const places: [Record<string, unknown>, string][] = [];
    const walk = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) return;
      for (const key of Object.keys(node)) {
        places.push([node as Record<string, unknown>, key]);
        walk((node as Record<string, unknown>)[key]);
      }
    };
    walk(document);
    const [place, key] = places[at % places.length] ?? [{}, ''];
    place[key] = value;
    return JSON.stringify(document);
  }
  const elements = [...body.matchAll(/<(\w+)[^>/]*>/g)];
  const element = elements[at % Math.max(1, elements.length)];
  if (element === undefined) return body;
  const [tag = '', name = ''] = element;
  const end = body.indexOf(`</${name}>`, element.index);
  if (end === -1) return body;
  const text = JSON.stringify(value).replace(/[<&]/g, '');
  return body.slice(0, element.index + tag.length) + text + body.slice(end);
}

test.each(Object.entries(commands))(
  '%s with any one answer broken',
  async (_name, run) => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 16 }), change, async (after, broken) => {
        const failure = await failureOf(run, { after, change: broken });
        expect(failure?.message ?? '').not.toContain('$response');
      }),
      { numRuns: 120 },
    );
  },
  60_000,
);
