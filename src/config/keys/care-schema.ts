/** The keys of kc-eb.yaml for a running environment: scaling, platform updates, alarms. */
import { z } from 'zod';

const percent = z.int().min(1).max(99);

export const scalingSchema = z.strictObject({
  cpuAbove: percent.default(70).describe('Average CPU in percent above which an instance is added'),
  cpuBelow: percent.default(25).describe('Average CPU in percent below which an instance is removed'),
  minutes: z
    .int()
    .min(5)
    .max(600)
    // Without detailed monitoring, EC2 reports the CPU every five minutes.
    .multipleOf(5, 'must be a multiple of 5: EC2 reports the CPU every 5 minutes')
    .default(5)
    .describe('Minutes above or below before that, a multiple of 5'),
});

export const platformUpdatesSchema = z.strictObject({
  window: z
    .string()
    .regex(
      /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun):([01]\d|2[0-3]):[0-5]\d$/,
      'must be a day and a time in UTC such as Sun:03:00',
    )
    .describe('Start of the weekly window in UTC, e.g. Sun:03:00'),
  level: z
    .enum(['minor', 'patch'])
    .default('minor')
    .describe('Newest platform version: minor allows minor and patch versions'),
  replaceInstances: z
    .boolean()
    .default(false)
    .describe('true: each window replaces all instances, with or without an update'),
});

export const alarmsSchema = z.strictObject({
  topic: z
    .string()
    .regex(
      /^arn:[\w-]+:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/,
      'must be the ARN of an SNS topic, such as arn:aws:sns:us-east-1:123456789012:operators',
    )
    .describe("ARN of the SNS topic for alarms, in the environment's region"),
});
