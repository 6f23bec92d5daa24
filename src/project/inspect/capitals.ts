/** Names that differ from a name with a meaning by capitals alone. The instances' file systems tell them apart. */
import { type FileFinding, warning } from './finding.ts';

/** "*" stands for any name, or for a part of one. */
const meaningful = [
  'overrides/docker-compose.yml',
  'overrides/docker-compose.override.yml',
  'overrides/.ebextensions/*.config',
  ...['hooks', 'confighooks'].flatMap((kind) =>
    ['prebuild', 'predeploy', 'postdeploy'].map((stage) => `overrides/.platform/${kind}/${stage}/*`),
  ),
  'overrides/nginx/default.conf',
  'overrides/nginx/conf.d/*.conf',
  'overrides/nginx/http.d/*.conf',
  'overrides/heartbeat/heartbeat.sh',
  'providers/*.jar',
  ...['account', 'admin', 'common', 'email', 'login', 'welcome'].map(
    (type) => `themes/*/${type}/theme.properties`,
  ),
].map((name) => {
  const parts = name.split('*');
  const escaped = parts.map((part) => part.replaceAll('.', String.raw`\.`));
  return { parts, pattern: new RegExp(`^${escaped.join('([^/]*)')}$`, 'i') };
});

/** Path → what is wrong with it. */
export function otherCapitals(paths: readonly string[]): Map<string, FileFinding> {
  return new Map(
    [...paths].sort().flatMap((path) => {
      const right = meantName(path);
      return right === undefined || right === path
        ? []
        : [
            [
              path,
              warning(`${path} has no effect: its name must be ${right}, with these capitals.`),
            ] as const,
          ];
    }),
  );
}

function meantName(path: string): string | undefined {
  for (const { parts, pattern } of meaningful) {
    const [whole, ...free] = pattern.exec(path) ?? [];
    if (whole !== undefined) return parts.map((part, index) => part + (free[index] ?? '')).join('');
  }
  return undefined;
}
