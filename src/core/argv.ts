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
