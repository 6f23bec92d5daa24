/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
import { z } from 'zod';

const name = z.string().min(1).max(255);

const specification = z.looseObject({
  _aws: z.strictObject({
    Timestamp: z.int(),
    CloudWatchMetrics: z.array(
      z.strictObject({
        Namespace: name,
        Dimensions: z.array(z.array(name).max(30)).min(1),
        Metrics: z
          .array(
            z.strictObject({
              Name: name,
              Unit: z.literal('Count'),
              StorageResolution: z.literal([1, 60]),
            }),
          )
          .max(100),
      }),
    ),
  }),
});

/**
 * Metrics that CloudWatch takes from a log event, by name. Throws for an event that breaks the specification. A metric is
 * a number of the root; a dimension is a text of the root, of at most 1024 printable ASCII characters:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html.
 */
export function extractMetrics(event: string): Record<string, number> {
  const root = specification.parse(JSON.parse(event));
  const dimension = z
    .string()
    .regex(/^(?!:)[\x20-\x7e]{1,1024}$/)
    .regex(/\S/);
  const metrics: Record<string, number> = {};
  for (const { Dimensions, Metrics } of root._aws.CloudWatchMetrics) {
    for (const key of Dimensions.flat()) dimension.parse(root[key]);
    for (const { Name } of Metrics) metrics[Name] = z.number().parse(root[Name]);
  }
  return metrics;
}
