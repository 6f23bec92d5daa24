import type { FalseWarning } from '../../src/keycloak/release-table.ts';

/** Lines in which kc.sh rejects or deprecates an option. */
const phrases = [
  /deprecat/i,
  /unknown|unrecogni[sz]ed|not recogni[sz]ed/i,
  /not usable with/,
  /will be ignored|is ignored|are ignored/i,
  /\bUNAVAILABLE\b/,
  /will NOT be used/i,
  /\bDisabled option\b/,
  /^ERROR/,
];

/** Lines of other programs, which options of kc-eb do not cause. */
const unrelated = [
  // Docker without buildx.
  /^DEPRECATED: The legacy builder/,
  // Of features that the release itself has on.
  /Deprecated features .* enabled by default/,
  // Quarkus, of a file that Keycloak brings.
  /A legacy persistence\.xml file is present in the classpath/,
  // JGroups 5.3, of the TCP stack that Infinispan brings and ours extends.
  /JGRP000014: ThreadPool\.thread_dumps_threshold has been deprecated/,
  // Infinispan 14, of the marshalling that Keycloak 22 to 25 have chosen.
  /ISPN000554: jboss-marshalling is deprecated/,
];

/**
 * Returns the lines of a build or a start that a correct set of options does not cause. `falseWarnings`: the harmless
 * ones of the release.
 */
export function complaints(lines: readonly string[], falseWarnings: readonly FalseWarning[] = []): string[] {
  const has = (line: string, patterns: readonly RegExp[]): boolean =>
    patterns.some((pattern) => pattern.test(line));
  const wrong = lines.map((line, index) => ({ line, listed: listedBelow(lines, index) }));
  return wrong
    .filter(({ line }) => has(line, phrases) && !has(line, unrelated))
    .filter(
      ({ line, listed }) =>
        !/ DEPRECATED and will be removed/.test(line) ||
        listed.length === 0 ||
        !listed.every((name) => falseWarnings.some(({ option }) => option === name)),
    )
    .map(({ line }) => line);
}

/** Options in the lines that follow: "\t- hostname". */
function listedBelow(lines: readonly string[], index: number): string[] {
  const names: string[] = [];
  for (const line of lines.slice(index + 1)) {
    const name = /^\s+- (\S+)/.exec(line)?.[1];
    if (name === undefined) return names;
    names.push(name.replace(/[:=].*/, ''));
  }
  return names;
}
