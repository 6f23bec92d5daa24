import type { Docker } from '../../src/local-beanstalk/base/docker.ts';

/** The image has bash, and neither find nor awk. */
const script = `cd /opt/keycloak; shopt -s globstar dotglob
for file in **; do [ -d "$file" ] || sha256sum "$file"; done`;

/** Returns the files of /opt/keycloak with their SHA-256. */
export async function imageFiles(docker: Docker, image: string): Promise<Map<string, string>> {
  const text = await docker.run(['run', '--rm', '--entrypoint', 'bash', image, '-c', script]);
  return new Map(
    text.split('\n').flatMap((line) => {
      const [, hash = '', path = ''] = /^([0-9a-f]{64}) [ *](.+)$/.exec(line) ?? [];
      return path === '' ? [] : [[path, hash] as const];
    }),
  );
}
