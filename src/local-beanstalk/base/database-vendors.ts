/** The databases that Local Beanstalk can run. */
export const localDatabaseVendors = ['postgres', 'mariadb', 'mysql'] as const;
export type LocalDatabaseVendor = (typeof localDatabaseVendors)[number];
