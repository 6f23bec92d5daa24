/** Checks of the AWS account: who calls, what there is, what is allowed. */
import type { Config } from '../config/schema.ts';
import { type Certificate, type Check, type DoctorFacts, type Finding, given, type Quota } from './check.ts';
import type { Denied } from './permissions.ts';

const permissionsPage = 'README.md (Permissions) has the policies.';
const rolesPage = 'https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/concepts-roles.html';

export const accountChecks: readonly Check[] = [
  {
    id: 'credentials',
    title: 'AWS credentials',
    look: ({ caller }) =>
      'value' in caller
        ? undefined
        : {
            level: 'error',
            what: `AWS does not say who you are: ${caller.unread}`,
            why: 'Every step of a deploy asks AWS.',
            remedy:
              'Give credentials as for the AWS CLI (AWS_PROFILE, AWS_ACCESS_KEY_ID, aws sso login), or use --local.',
          },
  },
  {
    id: 'permissions',
    title: 'Your permissions',
    look: ({ callerDenied }) =>
      given(callerDenied, (denied) => refused(denied, 'You', 'A deploy or verify calls them.')),
  },
  {
    id: 'instance-profile',
    title: 'Instance profile',
    look: ({ config, instanceProfile }) =>
      given(instanceProfile, (role) => (role === undefined ? noProfile(config) : undefined)),
  },
  {
    id: 'instance-permissions',
    title: "The instances' permissions",
    look: ({ config, instanceDenied }) =>
      given(instanceDenied, (denied) =>
        refused(
          denied,
          `The role of ${config.instances.profile}`,
          'Instances pull the image, read the secrets and write logs; without it the deployment fails on them.',
        ),
      ),
  },
  {
    id: 'service-role',
    title: 'Service role',
    look: ({ config, serviceRole }) =>
      given(serviceRole, (role) => (role === undefined ? noServiceRole(config) : undefined)),
  },
  { id: 'quotas', title: "Beanstalk's quotas", look: ({ quotas }) => given(quotas, quotaFinding) },
  { id: 'secrets', title: 'Secrets', look: (facts) => secretsFinding(facts) },
  {
    id: 'certificate',
    title: 'Certificate',
    look: ({ config, certificate, now }) =>
      given(certificate, (found) =>
        found === undefined ? noCertificate(config) : certificateFinding(config, found, now),
      ),
  },
];

function refused(denied: readonly Denied[], who: string, why: string): Finding | undefined {
  if (denied.length === 0) return undefined;
  return {
    level: 'error',
    what: `${who} may not:\n${denied.map(({ action, resource }) => `- ${action} on ${resource}`).join('\n')}`,
    why,
    remedy: permissionsPage,
  };
}

function noProfile({ instances: { profile } }: Config): Finding {
  return {
    level: 'error',
    what: `There is no instance profile ${profile}.`,
    why: "Instances could not start: Beanstalk's API makes none, unlike its console.",
    remedy: `Make it (${rolesPage}), or name another as instances.profile.`,
  };
}

function noServiceRole({ instances: { serviceRole } }: Config): Finding {
  return {
    level: 'error',
    what: `There is no role ${serviceRole}.`,
    why: 'Beanstalk needs it for enhanced health, without which no deployment can be followed.',
    remedy: `Make it (${rolesPage}), or name another as instances.serviceRole.`,
  };
}

/** So much of a quota is worth a word. */
const nearlyUsed = 0.9;

function quotaFinding(quotas: readonly Quota[]): Finding | undefined {
  const full = quotas.filter(({ used, needed, maximum }) => used + needed > maximum);
  const nearly = quotas.filter(({ used, maximum }) => used > nearlyUsed * maximum);
  const [worst] = [...full, ...nearly];
  if (worst === undefined) return undefined;
  return {
    level: full.length > 0 ? 'error' : 'warning',
    what: [...new Set([...full, ...nearly])]
      .map(({ name, used, maximum }) => `${used} of ${maximum} ${name} are there.`)
      .join('\n'),
    why: 'They count for the whole region.',
    remedy:
      'Delete what is not used any more (an application version lifecycle policy does it for versions), or ask for more in Service Quotas.',
  };
}

/** A wrong one fails the deployment on the instances, minutes later. */
function secretsFinding({ secrets }: DoctorFacts): Finding | { unread: string } | undefined {
  const absent = secrets.filter(({ found }) => 'value' in found && !found.value);
  if (absent.length > 0) {
    return {
      level: 'error',
      what: absent.map(({ variable, arn }) => `Nothing is behind ${arn} (${variable}).`).join('\n'),
      why: 'Instances read secrets when a deployment starts there, and it fails.',
      remedy:
        'Copy the whole ARN, with the suffix that Secrets Manager adds; and look at its region and account.',
    };
  }
  const unread = secrets.flatMap(({ variable, found }) =>
    'unread' in found ? [`${variable}: ${found.unread}`] : [],
  );
  return unread.length === 0 ? undefined : { unread: unread.join('; ') };
}

function noCertificate({ keycloak: { hostname }, network: { scheme } }: Config): Finding | undefined {
  if (new URL(hostname).protocol !== 'https:') {
    return {
      level: 'warning',
      what: `keycloak.hostname is ${hostname}.`,
      why: 'Browsers send passwords and cookies in the clear, and Keycloak refuses some clients.',
      remedy: 'An https:// URL, and network.certificate.',
    };
  }
  if (scheme === 'internal') return undefined;
  return {
    level: 'warning',
    what: `keycloak.hostname is ${hostname}, and there is no network.certificate.`,
    why: 'The balancer then speaks HTTP only: something before it must end TLS.',
    remedy: 'The ARN of an ACM certificate as network.certificate, unless a CDN or proxy has one.',
  };
}

const soonMs = 30 * 24 * 3_600_000;

function certificateFinding(config: Config, certificate: Certificate, now: Date): Finding | undefined {
  const arn = config.network.certificate ?? '';
  const { status, names, notAfter, renews } = certificate;
  const region = arn.split(':')[3];
  const error = (what: string, remedy: string): Finding => ({
    ...{ level: 'error', what, remedy },
    why: 'The balancer cannot be made with it.',
  });
  if (region !== config.region) {
    return error(
      `${arn} is in ${region ?? '?'}, the balancer in ${config.region}.`,
      `A certificate in ${config.region}.`,
    );
  }
  if (status === undefined) return error(`There is no certificate ${arn}.`, 'Correct network.certificate.');
  if (status !== 'ISSUED') {
    return error(`${arn} is ${status}.`, 'ACM shows what it waits for; often a DNS record for validation.');
  }
  const host = new URL(config.keycloak.hostname).hostname;
  if (!names.some((name) => covers(name, host))) {
    return {
      level: 'warning',
      what: `The certificate is for ${names.join(', ')}, and keycloak.hostname is ${host}.`,
      why: 'Browsers refuse it.',
      remedy: `A certificate for ${host}.`,
    };
  }
  if (renews || notAfter === undefined || notAfter.getTime() - now.getTime() > soonMs) return undefined;
  return {
    level: 'warning',
    what: `The certificate ends on ${notAfter.toISOString().slice(0, 10)}.`,
    why: 'AWS does not renew it.',
    remedy: 'Import the next one under the same ARN.',
  };
}

/** "*.example.com" stands for one label. */
function covers(name: string, host: string): boolean {
  return name === host || (name.startsWith('*.') && host.slice(host.indexOf('.')) === name.slice(1));
}
