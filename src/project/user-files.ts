/** The project's folders for the image, and where Keycloak reads them. */
import type { Config } from '../config/schema.ts';
import { importKind } from './inspect/realms.ts';

/** Place in the image; undefined when it depends on the release (KeycloakTraits.certificates). What changes most is last. */
export const imageFolders = {
  providers: 'opt/keycloak/providers',
  certificates: undefined,
  /** https://www.keycloak.org/server/importExport#_importing_a_realm_during_startup */
  realms: 'opt/keycloak/data/import',
  themes: 'opt/keycloak/themes',
} as const satisfies Record<string, string | undefined>;

export type ImageFolder = keyof typeof imageFolders;

/** Additions to the rendered docker-compose.yml. */
export const composeOverrideFile = 'overrides/docker-compose.override.yml';

/** Returns those of `userFiles` (paths in the project) that the folder contains. */
export function filesIn(folder: ImageFolder, userFiles: readonly string[]): string[] {
  return userFiles.filter((path) => path.startsWith(`${folder}/`));
}

/** Warnings, one sentence each, about files that Keycloak would ignore or reject. */
export function unusableFiles({ keycloak: { version } }: Config, userFiles: readonly string[]): string[] {
  const { certificates } = version.traits;
  return userFiles.flatMap((path) => {
    if (path.startsWith('realms/') && importKind(path) === undefined)
      return [
        `${path} is not imported: Keycloak reads NAME-realm.json and NAME-users-0.json, and no folders in realms/.`,
      ];
    if (path.startsWith('certificates/') && !certificateFiles[certificates].names.test(path))
      return [
        `${path} is no certificate that Keycloak ${version.name} can take; ${certificateFiles[certificates].hint}.`,
      ];
    return [];
  });
}

const certificateFiles = {
  java: { names: /\.(pem|crt|cer)$/i, hint: 'it takes PEM files: .pem, .crt, .cer' },
  truststores: {
    names: /\.(pem|crt|cer|p12|pfx|pkcs12)$/i,
    hint: 'it takes PEM files (.pem, .crt, .cer) and PKCS12 files without a password (.p12, .pfx, .pkcs12)',
  },
};
