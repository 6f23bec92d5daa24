/** Command lines of the container engine (docker, podman, finch alike), as arrays; secrets never stand in them. */

export function dockerBuild(image: { uri: string; platform: string }, contextFolder: string): string[] {
  return ['build', '--platform', image.platform, '--tag', image.uri, contextFolder];
}

/** The password comes by standard input. */
export function dockerLogin(registry: string, username: string): string[] {
  return ['login', '--username', username, '--password-stdin', registry];
}

export function dockerPush(uri: string): string[] {
  return ['push', uri];
}

const metadataFile = '/tmp/compatibility.json';
const updateCompatibility = '/opt/keycloak/bin/kc.sh update-compatibility';

/**
 * Standard output is the metadata, as JSON. `variables`: names; the engine takes their values from its own environment.
 * https://www.keycloak.org/server/update-compatibility
 */
export function compatibilityMetadata(uri: string, variables: readonly string[]): string[] {
  // The command's own words go elsewhere.
  const script = `${updateCompatibility} metadata --optimized --file=${metadataFile} >&2 && cat ${metadataFile}`;
  return runScript(uri, variables, script);
}

/** The metadata of before comes by standard input: no folder of this machine need be seen by the engine's. */
export function compatibilityCheck(uri: string, variables: readonly string[]): string[] {
  const script = `cat > ${metadataFile} && exec ${updateCompatibility} check --optimized --file=${metadataFile} 2>&1`;
  return runScript(uri, variables, script);
}

function runScript(uri: string, variables: readonly string[], script: string): string[] {
  // A command line may be read by every process of the machine; what a value looks like does not settle what it is.
  const settings = variables.flatMap((name) => ['--env', name]);
  return ['run', '--rm', '--interactive', ...settings, '--entrypoint', 'sh', uri, '-c', script];
}
