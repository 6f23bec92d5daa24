import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { stackTemplate } from '../../src/bootstrap/template.ts';
import { bootstrapSchema } from '../../src/config/keys/bootstrap-schema.ts';
import type { DatabaseVendor } from '../../src/keycloak/databases.ts';
import { exampleConfig } from '../fakes/example-config.ts';
import { MemoryFiles } from '../fakes/memory-files.ts';

const templates = await new MemoryFiles().templates();
const network = { vpc: 'vpc-1', subnets: ['subnet-a', 'subnet-b'] };

interface Parsed {
  Resources: Record<string, { Type: string; DeletionPolicy?: string; Properties: Record<string, unknown> }>;
  Outputs: Record<string, unknown>;
}

function template(vendor: DatabaseVendor, options: object = {}): Parsed {
  const example = exampleConfig({ bootstrap: bootstrapSchema.parse(options) });
  const config = { ...example, database: { ...example.database, vendor } };
  return parse(stackTemplate(config, network, templates)) as Parsed;
}

describe('the template of the stack', () => {
  it.each<[DatabaseVendor, object, string, string]>([
    ['postgres', {}, 'AWS::RDS::DBInstance', 'postgres'],
    ['postgres', { database: 'aurora-serverless' }, 'AWS::RDS::DBCluster', 'aurora-postgresql'],
    ['aurora-postgres', {}, 'AWS::RDS::DBCluster', 'aurora-postgresql'],
    ['mysql', {}, 'AWS::RDS::DBInstance', 'mysql'],
    ['mariadb', {}, 'AWS::RDS::DBInstance', 'mariadb'],
  ])('keeps the database of %s %j when it is deleted', (vendor, options, type, engine) => {
    const { Database } = template(vendor, options).Resources;
    expect(Database).toMatchObject({
      ...{ Type: type, DeletionPolicy: 'Snapshot', UpdateReplacePolicy: 'Snapshot' },
      Properties: {
        Engine: engine,
        StorageEncrypted: true,
        DeletionProtection: true,
        BackupRetentionPeriod: 7,
      },
    });
  });

  it('takes size, version and backups from kc-eb.yaml', () => {
    const { Database } = template('postgres', {
      ...{ instanceClass: 'db.m7g.large', storageGb: 100, multiAz: true, backupDays: 30 },
      engineVersion: '17.6',
    }).Resources;
    expect(Database?.Properties).toMatchObject({
      ...{ DBInstanceClass: 'db.m7g.large', AllocatedStorage: 100, MultiAZ: true, BackupRetentionPeriod: 30 },
      EngineVersion: '17.6',
    });
  });

  it('leaves the version to RDS, so that an upgrade is not a drift', () => {
    expect(template('postgres').Resources['Database']?.Properties).not.toHaveProperty('EngineVersion');
  });

  it('gives MariaDB the character set that Keycloak needs', () => {
    const { Database, DatabaseParameters } = template('mariadb', { engineVersion: '11.4.9' }).Resources;
    expect(DatabaseParameters?.Properties).toMatchObject({
      ...{ Family: 'mariadb11.4', Parameters: { character_set_server: 'utf8mb4' } },
    });
    expect(Database?.Properties['DBParameterGroupName']).toEqual({ Ref: 'DatabaseParameters' });
  });

  it('adds a second Aurora instance for failover', () => {
    const writers = (options: object): number =>
      Object.values(template('postgres', { database: 'aurora-serverless', ...options }).Resources).filter(
        ({ Type }) => Type === 'AWS::RDS::DBInstance',
      ).length;
    expect([writers({}), writers({ multiAz: true })]).toEqual([1, 2]);
  });

  it.each<[DatabaseVendor, object]>([
    ['oracle', {}],
    ['mssql', {}],
    ['mysql', { database: 'aurora-serverless' }],
    ['aurora-postgres', { database: 'instance' }],
  ])('rejects %s %j', (vendor, options) => {
    expect(() => template(vendor, options)).toThrow(expect.objectContaining({ kind: 'usage' }) as Error);
  });
});
