import { type Config, configSchema } from '../../src/config/schema.ts';

/** A whole kc-eb.yaml as a value; `changes` replace top-level keys. */
export function exampleConfig(changes: Partial<Config> = {}): Config {
  return {
    ...configSchema.parse({
      application: 'id',
      environment: 'id-prod',
      region: 'us-east-1',
      keycloak: { version: '26.7.3', hostname: 'https://id.example.com' },
      database: {
        vendor: 'postgres',
        host: 'db.example.com',
        password: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf',
      },
      admin: { password: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:admin-AbCdEf' },
    }),
    ...changes,
  };
}
