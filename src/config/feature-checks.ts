/** Checks keycloak.features and keycloak.disabledFeatures against the features of the release. */
import type { Config } from './schema.ts';
import type { Problem } from './yaml-problems.ts';
import { isFrom, type Release } from '../keycloak/releases.ts';
import { alwaysOn, featureSpans, previewFeatures, versionedSince } from '../keycloak/features.ts';
import { suggestion } from '../base/did-you-mean.ts';
import { covers, spansOf, spanWords } from '../keycloak/release-ranges.ts';

export function checkFeatures(config: Config): Problem[] {
  return config.keycloak.version.newerThanTable ? [] : featureProblems(config);
}

/** Warnings, one sentence each, for a release newer than the table: it may have features that the table lacks. */
export function unknownFeatures(config: Config): string[] {
  if (!config.keycloak.version.newerThanTable) return [];
  return featureProblems(config).map(({ path, message }) => `${path.join('.')}: ${message}.`);
}

function featureProblems({ keycloak: { version, features, disabledFeatures } }: Config): Problem[] {
  const { enabled, disabled } = acceptedAt(version);
  const check = (place: string, names: readonly string[], accepted: ReadonlySet<string>): Problem[] =>
    names.flatMap((name, index) =>
      accepted.has(name)
        ? []
        : [{ path: ['keycloak', place, index], message: featureProblem(version, name, accepted) }],
    );
  return [
    ...check('features', features, enabled),
    ...check('disabledFeatures', disabledFeatures, disabled),
    // Its options do not accept the values that kc-eb sets.
    ...features.flatMap((name, index) =>
      name === 'hostname:v1' && enabled.has(name) && version.traits.urlVariables.includes('KC_HOSTNAME')
        ? [
            {
              path: ['keycloak', 'features', index],
              message: `is not supported: kc-eb sets the options of hostname v2 for Keycloak ${version.name}`,
            },
          ]
        : [],
    ),
  ];
}

/** "admin-v2" gives admin and admin:v2; "scripts" gives scripts and, for releases with feature versions, scripts:v1. */
function acceptedAt(release: Release): { enabled: Set<string>; disabled: Set<string> } {
  const keys = featureSpans.filter((span) => covers(span, release)).flatMap(({ names }) => names);
  const versioned = isFrom(release, versionedSince);
  const parts = keys.map((key) => {
    const [, name = key, number = '1'] = (versioned ? /^(.*)-v(\d+)$/.exec(key) : null) ?? [];
    return { name, version: `${name}:v${number}` };
  });
  const names = [previewFeatures, ...parts.map(({ name }) => name)];
  return {
    enabled: new Set([...names, ...(versioned ? parts.map(({ version }) => version) : [])]),
    disabled: new Set(names.filter((name) => !alwaysOn.includes(name))),
  };
}

function featureProblem(release: Release, feature: string, accepted: ReadonlySet<string>): string {
  const [name = '', number] = feature.split(':');
  if (number !== undefined && accepted.has(name)) {
    const versions = [...accepted].filter((one) => one.startsWith(`${name}:`));
    return versions.length === 0
      ? `does not take a version here; use ${name}`
      : `Keycloak ${release.name} has only ${versions.join(' and ')}`;
  }
  const spans = spansOf(featureSpans, name);
  const when = spans.length === 0 || accepted.has(name) ? '' : ` (available ${spanWords(spans)})`;
  const rather = suggestion(feature.replace(/-(v\d+)$/, ':$1'), [...accepted]);
  return alwaysOn.includes(name)
    ? `Keycloak ${release.name} cannot disable the feature ${feature}${rather}`
    : `Keycloak ${release.name} does not have the feature ${feature}${when}${rather}`;
}
