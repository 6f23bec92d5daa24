/** Checks of a project: `kc-eb plan` warns of what they find, `kc-eb doctor` reports it with reason and remedy. */
import { mostBytes, propertyBytes } from '../config/cross-checks.ts';
import { unknownFeatures } from '../config/feature-checks.ts';
import { unknownOptions } from '../config/option-checks.ts';
import { unknownSettings } from '../config/setting-checks.ts';
import type { Config } from '../config/schema.ts';
import { faultsOf, firstWithout } from '../keycloak/known-issues.ts';
import { newestMinor } from '../keycloak/releases.ts';
import {
  adminPath,
  distrustedNginx,
  otherHealthPath,
  lostTls,
  proxyAsClient,
  schemaBesidePing,
} from './situation-warnings.ts';
import { privateSubnets } from './private-subnets.ts';
import { unusableFiles } from './user-files.ts';
import {
  delicateValues,
  foreignCertificate,
  hiddenLines,
  longShutdown,
  missingCertificate,
  missingDriver,
  missingSecurityGroup,
  newerRelease,
  plainHostname,
  placeholders,
  placeholderUrl,
  plainOracle,
  plainSecrets,
  urlBesidePing,
} from './warnings.ts';

/** `error`: a deployment would fail or fails. `warning`: it may not be as intended. `note`: for information. */
export type Level = 'error' | 'warning' | 'note';

/** Returns one sentence for each thing that it finds. `userFiles`: as for renderImage. */
type Find = (config: Config, userFiles: readonly string[]) => string[];

interface Warning {
  find: Find;
}

/** Rows of one id are cases of one check of `kc-eb doctor`: the first one that finds something counts. */
interface Finding extends Warning {
  id: string;
  level: Level;
  why: string;
  remedy: string | ((config: Config) => string);
  /** `kc-eb plan` does not warn of it. */
  onlyDoctor?: true;
}

/** Rows in the order in which `kc-eb plan` warns. Rows without an id are warnings of `plan` only. */
export const projectTable: readonly (Finding | Warning)[] = [
  {
    find: ({ keycloak }) => newerRelease(keycloak.version),
    id: 'release',
    level: 'note',
    why: `This kc-eb has no facts about releases after ${newestMinor}.`,
    remedy: 'Install a newer kc-eb.',
  },
  {
    find: ({ cluster }) =>
      cluster.enabled && cluster.network === 'bridge'
        ? ['cluster.network is bridge: nodes advertise addresses of Docker, and never become one cluster.']
        : [],
    id: 'cluster',
    level: 'error',
    why: "Other instances cannot reach addresses of Docker's own network.",
    remedy: 'Set cluster.network to host.',
  },
  {
    find: ({ cluster, instances }) =>
      cluster.enabled || instances.max === 1
        ? []
        : ['cluster.enabled is false: each node has caches of its own and sees changes of the others late.'],
    id: 'cluster',
    level: 'note',
    why: 'Nodes without a cluster send no messages to each other.',
    remedy: 'Delete cluster.enabled, or set instances.max to 1.',
  },
  {
    find: clusterFaults,
    id: 'faults',
    level: 'warning',
    why: 'Later releases fix them.',
    remedy: ({ keycloak, database }) =>
      `Set keycloak.version to ${firstWithout(keycloak.version, database.vendor)} or newer.`,
    onlyDoctor: true,
  },
  {
    find: hiddenLines,
    id: 'log-lines',
    level: 'warning',
    why: 'Heartbeats prove the cluster; only log lines name what prevents one.',
    remedy: 'Correct these variables in keycloak.env, or accept a verdict without a cause.',
  },
  {
    find: longShutdown,
    id: 'shutdown',
    level: 'warning',
    why: 'The load balancer has stopped waiting by then.',
    remedy: 'Raise deployment.drainSeconds, or lower the variables.',
  },
  {
    find: missingDriver,
    id: 'driver',
    level: 'error',
    why: 'Keycloak does not start without it.',
    remedy: 'Put the driver into providers/.',
  },
  { find: unusableFiles },
  { find: plainOracle },
  { find: urlBesidePing },
  { find: schemaBesidePing },
  { find: lostTls },
  { find: adminPath },
  { find: distrustedNginx },
  { find: proxyAsClient },
  { find: otherHealthPath },
  {
    find: unknownOptions,
    id: 'options',
    level: 'warning',
    why: 'The build of Keycloak rejects unknown options.',
    remedy: 'Correct keycloak.buildOptions and keycloak.env.',
  },
  { find: unknownFeatures },
  { find: unknownSettings },
  {
    find: largeProperties,
    id: 'size',
    level: 'warning',
    why: 'Beanstalk rejects more.',
    remedy: 'Move a long value to keycloak.secrets: only its ARN counts.',
    onlyDoctor: true,
  },
  {
    find: placeholders,
    id: 'placeholders',
    level: 'error',
    why: 'kc-eb init writes examples for values that only you have.',
    remedy: 'Set them in kc-eb.yaml.',
  },
  {
    find: placeholderUrl,
    id: 'hostname',
    level: 'warning',
    why: 'Users cannot reach Keycloak or its admin console under a host name that is not yours.',
    remedy: 'Set keycloak.hostname to the URL that users open.',
  },
  {
    find: plainHostname,
    id: 'certificate',
    level: 'warning',
    why: 'Everyone on the way can read them, and Keycloak rejects some clients.',
    remedy: 'Set keycloak.hostname to an https:// URL, and set network.certificate.',
  },
  {
    find: missingCertificate,
    id: 'certificate',
    level: 'warning',
    why: 'A CDN or proxy in front of it must end TLS.',
    remedy: 'Set network.certificate to the ARN of an ACM certificate, unless a CDN or proxy ends TLS.',
  },
  {
    find: foreignCertificate,
    id: 'certificate',
    level: 'error',
    why: 'Beanstalk cannot create the load balancer with it.',
    remedy: ({ region }) => `Set network.certificate to a certificate in ${region}.`,
  },
  {
    find: privateSubnets,
    id: 'endpoints',
    level: 'note',
    why: 'Beanstalk, ECR, CloudWatch Logs and the secrets are outside of the VPC.',
    remedy: 'Create the endpoints with private DNS, or route the subnets to a NAT gateway.',
    onlyDoctor: true,
  },
  {
    find: missingSecurityGroup,
    id: 'security-group',
    level: 'error',
    why: 'Nodes reach each other at TCP 7800 and 57800. kc-eb opens them in the default group (AWSEBSecurityGroup), which Beanstalk then does not create.',
    remedy:
      'Delete the option; or open the ports in another group, and replace the rule by overrides/.ebextensions/cluster-ports.config.',
  },
  {
    find: delicateValues,
    id: 'values',
    level: 'warning',
    why: 'Beanstalk writes "$" as "$$" into .env; its other quoting is not documented.',
    remedy: 'Move the value to keycloak.secrets, or use one without these characters.',
  },
  {
    find: plainSecrets,
    id: 'plain-secrets',
    level: 'warning',
    why: 'Everyone who can read kc-eb.yaml or the option settings can read it.',
    remedy: 'Store the value in Secrets Manager or SSM, and set its ARN under keycloak.secrets.',
  },
];

/** The warnings of `kc-eb plan`, one sentence each. */
export const warnings: Find = (config, userFiles) =>
  projectTable.filter((row) => !('onlyDoctor' in row)).flatMap(({ find }) => find(config, userFiles));

function clusterFaults({ keycloak: { version }, cluster, database: { vendor } }: Config): string[] {
  const found = cluster.enabled ? faultsOf(version, vendor) : [];
  if (found.length === 0) return [];
  const lines = found.map(
    ({ issue, what }) => `- ${what} (https://github.com/keycloak/keycloak/issues/${issue})`,
  );
  return [[`Keycloak ${version.name} has faults that affect a cluster:`, ...lines].join('\n')];
}

/** Above the limit, kc-eb.yaml itself is rejected. */
function largeProperties(config: Config): string[] {
  const bytes = propertyBytes(config);
  return bytes <= 0.9 * mostBytes ? [] : [`Environment properties take ${bytes} of ${mostBytes} bytes.`];
}
