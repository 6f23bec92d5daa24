/** Checks of this machine and of the project: they ask nothing of AWS. */
import { mostBytes, propertyBytes } from '../config/cross-checks.ts';
import type { Config } from '../config/schema.ts';
import { type Check, type Finding, given } from './check.ts';
import { newestMinor } from '../keycloak/releases.ts';
import { faultsOf, firstWithout } from '../keycloak/known-issues.ts';
import { unknownOptions } from '../config/option-checks.ts';
import {
  delicateValues,
  missingDriver,
  placeholders,
  placeholderUrl,
  plainSecrets,
} from '../project/warnings.ts';

export const projectChecks: readonly Check[] = [
  {
    id: 'node',
    title: 'Node.js',
    look: ({ nodeVersion }) =>
      Number.parseInt(nodeVersion, 10) < oldestOfSdk ? oldNode(nodeVersion) : undefined,
  },
  {
    id: 'engine',
    title: 'Container engine',
    look: ({ engine }) =>
      'value' in engine
        ? undefined
        : {
            level: 'error',
            what: engine.unread,
            why: 'deploy builds the Keycloak image here, unless ECR has it already.',
            remedy: 'Install or start Docker, Podman or Finch; KC_EB_ENGINE names another program.',
          },
  },
  {
    id: 'placeholders',
    title: 'Values of kc-eb init',
    look: ({ config, local }) =>
      local
        ? undefined
        : said(placeholders(config), {
            level: 'error',
            why: 'Only you can know them.',
            remedy: 'Set them in kc-eb.yaml.',
          }),
  },
  {
    id: 'hostname',
    title: 'Public URL',
    look: ({ config }) =>
      said(placeholderUrl(config), {
        level: 'warning',
        why: 'Nobody reaches Keycloak, or its admin console, under a name that is not yours.',
        remedy: 'Set the host name that users will see.',
      }),
  },
  { id: 'release', title: 'Keycloak release', look: ({ config }) => release(config) },
  { id: 'faults', title: 'Known cluster faults', look: ({ config }) => faults(config) },
  {
    id: 'files',
    title: 'Files of yours',
    look: ({ files }) =>
      'value' in files
        ? undefined
        : {
            level: 'error',
            what: files.unread,
            why: 'deploy takes regular files that it can read, of names that it can keep.',
            remedy: 'Put a copy there, rename it, or take it away.',
          },
  },
  {
    id: 'driver',
    title: 'Database driver',
    look: ({ config, files }) =>
      given(files, ({ imageFiles }) =>
        said(missingDriver(config, imageFiles), {
          level: 'error',
          why: 'Keycloak does not start without it.',
          remedy: 'Put the file into providers/.',
        }),
      ),
  },
  {
    id: 'options',
    title: 'Keycloak options',
    look: ({ config }) =>
      said(unknownOptions(config), {
        level: 'warning',
        why: 'A build refuses an option that it does not know.',
        remedy: 'Correct keycloak.buildOptions and keycloak.env.',
      }),
  },
  { id: 'size', title: 'Environment properties', look: ({ config }) => size(config) },
  {
    id: 'values',
    title: 'Values with $ and quotes',
    look: ({ config }) =>
      said(delicateValues(config), {
        level: 'warning',
        why: 'Beanstalk writes "$" as "$$" into .env, and how it quotes the rest is not documented.',
        remedy: 'Move it to keycloak.secrets, or take a value without them.',
      }),
  },
  {
    id: 'plain-secrets',
    title: 'Secrets in kc-eb.yaml',
    look: ({ config }) =>
      said(plainSecrets(config), {
        level: 'warning',
        why: 'It is in kc-eb.yaml, and in option settings that many may read.',
        remedy: 'Put the value into Secrets Manager or SSM, and its ARN under keycloak.secrets.',
      }),
  },
  { id: 'cluster', title: 'Clustering', look: ({ config }) => clustering(config) },
];

/** The SDK's own words are in @aws-sdk/core (emitWarningIfUnsupportedVersion); kc-eb silences them elsewhere. */
const oldestOfSdk = 22;

function oldNode(version: string): Finding {
  return {
    level: 'note',
    what: `kc-eb runs on Node.js ${version}.`,
    why: `Versions of the AWS SDK from January 2027 on need ${oldestOfSdk} (https://a.co/c895JFp); this kc-eb goes on with the SDK it has.`,
    remedy: `Install Node.js ${oldestOfSdk} or newer.`,
  };
}

function release({ keycloak: { version } }: Config): Finding | undefined {
  if (!version.newerThanTable) return undefined;
  return {
    level: 'note',
    what: `Keycloak ${version.name} is newer than what this kc-eb knows.`,
    why: `It is deployed as if it were ${newestMinor}; what has changed since then is not known here.`,
    remedy: 'Look for a newer kc-eb.',
  };
}

function faults({ keycloak: { version }, cluster, database: { vendor } }: Config): Finding | undefined {
  const found = cluster.enabled ? faultsOf(version, vendor) : [];
  if (found.length === 0) return undefined;
  return {
    level: 'warning',
    what: `Keycloak ${version.name} has faults that a cluster meets:\n${found
      .map(({ issue, what }) => `- ${what} (https://github.com/keycloak/keycloak/issues/${issue})`)
      .join('\n')}`,
    why: 'Later releases have them no more.',
    remedy: `keycloak.version: ${firstWithout(version, vendor)} or newer.`,
  };
}

function size(config: Config): Finding | undefined {
  const bytes = propertyBytes(config);
  // More than that does not come here: kc-eb.yaml is refused.
  if (bytes <= 0.9 * mostBytes) return undefined;
  return {
    level: 'warning',
    what: `Environment properties take ${bytes} of ${mostBytes} bytes.`,
    why: 'Beanstalk refuses more.',
    remedy: 'A long value can be a secret (keycloak.secrets), whose ARN alone counts.',
  };
}

function clustering({ cluster: { enabled, network } }: Config): Finding | undefined {
  if (!enabled) {
    return {
      level: 'note',
      what: 'cluster.enabled is false.',
      why: 'Each node has caches of its own and sees changes of the others late.',
      remedy: 'Leave it out, unless there is one instance.',
    };
  }
  if (network === 'host') return undefined;
  return {
    level: 'error',
    what: 'cluster.network is bridge.',
    why: "Nodes advertise addresses of Docker's own network, and never become one cluster.",
    remedy: 'cluster.network: host.',
  };
}

/** One finding of all that was said; undefined when nothing was. */
function said(texts: readonly string[], rest: Omit<Finding, 'what'>): Finding | undefined {
  return texts.length === 0 ? undefined : { ...rest, what: texts.join('\n') };
}
