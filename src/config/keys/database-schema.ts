/** The keys of `database`. */
import { z } from 'zod';
import { databaseVendors } from '../../keycloak/databases.ts';
import { secretArn, variableValue } from './texts.ts';

/** The reason why it is not a host name alone; undefined for one, for several with commas, and for addresses. */
export function hostProblem(host: string): string | undefined {
  if (/^jdbc:/i.test(host)) {
    return 'must be the host name alone, not a JDBC URL: set database.port, name and properties';
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(host)) return 'must be the host name alone, without a protocol';
  const hosts = host.split(',');
  if (hosts.some((one) => /^(\[[^\]]*\]|[^:[\]]*):\d*$/.test(one))) {
    return 'must not have a port: set database.port';
  }
  if (
    hosts.every((one) => /^\[[0-9a-f:.]+\]$/i.test(one) || /^[a-z0-9_]([\w.-]*[a-z0-9_])?\.?$/i.test(one))
  ) {
    // https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Endpoints.Reader.html
    return hosts.some((one) => /\.cluster-ro-/i.test(one))
      ? 'must be the writer endpoint of the cluster: the reader endpoint (cluster-ro-) takes no changes'
      : undefined;
  }
  return 'must be a host name such as db.example.com, or an address (IPv6 in brackets)';
}

export const databaseSchema = z.strictObject({
  vendor: z.enum(databaseVendors).describe('Kind of database server'),
  host: z
    .string()
    .min(1)
    .refine((host) => host === '' || hostProblem(host) === undefined, {
      error: ({ input }) => hostProblem(String(input)) ?? '',
    })
    .describe('Host name that the instances use'),
  port: z.int().min(1).max(65535).optional().describe('Default: the port of the vendor'),
  name: variableValue
    .min(1)
    // The JDBC URL would end there. https://jdbc.postgresql.org/documentation/use/
    .regex(/^[^/?;&#]*$/, 'must not have / ? ; & or #: properties belong to database.properties')
    .default('keycloak')
    .describe('Name of an existing database'),
  username: variableValue.min(1).default('keycloak').describe('User that owns the tables'),
  password: secretArn.describe("ARN of the secret with the user's password"),
  properties: variableValue
    .optional()
    .describe('Appended to the JDBC URL, with its leading ? or ;. Default on Amazon RDS: TLS'),
});
