import { projectFiles } from '../../src/system/files.ts';
import { renderBundle } from '../../src/render/bundle.ts';
import { asRelease, exampleConfig } from '../fakes/example-config.ts';

export async function nginxConf(version: string, relativePath: string): Promise<string> {
  const { keycloak } = exampleConfig();
  const config = exampleConfig({ keycloak: { ...keycloak, version: asRelease(version), relativePath } });
  const facts = { imageUri: 'registry/id:1', userFiles: [], label: '' };
  const bundle = renderBundle(config, await projectFiles('.').templates(), facts);
  return bundle.get('nginx/default.conf') ?? '';
}
