/** Ways in which clients write the query protocol. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer } from './local-server.ts';
import { call, signedFor } from './raw-request.ts';

let server: Awaited<ReturnType<typeof startServer>>;
beforeAll(async () => {
  server = await startServer();
  for (const name of ['one', 'two', 'three']) await ask(`Action=CreateApplication&ApplicationName=${name}`);
});
afterAll(async () => {
  await server.close();
});

/** Sends GET, as the action beanstalk-deploy does; the SDK sends POST. */
const ask = (query: string, accept = 'text/xml') =>
  call(server.endpoint, {
    path: `/?Version=2010-12-01&${query}`,
    headers: { ...signedFor('elasticbeanstalk'), accept },
  });
const json = async (query: string) => {
  const { status, headers, body } = await ask(query, 'application/json');
  return { status, type: headers['content-type'], output: JSON.parse(body) as Record<string, unknown> };
};
const names = (xml: string) => [...xml.matchAll(/<ApplicationName>(.*?)</g)].map(([, name]) => name);

describe('the name of the operation', () => {
  test('is Action or Operation', async () => {
    for (const name of ['Action', 'Operation']) {
      const { body } = await ask(`${name}=DescribeApplications`);
      expect(body).toMatch(/^<DescribeApplicationsResponse /);
    }
  });
});

describe('the members of a list', () => {
  test.each(['ApplicationNames.member', 'ApplicationNames.members', 'ApplicationNames'])(
    '%s.N',
    async (prefix) => {
      const { body } = await ask(`Operation=DescribeApplications&${prefix}.1=one&${prefix}.2=three`);
      expect(names(body)).toEqual(['one', 'three']);
    },
  );

  test('are in the order of their numbers', async () => {
    const setting = (n: number, value: string) =>
      [
        `OptionSettings.${n}.Namespace=aws:autoscaling:asg`,
        ...[`OptionSettings.${n}.OptionName=MinSize`, `OptionSettings.${n}.Value=${value}`],
      ].join('&');
    // The last one wins, and it is valid.
    const { body } = await ask(
      `Action=ValidateConfigurationSettings&ApplicationName=one&${setting(10, '1')}&${setting(9, 'none')}`,
    );
    expect(body).not.toContain('<Severity>');
  });
});

describe('dates', () => {
  test.each([
    '20200101T000000Z',
    '2020-01-01T00:00:00Z',
    '2020-01-01T00:00:00.000Z',
    '2020-01-01 00:00:00.001000+00:00',
    '20200101T000000.000Z',
  ])('%s', async (date) => {
    const { status } = await ask(`Action=DescribeEvents&StartTime=${encodeURIComponent(date)}`);
    expect(status).toBe(200);
  });

  test.each(['20201301T000000Z', 'yesterday'])('%s is rejected', async (date) => {
    expect(await ask(`Action=DescribeEvents&StartTime=${date}`)).toMatchObject({
      ...{ status: 400, code: 'ValidationError' },
    });
  });
});

describe('JSON for Accept: application/json', () => {
  test('has response, result and request id; dates are seconds', async () => {
    const { status, type, output } = await json(
      'Operation=DescribeApplications&ApplicationNames.members.1=two',
    );
    expect([status, type]).toEqual([200, 'application/json']);
    expect(output).toEqual({
      DescribeApplicationsResponse: {
        DescribeApplicationsResult: {
          Applications: [
            expect.objectContaining({
              ApplicationName: 'two',
              Description: null,
              DateCreated: expect.closeTo(Date.now() / 1000, -3) as unknown,
              ConfigurationTemplates: [],
            }),
          ],
        },
        ResponseMetadata: { RequestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown },
      },
    });
  });

  test('has no result where the operation has none', async () => {
    const { output } = await json('Operation=DeleteApplication&ApplicationName=three');
    expect(output).toEqual({
      DeleteApplicationResponse: { ResponseMetadata: expect.anything() as unknown },
    });
  });

  test('has an error', async () => {
    const { status, type, output } = await json('Operation=UpdateApplication&ApplicationName=none');
    expect([status, type]).toEqual([400, 'application/json']);
    expect(output).toEqual({
      Error: {
        Type: 'Sender',
        Code: 'InvalidParameterValue',
        Message: expect.any(String) as unknown,
      },
      RequestId: expect.any(String) as unknown,
    });
  });

  test('has the error of another key', async () => {
    const authorization = signedFor('elasticbeanstalk').authorization.replace(
      /=[A-Z0-9]+/,
      '=AKIAIOSFODNN7EXAMPLE',
    );
    const { body } = await call(server.endpoint, { headers: { authorization, accept: 'application/json' } });
    expect(JSON.parse(body)).toMatchObject({ Error: { Code: 'InvalidClientTokenId' } });
  });
});
