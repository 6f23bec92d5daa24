/** The lists that `kc-eb init` offers. */
import { suggestion } from '../base/did-you-mean.ts';
import { regions } from '../project/regions.ts';
import { databases, databaseVendors } from '../keycloak/databases.ts';
import { knownReleases } from '../keycloak/known-releases.ts';
import { isFrom, parseRelease } from '../keycloak/releases.ts';

export interface Choice {
  value: string;
  name: string;
  /** In the prompt after the choice. */
  short: string;
  description?: string;
  disabled?: string;
}

export const regionChoices: readonly Choice[] = Object.entries(regions).map(([value, place]) => ({
  ...{ value, short: value },
  name: `${value.padEnd(14)}  ${place}`,
}));

export const releaseChoices: readonly Choice[] = knownReleases.map((value) => ({
  ...{ value, name: value, short: value },
}));

/** Databases that the release supports first can be chosen. */
export function vendorChoices(release: string): readonly Choice[] {
  const parsed = parseRelease(release);
  return databaseVendors.map((value) => {
    const { since } = databases[value];
    const disabled =
      parsed !== undefined && !isFrom(parsed, since) ? `(from Keycloak ${since} on)` : undefined;
    return { value, name: value, short: value, ...(disabled !== undefined && { disabled }) };
  });
}

/**
 * Returns the choices that contain `term`, the initial one first; for a term that none contains, the nearest one, with
 * the reason.
 */
export function matching(choices: readonly Choice[], initial: string, term: string | undefined): Choice[] {
  const all = choices.some(({ value }) => value === initial)
    ? choices
    : [{ value: initial, name: initial, short: initial }, ...choices];
  if (term === undefined) return all.toSorted((a, b) => rank(b, initial) - rank(a, initial));
  const found = all.filter(({ name }) => name.toLowerCase().includes(term.trim().toLowerCase()));
  if (found.length > 0) return found;
  const near = suggestion(
    term.trim(),
    all.map(({ value }) => value),
  );
  return all
    .filter(({ value }) => near.includes(` ${value}?`))
    .map((choice) => ({
      ...choice,
      description: `"${term.trim()}" is not in the list; this is the nearest.`,
    }));
}

const rank = ({ value }: Choice, initial: string): number => (value === initial ? 1 : 0);
