/** kc-eb.yaml: its shape, its defaults and its types, from one schema. */
import { z } from 'zod';
import { checkConfig } from './config-checks.ts';
import { problemsOf, readYaml } from './config-problems.ts';
import { databaseVendors } from './database.ts';
import { unsupported } from './keycloak.ts';

const arn = z
  .string()
  .regex(
    /^arn:[\w-]+:(secretsmanager|ssm):/,
    'must be the ARN of a Secrets Manager secret or an SSM parameter; a password itself does not belong here',
  );

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const retentionDays = [
  ...[
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
  ],
] as const;

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
    version: z
      .string()
      .regex(/^\d+\.\d+\.\d+$/, { error: 'must be a release such as 26.7.3', abort: true })
      .refine((version) => unsupported(version) === undefined, {
        error: ({ input }) => unsupported(String(input)) ?? '',
      })
      .describe('Keycloak release, 22.0 or newer'),
    image: z.string().default('quay.io/keycloak/keycloak').describe('Base image, without the tag'),
    hostname: z
      .url({ protocol: /^https?$/, error: 'must be a URL such as https://id.example.com' })
      .describe('Public URL, e.g. https://id.example.com'),
    relativePath: z
      .string()
      .regex(/^\/[\w./~-]*$/, 'must be a path such as /auth')
      .default('/')
      .describe('Path of Keycloak below the host name'),
    features: z.array(z.string()).default([]).describe('Features to enable'),
    disabledFeatures: z.array(z.string()).default([]).describe('Features to disable'),
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
    vendor: z.enum(databaseVendors).describe('Kind of database server'),
    host: z.string().min(1).describe('As the instances reach it'),
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
  logs: z
    .strictObject({
      retentionDays: z
        .literal([...retentionDays])
        .default(30)
        .describe('Of the log groups in CloudWatch Logs'),
    })
    .prefault({}),
  options: z
    .record(z.string(), z.record(z.string(), z.string()))
    .default({})
    .describe('Further option settings: namespace, option name, value'),
});

/** kc-eb.yaml after validation, with every default filled in. */
export type Config = z.infer<typeof configSchema>;

/**
 * Reads and checks kc-eb.yaml. `file` is its name in messages. Throws UserError 'usage' that lists every problem with
 * its line and column; what needs more than one key is looked at when each key is right by itself.
 */
export function parseConfig(text: string, file: string): Config {
  const source = readYaml(text, file);
  const parsed = configSchema.safeParse(source.value ?? {}, { reportInput: true });
  if (!parsed.success) return source.refuse(problemsOf(parsed.error, configSchema));
  const problems = checkConfig(parsed.data);
  return problems.length === 0 ? parsed.data : source.refuse(problems);
}
