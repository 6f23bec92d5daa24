import { type Config, configSchema } from '../../src/config/schema.ts';
import { parseRelease, type Release } from '../../src/keycloak/releases.ts';

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

/** "26.7.3" as a Release. */
export function asRelease(name: string): Release {
  const parsed = parseRelease(name);
  if (parsed === undefined) throw new Error(`not a release: ${name}`);
  return parsed;
}
