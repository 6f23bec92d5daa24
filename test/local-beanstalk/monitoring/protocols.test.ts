/** CloudWatch in the protocols of its clients: CBOR (AWS CLI, boto3), JSON (SDK for JavaScript), query (older ones). */
import { Readable } from 'node:stream';
import { cbor, dateToTag } from '@smithy/core/cbor';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  type ApiRequest,
  type ApiResponse,
  ServiceError,
} from '../../../src/local-beanstalk/http/service.ts';
import { Alarms } from '../../../src/local-beanstalk/monitoring/alarms.ts';
import { monitoringService } from '../../../src/local-beanstalk/monitoring/api.ts';
import { MetricStore } from '../../../src/local-beanstalk/monitoring/metric-store.ts';

const start = Date.UTC(2026, 10, 27, 10);
const startSeconds = start / 1000;

let service: ReturnType<typeof monitoringService>;
beforeEach(() => {
  const now = () => new Date(start + 120_000);
  const metrics = new MetricStore(now);
  const metric = { namespace: 'kc-eb', name: 'Ready', dimensions: [{ name: 'Environment', value: 'e' }] };
  metrics.add({ metric, unit: 'Count', timestamp: start, values: [1, 0], resolution: 1 });
  const alarms = new Alarms({ value: {}, keep: () => undefined }, { metrics, now });
  service = monitoringService({ metrics, alarms }, { region: 'us-east-1', accountId: '000000000000' });
});

interface Sent {
  path?: string;
  headers: Record<string, string>;
  body: Uint8Array;
}

/** Does what dispatch.ts does. */
async function send({ path = '/', headers, body }: Sent): Promise<ApiResponse> {
  const request: ApiRequest = {
    ...{ method: 'POST', path, query: new URLSearchParams(), headers, stream: Readable.from([]) },
    ...{ body: () => Promise.resolve(Buffer.from(body)), requestId: 'r', remoteAddress: '127.0.0.1' },
  };
  expect(service.operations).toContain(service.operation(request, await request.body()));
  try {
    return await service.handle(request);
  } catch (error) {
    if (!(error instanceof ServiceError) || service.fail === undefined) throw error;
    return service.fail(error, request);
  }
}

const bytes = ({ body }: ApiResponse): Buffer =>
  typeof body === 'string' ? Buffer.from(body) : Buffer.isBuffer(body) ? body : Buffer.alloc(0);
const Dimensions = [{ Name: 'Environment', Value: 'e' }];
const statistics = {
  ...{ Namespace: 'kc-eb', MetricName: 'Ready', Dimensions, Period: 60, Statistics: ['Minimum', 'Sum'] },
};
/** Both statistics of the two values. */
const datapoint = { Minimum: 0, Sum: 1, Unit: 'Count' };
const both = { AlarmNames: ['a'], AlarmNamePrefix: 'a' };
const queryError = 'InvalidParameterCombination;Sender';

describe('CBOR', () => {
  const call = async (operation: string, input?: object) => {
    const answer = await send({
      path: `/service/GraniteServiceVersion20100801/operation/${operation}`,
      headers: { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' },
      body: input === undefined ? Buffer.alloc(0) : cbor.serialize(input),
    });
    return { ...answer, output: cbor.deserialize(bytes(answer)) as Record<string, unknown> };
  };

  test('dates are seconds with a tag', async () => {
    const times = { StartTime: dateToTag(new Date(start)), EndTime: dateToTag(new Date(start + 60_000)) };
    const { output } = await call('GetMetricStatistics', { ...statistics, ...times });
    expect(output).toMatchObject({ Label: 'Ready', Datapoints: [datapoint] });
    const [{ Timestamp }] = output['Datapoints'] as [{ Timestamp: { tag: number; value: number } }];
    expect(Timestamp).toMatchObject({ tag: 1, value: startSeconds });
  });

  test('an error has its shape, and the code of the query protocol', async () => {
    const { status, headers, output } = await call('DescribeAlarms', both);
    expect([status, output['__type'], headers?.['x-amzn-query-error']]).toEqual([
      400,
      'InvalidParameterCombinationException',
      queryError,
    ]);
  });

  test('an empty body is an empty input', async () => {
    const { output } = await call('ListMetrics');
    expect(output['Metrics']).toEqual([{ Namespace: 'kc-eb', MetricName: 'Ready', Dimensions }]);
  });
});

describe('JSON', () => {
  const call = async (operation: string, input: object) => {
    const target = `GraniteServiceVersion20100801.${operation}`;
    const headers = { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.0' };
    const answer = await send({ headers, body: Buffer.from(JSON.stringify(input)) });
    return { ...answer, output: JSON.parse(bytes(answer).toString()) as Record<string, unknown> };
  };

  test('dates are seconds', async () => {
    const times = { StartTime: startSeconds, EndTime: startSeconds + 60 };
    const { output } = await call('GetMetricStatistics', { ...statistics, ...times });
    expect(output).toMatchObject({ Datapoints: [{ ...datapoint, Timestamp: startSeconds }] });
  });

  test('an error has its shape, and the code of the query protocol', async () => {
    const { headers, output } = await call('DescribeAlarms', both);
    expect(output['__type']).toBe('InvalidParameterCombinationException');
    expect(headers?.['x-amzn-query-error']).toBe(queryError);
  });
});

describe('query', () => {
  const call = async (form: Record<string, string>) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await send({ headers, body: Buffer.from(new URLSearchParams(form).toString()) });
    return bytes(answer).toString();
  };

  test('numbers and dates are texts', async () => {
    const xml = await call({
      ...{ Action: 'GetMetricStatistics', Namespace: 'kc-eb', MetricName: 'Ready', Period: '60' },
      ...{ 'Dimensions.member.1.Name': 'Environment', 'Dimensions.member.1.Value': 'e' },
      ...{ 'Statistics.member.1': 'Sum', StartTime: '2026-11-27T10:00:00Z', EndTime: '2026-11-27T10:01:00Z' },
    });
    expect(xml).toContain('<Timestamp>2026-11-27T10:00:00.000Z</Timestamp>');
    expect(xml).toContain('<Sum>1</Sum>');
  });

  test('an error has its code', async () => {
    const names = { 'AlarmNames.member.1': 'a', AlarmNamePrefix: 'a' };
    expect(await call({ Action: 'DescribeAlarms', ...names })).toContain(
      '<Code>InvalidParameterCombination</Code>',
    );
  });
});
