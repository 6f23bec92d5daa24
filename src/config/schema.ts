/** The one schema of kc-eb.yaml: keys, defaults and types. */
import { z } from 'zod';
import { bootstrapSchema } from './keys/bootstrap-schema.ts';
import { alarmsSchema, platformUpdatesSchema, scalingSchema } from './keys/care-schema.ts';
import { databaseSchema } from './keys/database-schema.ts';
import { relativePathSchema } from './keys/relative-path.ts';
import { featureName, oneLine, roleName, secretArn, text, variableValue } from './keys/texts.ts';
import { oldestMinor, parseRelease, releasePattern } from '../keycloak/releases.ts';
import { networkSchema } from './network-schema.ts';

const release = 'must be a release such as 26.7.3 (in quotes if it looks like a number)';

/**
 * Beanstalk's RetentionInDays; CloudWatch Logs has more values.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options-general.html
 */
const retentionDays: readonly number[] = [
  ...[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653],
];

/** Names the values of Beanstalk on both sides of a wrong one. */
function retentionProblem(days: unknown): string {
  const all = `must be one of ${retentionDays.join(', ')}`;
  if (typeof days !== 'number') return all;
  const near = [retentionDays.findLast((one) => one < days), retentionDays.find((one) => one > days)];
  return `must be ${near.filter((one) => one !== undefined).join(' or ')}: Beanstalk has no other value near it`;
}

function urlProblem(url: string): string | undefined {
  const { hostname, pathname, search, hash, origin, username, password } = new URL(url);
  // URL parsers drop line breaks, and accept quotes and braces.
  if (/\s/.test(url) || !/^([\w.-]+|\[[0-9a-f:.]+\])$/.test(hostname))
    return 'must be a URL such as https://id.example.com';
  if (username !== '' || password !== '') return `must not contain a user or a password (${origin})`;
  if (pathname === '/' && search === '' && hash === '') return undefined;
  return `must end with the host name or port (${origin}); set a path with keycloak.relativePath`;
}

export const configSchema = z.strictObject({
  application: oneLine
    .min(1)
    .max(100)
    // The rule of Beanstalk's console and of https://github.com/aws/aws-dotnet-deploy.
    .regex(/^[^/]*$/, 'must not contain a slash')
    .regex(/[A-Za-z0-9]/, 'must contain a letter from a to z or a digit: it names the ECR repository')
    .describe('Beanstalk application; the first deploy creates it'),
  environment: z
    .string()
    .regex(/^.{4,40}$/, 'must have 4 to 40 characters')
    .regex(/^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])$/, 'must contain only letters, digits and inner hyphens')
    .describe('Beanstalk environment: 4 to 40 letters, digits and inner hyphens'),
  region: z
    .string()
    .regex(/^[a-z]{2,4}(-[a-z]+)+-\d$/, 'must be a region such as us-east-1')
    .describe('AWS region, e.g. us-east-1'),
  platform: oneLine
    .optional()
    .describe('Solution stack name. Default: the newest Docker on Amazon Linux 2023'),
  keycloak: z.strictObject({
    version: z
      .string({ error: release })
      .regex(releasePattern, { error: release, abort: true })
      .describe('Keycloak release, 22.0 or newer')
      .transform((version, context) => {
        const parsed = parseRelease(version);
        if (parsed !== undefined) return parsed;
        context.addIssue(`Keycloak ${version} is not supported; ${oldestMinor} is the oldest that is`);
        return z.NEVER;
      }),
    image: z
      .string()
      .regex(
        /^[\w.-]+(:\d+)?(\/[\w.-]+)+$/,
        'must be an image without its tag, such as quay.io/keycloak/keycloak',
      )
      .default('quay.io/keycloak/keycloak')
      .describe('Base image, without the tag'),
    hostname: z
      .url({ protocol: /^https?$/, error: 'must be a URL such as https://id.example.com', abort: true })
      .refine((url) => urlProblem(url) === undefined, {
        error: ({ input }) => urlProblem(String(input)) ?? '',
      })
      .describe('Public URL, e.g. https://id.example.com'),
    relativePath: relativePathSchema,
    features: z.array(featureName).default([]).describe('Features to enable'),
    disabledFeatures: z.array(featureName).default([]).describe('Features to disable'),
    buildOptions: z
      .record(z.string().regex(/^[a-z][\w.-]*$/, 'must be an option in lower case, without --'), oneLine)
      .default({})
      .describe('Further options of kc.sh build, without --'),
    env: z
      .record(z.string(), variableValue)
      .default({})
      .describe('Run-time environment variables, e.g. KC_LOG_LEVEL'),
    secrets: z
      .record(z.string(), secretArn)
      .default({})
      .describe('Run-time environment variables whose values are ARNs'),
  }),
  database: databaseSchema,
  admin: z.strictObject({
    username: variableValue
      .min(1)
      .default('admin')
      .describe(
        'Admin that verify logs in as. Keycloak creates it in an empty database; kc-eb admin create replaces it',
      ),
    password: secretArn.describe('ARN of the secret with the password; verify logs in with it'),
  }),
  cluster: z
    .strictObject({
      enabled: z.boolean().default(true).describe('false: each node has its own caches'),
      cache: z
        .enum(['auto', 'jdbc-ping', 'file'])
        .default('auto')
        .describe(
          "jdbc-ping: Keycloak's own transport stack (from 26.1 on). file: a cache file in the image. auto: jdbc-ping if the release has it, else file",
        ),
      network: z
        .enum(['host', 'bridge'])
        .default('host')
        .describe('Network of the container. bridge shows the failure that kc-eb prevents: nodes never meet'),
    })
    .prefault({}),
  instances: z
    .strictObject({
      min: z.int().min(1).default(2).describe('Minimum number of instances; at least 2 in a cluster'),
      max: z.int().min(1).default(4).describe('Maximum number of instances'),
      types: z
        .array(z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, 'must be an instance type such as t3.medium'))
        .min(1)
        .default(['t3.medium'])
        .describe(
          'Instance types of one architecture, the preferred one first; Graviton types get an arm64 image',
        ),
      profile: roleName.default('aws-elasticbeanstalk-ec2-role').describe('Instance profile'),
      serviceRole: roleName
        .default('aws-elasticbeanstalk-service-role')
        .describe('Service role of Beanstalk'),
      scaling: scalingSchema.prefault({}).describe('Trigger between min and max; see instances.scaling'),
    })
    .prefault({}),
  network: networkSchema.prefault({}),
  deployment: z
    .strictObject({
      policy: z
        .enum(['AllAtOnce', 'Rolling', 'RollingWithAdditionalBatch', 'Immutable'])
        .default('Rolling')
        .describe('Deployment policy of Beanstalk'),
      batchSize: z.int().min(1).default(1).describe('Instances in a batch'),
      commandTimeoutMinutes: z
        .int()
        .min(1)
        .max(60)
        .default(10)
        .describe('Command timeout of Beanstalk: how long a batch may take to start and become healthy'),
      timeoutMinutes: z
        .int()
        .min(1)
        .max(1440)
        .default(30)
        .describe('Limit of kc-eb for the whole deployment'),
      drainSeconds: z
        .int()
        .min(5)
        .max(3600)
        .default(20)
        .describe(
          'Time for running requests before an instance stops: at the load balancer, then in Keycloak',
        ),
    })
    .prefault({}),
  platformUpdates: platformUpdatesSchema.optional().describe('Managed platform updates. Default: off'),
  alarms: alarmsSchema.optional().describe('CloudWatch alarms. Default: none'),
  logs: z
    .strictObject({
      retentionDays: z
        .literal([...retentionDays], { error: ({ input }) => retentionProblem(input) })
        .default(30)
        .describe('Retention of the log groups in CloudWatch Logs'),
    })
    .prefault({}),
  bootstrap: bootstrapSchema.prefault({}).describe('Database that kc-eb bootstrap creates'),
  options: z
    .record(oneLine, z.record(oneLine, text))
    .default({})
    .describe('Further option settings: namespace, option name, value'),
});

/** A validated kc-eb.yaml with all defaults. */
export type Config = z.infer<typeof configSchema>;
