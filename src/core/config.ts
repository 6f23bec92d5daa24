/** kc-eb.yaml: its shape, its defaults and its types, from one schema. */
import { z } from 'zod';
import { databaseVendors } from './database.ts';

const arn = z
  .string()
  .regex(
    /^arn:[\w-]+:(secretsmanager|ssm):/,
    'must be the ARN of a Secrets Manager secret or an SSM parameter',
  );

export const configSchema = z.strictObject({
  application: z.string().min(1).max(100).describe('Beanstalk application; made when it does not exist'),
  environment: z
    .string()
    .min(4)
    .max(40)
    .regex(/^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])$/, 'letters, digits and inner hyphens only')
    .describe('Beanstalk environment: 4 to 40 letters, digits and inner hyphens'),
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a region such as us-east-1'),
  platform: z
    .string()
    .optional()
    .describe('Solution stack name; default: the newest Docker on Amazon Linux 2023'),
  keycloak: z.strictObject({
    version: z.string().regex(/^\d+\.\d+\.\d+$/, 'must be a release such as 26.7.3'),
    image: z.string().default('quay.io/keycloak/keycloak').describe('Base image, without the tag'),
    hostname: z.url({ protocol: /^https?$/ }).describe('Public URL, e.g. https://id.example.com'),
    relativePath: z.string().regex(/^\//).default('/'),
    features: z.array(z.string()).default([]),
    disabledFeatures: z.array(z.string()).default([]),
    buildOptions: z
      .record(z.string(), z.string())
      .default({})
      .describe('Further options of kc.sh build, without --'),
    env: z
      .record(z.string(), z.string())
      .default({})
      .describe('Run-time environment variables, e.g. KC_LOG_LEVEL'),
    secrets: z
      .record(z.string(), arn)
      .default({})
      .describe('Run-time environment variables whose values are ARNs'),
  }),
  database: z.strictObject({
    vendor: z.enum(databaseVendors),
    host: z.string().min(1),
    port: z.int().min(1).max(65535).optional().describe("Default: the vendor's own"),
    name: z.string().min(1).default('keycloak'),
    username: z.string().min(1).default('keycloak'),
    password: arn,
    properties: z.string().optional().describe('Appended to the JDBC URL, with its leading ? or ;'),
  }),
  admin: z.strictObject({ username: z.string().min(1).default('admin'), password: arn }),
  cluster: z
    .strictObject({
      enabled: z.boolean().default(true),
      cache: z.enum(['auto', 'jdbc-ping', 'file']).default('auto'),
      network: z
        .enum(['host', 'bridge'])
        .default('host')
        .describe('bridge shows the failure; nodes never meet'),
    })
    .prefault({}),
  instances: z
    .strictObject({
      min: z.int().min(1).default(2),
      max: z.int().min(1).default(4),
      types: z.array(z.string()).min(1).default(['t3.medium']),
      profile: z.string().default('aws-elasticbeanstalk-ec2-role'),
      serviceRole: z.string().default('aws-elasticbeanstalk-service-role'),
    })
    .prefault({}),
  network: z
    .strictObject({
      vpc: z.string().optional(),
      subnets: z.array(z.string()).default([]),
      loadBalancerSubnets: z.array(z.string()).default([]),
      scheme: z.enum(['public', 'internal']).default('public'),
      certificate: z.string().regex(/^arn:/).optional().describe('ACM certificate of the HTTPS listener'),
    })
    .prefault({}),
  deployment: z
    .strictObject({
      policy: z.enum(['AllAtOnce', 'Rolling', 'RollingWithAdditionalBatch', 'Immutable']).default('Rolling'),
      batchSize: z.int().min(1).default(1),
      timeoutMinutes: z.int().min(1).max(60).default(30),
    })
    .prefault({}),
  logs: z.strictObject({ retentionDays: z.int().min(1).default(30) }).prefault({}),
  options: z
    .record(z.string(), z.record(z.string(), z.string()))
    .default({})
    .describe('Further option settings: namespace, option name, value'),
});

/** kc-eb.yaml after validation, with every default filled in. */
export type Config = z.infer<typeof configSchema>;
