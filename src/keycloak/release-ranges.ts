/** Looks up in keycloak-options.ts which minors have an option, and what settles it. */
import { compareMinors, findMinor, type Minor } from './releases.ts';
import { buildTimeSpans, type OptionSpan } from './options.ts';

export function covers({ first, last }: OptionSpan, minor: Minor): boolean {
  return compareMinors(first, minor) <= 0 && (last === undefined || compareMinors(minor, last) <= 0);
}

/** An exact name wins over one with "*". */
export function spansOf(spans: readonly OptionSpan[], option: string): OptionSpan[] {
  const exact = spans.filter(({ names }) => names.includes(option));
  if (exact.length > 0) return exact;
  return spans.filter(({ names }) =>
    names.some((name) => name.endsWith('*') && option.startsWith(name.slice(0, -1))),
  );
}

/** "from 24.0 on", "in 22.0 only", "from 22.0 to 25.0". */
export function spanWords(spans: readonly OptionSpan[]): string {
  const from = spans[0]?.first ?? '';
  const to = spans.at(-1)?.last;
  if (to === undefined) return `from ${from} on`;
  return from === to ? `in ${to} only` : `from ${from} to ${to}`;
}

/** True when kc.sh build settles the option in this release. */
export function isBuildTime(version: string, option: string): boolean {
  const minor = findMinor(version);
  // Which provider of an SPI, and whether it is there. https://www.keycloak.org/server/configuration-provider
  if (/^spi-.*-(provider|provider-default|enabled)$/.test(option)) return true;
  return minor !== undefined && spansOf(buildTimeSpans, option).some((span) => covers(span, minor));
}

/** KC_LOG_LEVEL for log-level. https://www.keycloak.org/server/configuration */
export function variableOf(option: string): string {
  return `KC_${option.toUpperCase().replaceAll('-', '_')}`;
}
