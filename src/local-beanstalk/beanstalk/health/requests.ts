/**
 * Reads the request log of an instance.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/health-enhanced-serverlogs.html
 */
import type { Output } from '../../http/query-protocol.ts';
import type { HealthStatus } from '../store/records.ts';

export interface Request {
  status: number;
  /** Seconds. */
  latency: number;
}

/** Seconds that the metrics cover. */
const duration = 10;

/** The requests that ended within the last ten seconds. A line has the fields time, path, status, latency, and two more. */
export function readRequests(text: string, now: Date): Request[] {
  return text.split('\n').flatMap((line) => {
    const fields = line.split('"');
    const [time = NaN, , status = NaN, latency = NaN] = fields.map(Number);
    const age = now.getTime() / 1000 - time;
    const isComplete = fields.length === 6 && !Number.isNaN(status) && !Number.isNaN(latency);
    return isComplete && age >= 0 && age < duration ? [{ status, latency }] : [];
  });
}

/**
 * ApplicationMetrics. Counts are those of all ten seconds: the EB CLI divides them.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_ApplicationMetrics.html
 */
export function applicationMetrics(requests: readonly Request[]): Output {
  if (requests.length === 0) return { RequestCount: 0 };
  const classes = [2, 3, 4, 5].map((digit) => [`Status${digit}xx`, countOf(requests, digit)]);
  const latencies = requests.map(({ latency }) => latency).sort((a, b) => b - a);
  const percentiles = [99.9, 99, 95, 90, 85, 75, 50, 10].map((percent) => [
    `P${String(percent).replace('.', '')}`,
    slowest(latencies, percent),
  ]);
  return {
    Duration: duration,
    RequestCount: requests.length,
    StatusCodes: Object.fromEntries(classes) as Output,
    Latency: Object.fromEntries(percentiles) as Output,
  };
}

/** The average of the slowest requests, P99: of the slowest one percent. */
function slowest(descending: readonly number[], percent: number): number {
  const some = descending.slice(0, Math.max(1, Math.round(descending.length * (1 - percent / 100))));
  return Math.round((some.reduce((sum, one) => sum + one, 0) / some.length) * 1000) / 1000;
}

function countOf(requests: readonly Request[], digit: number): number {
  return requests.filter(({ status }) => Math.floor(status / 100) === digit).length;
}

/** AWS publishes no limits. Its examples: 5 % are Ok, 20 % are Degraded, 45 % are Severe. */
const limits: readonly [above: number, status: HealthStatus][] = [
  [40, 'Severe'],
  [15, 'Degraded'],
  [5, 'Warning'],
];

export interface Trouble {
  status: HealthStatus;
  cause: string;
}

/** Failing requests that lower the health. `with4xx`: see countsClientErrors. */
export function troubles(requests: readonly Request[], with4xx: boolean): Trouble[] {
  const rules = [
    [5, 'failing with HTTP 5xx'],
    ...(with4xx ? [[4, 'erroring with HTTP 4xx'] as const] : []),
  ] as const;
  return rules.flatMap(([digit, words]) => {
    const percent = (100 * countOf(requests, digit)) / requests.length;
    const limit = limits.find(([above]) => percent > above);
    if (limit === undefined) return [];
    return [{ status: limit[1], cause: `${percent.toFixed(1)} % of the requests are ${words}.` }];
  });
}

/** Reads the switch of the ConfigDocument. https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/health-enhanced-rules.html */
export function countsClientErrors(configDocument: string): boolean {
  const names = ['Rules', 'Environment', 'Application', 'ApplicationRequests4xx', 'Enabled'];
  const found = names.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined,
    configDocument === '' ? undefined : JSON.parse(configDocument),
  );
  return found !== false;
}
