import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer } from './local-server.ts';
import { call, signedFor } from './raw-request.ts';

let server: Awaited<ReturnType<typeof startServer>>;
let impatient: Awaited<ReturnType<typeof startServer>>;
beforeAll(async () => {
  server = await startServer();
  impatient = await startServer({ timeouts: { headers: 200, request: 400, idle: 60_000 } });
});
afterAll(async () => {
  await server.close();
  await impatient.close();
});

const tooLarge = Buffer.alloc(10 * 1024 * 1024 + 1, 'a');
const form = (body: string) => ({ method: 'POST', headers: signedFor('elasticbeanstalk'), body });

describe('a body that is too large for memory', () => {
  test.each(['elasticbeanstalk', 'logs', 'monitoring', 'sts'])('%s rejects it', async (service) => {
    const target = service === 'logs' ? { 'x-amz-target': 'Logs_20140328.PutLogEvents' } : {};
    const headers = { ...signedFor(service), ...target };
    const { status, body } = await call(server.endpoint, { method: 'POST', headers, body: tooLarge });
    expect(status).toBe(413);
    expect(body).toContain('RequestEntityTooLarge');
  });

  test('S3 rejects it for a list of keys, and stores it as an object', async () => {
    const headers = signedFor('s3');
    const send = (method: string, path: string) =>
      call(server.endpoint, { method, path, headers, body: path === '/large-one' ? '' : tooLarge });
    expect((await send('PUT', '/large-one')).status).toBe(200);
    expect((await send('POST', '/large-one?delete')).status).toBe(413);
    expect((await send('PUT', '/large-one/a')).status).toBe(200);
  });

  test('the server lives on', async () => {
    const { status } = await call(server.endpoint, form('Action=DescribeEnvironments&Version=2010-12-01'));
    expect(status).toBe(200);
  });
});

describe('a slow client', () => {
  /** Returns the answer of the server to these bytes, until it closes the connection. */
  const answerTo = (bytes: string): Promise<string> => {
    const socket = connect(Number(new URL(impatient.endpoint).port), '127.0.0.1');
    socket.write(bytes);
    return text(socket);
  };

  test('headers that never end close the connection', async () => {
    expect(await answerTo('POST / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ')).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('a body that never ends closes the connection', async () => {
    const { authorization } = signedFor('elasticbeanstalk');
    const now = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
    const head = `POST / HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${authorization}\r\nX-Amz-Date: ${now}\r\nContent-Length: 9\r\n\r\n`;
    expect(await answerTo(`${head}A`)).toMatch(/^HTTP\/1\.1 408 |^$/);
  });
});

describe('paths', () => {
  test.each(['/%ff', '/%zz', 'http://evil.example/'])('%s is not a path', async (path) => {
    expect(await call(server.endpoint, { path, headers: signedFor('s3') })).toMatchObject({
      ...{ status: 400, code: 'InvalidURI' },
    });
  });
});

describe('names of prototypes', () => {
  test('as parameters', async () => {
    // Unknown parameters are rejected, also these.
    const answer = await call(
      server.endpoint,
      form('Action=DescribeApplications&__proto__.a=1&constructor.prototype.b=2&Version=2010-12-01'),
    );
    expect(answer).toMatchObject({ status: 400, code: 'ValidationError' });
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  test('as an operation', async () => {
    for (const name of ['__proto__', 'constructor', 'toString']) {
      expect(await call(server.endpoint, form(`Action=${name}`))).toMatchObject({
        ...{ status: 400, code: 'InvalidAction' },
      });
    }
  });

  test('as a parameter name with a thousand parts', async () => {
    const answer = await call(server.endpoint, form(`Action=DescribeApplications&${'a.'.repeat(1_000)}a=1`));
    expect(answer).toMatchObject({ status: 400, code: 'MalformedQueryString' });
  });

  test.each(['__proto__', 'constructor'])('as a log group and its stream: %s', async (name) => {
    const ask = async (operation: string, input: object) => {
      const headers = { ...signedFor('logs'), 'x-amz-target': `Logs_20140328.${operation}` };
      const { body } = await call(server.endpoint, { method: 'POST', headers, body: JSON.stringify(input) });
      return body === '' ? {} : (JSON.parse(body) as object);
    };
    await ask('CreateLogGroup', { logGroupName: name });
    await ask('CreateLogStream', { logGroupName: name, logStreamName: name });
    expect(await ask('DescribeLogGroups', { logGroupNamePrefix: name })).toMatchObject({
      logGroups: [{ logGroupName: name }],
    });
    expect(await ask('DescribeLogStreams', { logGroupName: name })).toMatchObject({
      logStreams: [{ logStreamName: name }],
    });
  });

  test('as members of JSON', async () => {
    const headers = { ...signedFor('logs'), 'x-amz-target': 'Logs_20140328.DescribeLogGroups' };
    const body = '{"__proto__":{"limit":1},"constructor":{"prototype":{"a":1}}}';
    expect((await call(server.endpoint, { method: 'POST', headers, body })).status).toBe(400);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  test('as an option setting, which is unknown', async () => {
    const rows = (namespace: string, option: string) =>
      `&OptionSettings.member.1.Namespace=${namespace}&OptionSettings.member.1.OptionName=${option}`;
    await call(server.endpoint, form('Action=CreateApplication&ApplicationName=proto'));
    for (const [namespace, option] of [
      ['__proto__', 'name'],
      ['constructor', 'name'],
      ['aws:elasticbeanstalk:command', 'constructor'],
    ] as const) {
      const { status, body } = await call(
        server.endpoint,
        form(`Action=ValidateConfigurationSettings&ApplicationName=proto${rows(namespace, option)}`),
      );
      expect(status).toBe(200);
      expect(body).toContain('<Severity>error</Severity>');
    }
  });

  test('as an application', async () => {
    await call(server.endpoint, form('Action=CreateApplication&ApplicationName=__proto__'));
    const { body } = await call(
      server.endpoint,
      form('Action=DescribeApplications&ApplicationNames.member.1=__proto__'),
    );
    expect(body).toContain('<ApplicationName>__proto__</ApplicationName>');
  });
});

describe('invalid names', () => {
  test.each([
    'CreateApplication&ApplicationName=a/b',
    'CreateApplication&ApplicationName=',
    'CreateApplication&ApplicationName=a%00b',
    `CreateApplication&ApplicationName=${'a'.repeat(101)}`,
    'CreateApplicationVersion&ApplicationName=proto&VersionLabel=a/b&SourceBundle.S3Bucket=b&SourceBundle.S3Key=k',
    'CreateEnvironment&ApplicationName=proto&EnvironmentName=abc',
    'CreateEnvironment&ApplicationName=proto&EnvironmentName=-abcd',
    'CreateEnvironment&ApplicationName=proto&EnvironmentName=../../etc',
    'CreateEnvironment&ApplicationName=proto&EnvironmentName=abcd&CNAMEPrefix=a.b.c.d',
  ])('%s', async (parameters) => {
    const { status, code } = await call(server.endpoint, form(`Action=${parameters}`));
    expect(status).toBe(400);
    expect(['ValidationError', 'InvalidParameterValue']).toContain(code);
  });
});
