/** The `bootstrap` key of kc-eb.yaml: the database that `kc-eb bootstrap` creates. */
import { z } from 'zod';

export const bootstrapSchema = z.strictObject({
  database: z
    .enum(['instance', 'aurora-serverless'])
    .optional()
    .describe(
      'instance: one RDS instance. aurora-serverless: Aurora Serverless v2, for PostgreSQL. Default: instance; for aurora-postgres aurora-serverless',
    ),
  engineVersion: z
    .string({ error: 'must be text: put it in quotes' })
    .regex(/^\d[\w.-]*$/, "must be a version such as '17.6'")
    .optional()
    .describe("Version of the database server, e.g. '17.6'. Default: that of RDS; for MariaDB 11.8.9"),
  instanceClass: z
    .string()
    .regex(/^db\.\w+\.\w+$/, 'must be a class such as db.t4g.medium')
    .default('db.t4g.medium')
    .describe('Class of the RDS instance'),
  storageGb: z.int().min(20).max(65_536).default(20).describe('Storage of the RDS instance in GB (gp3)'),
  minCapacity: z
    .number()
    .min(0.5)
    .max(256)
    .multipleOf(0.5)
    .default(0.5)
    .describe('Least Aurora capacity units'),
  maxCapacity: z.number().min(1).max(256).multipleOf(0.5).default(4).describe('Most Aurora capacity units'),
  multiAz: z.boolean().default(false).describe('A standby in a second availability zone'),
  backupDays: z.int().min(1).max(35).default(7).describe('Days that automated backups are kept'),
});

export type BootstrapOptions = z.infer<typeof bootstrapSchema>;
