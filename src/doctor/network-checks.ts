/** Checks of security groups: those of the instances, and those of the database. */
import type { Config } from '../config/schema.ts';
import { type Check, type DatabaseGroups, type Finding, given } from './check.ts';

export const networkChecks: readonly Check[] = [
  {
    id: 'further-groups',
    title: 'Security groups',
    look: ({ missingSecurityGroups }) =>
      given(missingSecurityGroups, (missing) =>
        missing.length === 0
          ? undefined
          : {
              level: 'error',
              what: `Security groups not found: ${missing.join(', ')}.`,
              why: 'Beanstalk cannot launch instances with them.',
              remedy: 'Correct network.securityGroups, or run kc-eb bootstrap, which creates one.',
            },
      ),
  },
  {
    id: 'database-group',
    title: "The database's security groups",
    look: ({ config, databaseGroups, environment }) =>
      given(databaseGroups, (groups) => {
        const exists = 'unread' in environment || environment.value !== undefined;
        return isAdmitted(config, groups, exists) ? undefined : notAdmitted(config, groups);
      }),
  },
];

/** A standing environment has a group that Beanstalk has created: any admitted group may be that one. */
function isAdmitted(
  { network }: Config,
  { admittedGroups, admitsAddresses }: DatabaseGroups,
  environmentExists: boolean,
): boolean {
  // Addresses are not compared with the subnets: a network behind a gateway has other ones.
  if (admitsAddresses) return true;
  if (environmentExists && admittedGroups.length > 0) return true;
  return network.securityGroups.some((id) => admittedGroups.includes(id));
}

function notAdmitted({ network }: Config, { ids, port, admittedGroups }: DatabaseGroups): Finding {
  const admitted = admittedGroups.length === 0 ? 'nothing' : [...new Set(admittedGroups)].join(', ');
  const own = network.securityGroups;
  return {
    level: 'error',
    what: `The database's security groups (${ids.join(', ')}) admit ${admitted} on port ${port}, and ${own.length === 0 ? 'network.securityGroups is empty' : `not ${own.join(', ')} of network.securityGroups`}.`,
    why: 'Keycloak cannot reach its database.',
    remedy:
      own.length === 0
        ? 'Set network.securityGroups to a group that the database admits; kc-eb bootstrap creates both.'
        : `Admit ${own[0] ?? ''} on port ${port} in ${ids[0] ?? "the database's group"}.`,
  };
}
