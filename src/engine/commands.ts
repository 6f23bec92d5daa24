/** Command lines of the container engine (docker, podman or finch), as arrays. They never contain secrets. */

export function dockerBuild(image: { uri: string; platform: string }, contextFolder: string): string[] {
  return ['build', '--platform', image.platform, '--tag', image.uri, contextFolder];
}

/** Reads the password from standard input. */
export function dockerLogin(registry: string, username: string): string[] {
  return ['login', '--username', username, '--password-stdin', registry];
}

export function dockerPush(uri: string): string[] {
  return ['push', uri];
}

const metadataFile = '/tmp/compatibility.json';
const updateCompatibility = '/opt/keycloak/bin/kc.sh update-compatibility';

/**
 * Prints the metadata as JSON. `variables`: names; the engine reads their values from its own environment.
 * https://www.keycloak.org/server/update-compatibility
 */
export function compatibilityMetadata(uri: string, variables: readonly string[]): string[] {
  // Standard output is for the metadata only.
  const script = `${updateCompatibility} metadata --optimized --file=${metadataFile} >&2 && cat ${metadataFile}`;
  return runScript(uri, variables, script);
}

/** Reads the earlier metadata from standard input: the engine may not see this machine's folders. */
export function compatibilityCheck(uri: string, variables: readonly string[]): string[] {
  const script = `cat > ${metadataFile} && exec ${updateCompatibility} check --optimized --file=${metadataFile} 2>&1`;
  return runScript(uri, variables, script);
}

function runScript(uri: string, variables: readonly string[], script: string): string[] {
  // Every process on the machine can read a command line, and a secret may not look like one.
  const settings = variables.flatMap((name) => ['--env', name]);
  return ['run', '--rm', '--interactive', ...settings, '--entrypoint', 'sh', uri, '-c', script];
}
