/** The layers of the image that kc-eb writes: the project's files and the cache file. */
import type { Config } from '../config/schema.ts';
import { needsCacheFile } from '../config/derived-values.ts';
import { type DatabaseTraits, databases } from '../keycloak/databases.ts';
import type { KeycloakTraits } from '../keycloak/release-table.ts';
import { fillTemplate, pickTemplate } from '../base/template.ts';
import type { Archive } from '../base/archive.ts';
import { filesIn, type ImageFolder, imageFolders } from '../project/user-files.ts';

export const cacheFile = 'cache-ispn.xml';

/** An engine extracts the archive with its times and owners, so that equal content is an equal layer. */
export interface ImageLayer extends Archive {
  /** The archive's, without ".tar". */
  name: string;
  /** Whether `kc.sh build` reads it: then it comes before what the build writes. */
  built: boolean;
  /** Lines of the Dockerfile that follow it, or "". */
  after: string;
}

type Templates = ReadonlyMap<string, string>;

/** Places of certificates, and what makes Java trust them there. */
const certificateLayers = {
  java: {
    place: 'opt/keycloak/certificates',
    texts: { 'opt/keycloak/import-certificates.sh': 'image/certificates/import-certificates.sh' },
    after: 'image/certificates/java.dockerfile',
  },
  truststores: { place: 'opt/keycloak/conf/truststores', texts: {}, after: undefined },
} satisfies Record<KeycloakTraits['certificates'], unknown>;

/** Returns the layers in the order of change: what changes most is last. */
export function imageLayers(
  config: Config,
  templates: Templates,
  userFiles: readonly string[],
): ImageLayer[] {
  const { certificates, cacheOptions } = config.keycloak.version.traits;
  const trust = certificateLayers[certificates];
  const folder = (name: ImageFolder, place: string): ImageLayer => ({
    ...{ name, built: false, after: '', texts: new Map() },
    copies: new Map(filesIn(name, userFiles).map((path) => [place + path.slice(name.length), path])),
  });
  const certificateLayer: ImageLayer = {
    ...folder('certificates', trust.place),
    texts: new Map(Object.entries(trust.texts).map(([path, name]) => [path, pickTemplate(templates, name)])),
    after: trust.after === undefined ? '' : pickTemplate(templates, trust.after).trimEnd(),
  };
  const hasFiles = ({ copies }: ImageLayer): boolean => copies.size > 0;
  return [
    ...[{ ...folder('providers', imageFolders.providers), built: true }].filter(hasFiles),
    // Such a release writes the file's content into the program.
    ...(needsCacheFile(config)
      ? [{ ...cacheLayer(config, templates), built: cacheOptions === 'build' }]
      : []),
    ...[
      certificateLayer,
      folder('realms', imageFolders.realms),
      folder('themes', imageFolders.themes),
    ].filter(hasFiles),
  ];
}

function cacheLayer(config: Config, templates: Templates): ImageLayer {
  const texts = new Map([[`opt/keycloak/conf/${cacheFile}`, cacheXml(config, templates)]]);
  return { name: 'conf', built: false, after: '', texts, copies: new Map() };
}

function cacheXml(config: Config, templates: Templates): string {
  const { jdbcPing, infinispanSchema, caches } = config.keycloak.version.traits;
  const ownStack = jdbcPing === 'file';
  return fillTemplate(pickTemplate(templates, 'image/cache-ispn.xml'), {
    schema: infinispanSchema,
    jgroups: ownStack ? jgroupsXml(config, templates) : '',
    transport: `        <transport lock-timeout="60000"${ownStack ? ' stack="jdbc-ping-tcp"' : ''}/>`,
    caches: caches === undefined ? '' : pickTemplate(templates, `image/caches/${caches}`).trimEnd(),
  });
}

/** The stack reads the variables of Keycloak, so that database settings exist once. */
function jgroupsXml(config: Config, templates: Templates): string {
  const traits: DatabaseTraits = databases[config.database.vendor];
  return fillTemplate(pickTemplate(templates, 'image/jgroups.xml'), {
    driver: traits.pingDriver,
    url: fillTemplate(traits.jdbcUrl, {
      host: '${env.KC_DB_URL_HOST}',
      port: `\${env.KC_DB_URL_PORT:${traits.port}}`,
      name: '${env.KC_DB_URL_DATABASE}',
      properties: '${env.KC_DB_URL_PROPERTIES:}',
    }),
    table: traits.pingTable,
  });
}
