export const databaseVendors = [
  'postgres',
  'mysql',
  'mariadb',
  'mssql',
  'oracle',
  'aurora-postgres',
] as const;
export type DatabaseVendor = (typeof databaseVendors)[number];
