import { projectFiles } from '../../src/system/files.ts';
import type { Config } from '../../src/config/schema.ts';
import { renderBundle } from '../../src/render/bundle.ts';
import { asRelease, exampleConfig } from '../fakes/example-config.ts';

export interface NginxChanges {
  version?: string;
  relativePath?: string;
  network?: Partial<Config['network']>;
}

export async function nginxConf(changes: NginxChanges = {}): Promise<string> {
  const { version = '26.7.3', relativePath = '/' } = changes;
  const { keycloak, network } = exampleConfig();
  const config = exampleConfig({
    keycloak: { ...keycloak, version: asRelease(version), relativePath },
    network: { ...network, ...changes.network },
  });
  const facts = { imageUri: 'registry/id:1', proxyUri: 'registry/id:2', userFiles: [], label: '' };
  const bundle = renderBundle(config, await projectFiles('.').templates(), facts);
  return bundle.get('nginx/default.conf') ?? '';
}
