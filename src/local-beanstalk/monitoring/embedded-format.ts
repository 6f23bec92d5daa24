/**
 * Log lines in the embedded metric format.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
import { z } from 'zod';
import { isPlain, lookUp } from '../base/dictionary.ts';
import { type Dimension, type Sample, units } from './metric.ts';

const maxValues = 100;

const definition = z.object({
  Name: z.string().min(1).max(1024),
  Unit: z.enum(units).default('None'),
  StorageResolution: z.union([z.literal(1), z.literal(60)]).default(60),
});

const directive = z.object({
  // CloudWatch's own limit; a namespace does not begin with a colon.
  Namespace: z.string().min(1).max(255).regex(/^[^:]/),
  Dimensions: z.array(z.array(z.string().min(1).max(250)).max(30)).min(1),
  Metrics: z.array(definition).max(100),
});

/** Leaves out the other members: a schema drops __proto__ among them. */
const root = z.object({
  _aws: z.object({ Timestamp: z.number().int(), CloudWatchMetrics: z.array(directive) }),
});

const metricTarget = z.union([
  z.number().transform((value) => [value]),
  z.array(z.number()).min(1).max(maxValues),
]);
const dimensionTarget = z.string().min(1).max(1024);

/**
 * The samples of a line, one for each metric and dimension set. Empty for any other line. As the specification has no rule
 * for a line that is valid in parts, such a line gives none.
 */
export function readEmbedded(message: string): Sample[] {
  // Most lines are texts.
  if (!message.includes('"_aws"')) return [];
  const members = parseJson(message);
  const parsed = root.safeParse(members);
  if (!parsed.success || !isPlain(members)) return [];
  const { _aws: metadata } = parsed.data;
  const samples: Sample[] = [];
  for (const { Namespace: namespace, Dimensions, Metrics } of metadata.CloudWatchMetrics) {
    for (const { Name: name, Unit: unit, StorageResolution: resolution } of Metrics) {
      const values = metricTarget.safeParse(lookUp(members, name));
      if (!values.success) return [];
      for (const names of Dimensions) {
        const dimensions = readDimensions(names, members);
        if (dimensions === undefined) return [];
        const metric = { namespace, name, dimensions };
        samples.push({ metric, unit, resolution, timestamp: metadata.Timestamp, values: values.data });
      }
    }
  }
  return samples;
}

function readDimensions(
  names: readonly string[],
  members: Readonly<Record<string, unknown>>,
): Dimension[] | undefined {
  const targets = names.map((name) => ({ name, target: dimensionTarget.safeParse(lookUp(members, name)) }));
  const dimensions = targets.flatMap(({ name, target }) =>
    target.success ? [{ name, value: target.data }] : [],
  );
  return dimensions.length === names.length ? dimensions : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
