/** Looks up which releases have an option or a feature, and which options `kc.sh build` fixes. */
import { compareVersions, isFrom, type Release } from './releases.ts';
import { buildTimeSpans, type OptionSpan } from './options.ts';

export function covers({ first, last }: OptionSpan, release: Release): boolean {
  return isFrom(release, first) && (last === undefined || compareVersions(release.row, last) <= 0);
}

/** Returns the names that match an option. An exact name takes precedence over those with "*". */
export function matchNames(names: readonly string[], option: string): string[] {
  if (names.includes(option)) return [option];
  return names.filter((name) => name.endsWith('*') && option.startsWith(name.slice(0, -1)));
}

export function spansOf(spans: readonly OptionSpan[], option: string): OptionSpan[] {
  const found = matchNames(
    spans.flatMap(({ names }) => names),
    option,
  );
  return spans.filter(({ names }) => names.some((name) => found.includes(name)));
}

/** True when the spans have the name, though not for this release. */
export function isAbsent(spans: readonly OptionSpan[], name: string, release: Release): boolean {
  const found = spansOf(spans, name);
  return found.length > 0 && !found.some((span) => covers(span, release));
}

/** "from 24.0 on", "in 22.0 only", "from 22.0 to 25.0". */
export function spanWords(spans: readonly OptionSpan[]): string {
  const from = spans[0]?.first ?? '';
  const to = spans.at(-1)?.last;
  if (to === undefined) return `from ${from} on`;
  return from === to ? `in ${to} only` : `from ${from} to ${to}`;
}

/** True when `kc.sh build` fixes the option in this release. */
export function isBuildTime(release: Release, option: string): boolean {
  // The provider of an SPI, and whether it is enabled. https://www.keycloak.org/server/configuration-provider
  if (/^spi-.*-(provider|provider-default|enabled)$/.test(option)) return true;
  return spansOf(buildTimeSpans, option).some((span) => covers(span, release));
}

/** Returns KC_LOG_LEVEL for log-level. https://www.keycloak.org/server/configuration */
export function variableOf(option: string): string {
  return `KC_${option.toUpperCase().replaceAll('-', '_')}`;
}

/** Returns log-level for KC_LOG_LEVEL; undefined for variables of other programs. */
export function optionOf(variable: string): string | undefined {
  return variable.startsWith('KC_') ? variable.slice(3).toLowerCase().replaceAll('_', '-') : undefined;
}
