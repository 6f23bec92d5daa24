/** Checks of the AWS account: caller, roles, permissions, quotas, secrets and certificate. */
import type { Config } from '../config/schema.ts';
import {
  type Certificate,
  type Check,
  type Finding,
  given,
  type InstanceProfile,
  type Quota,
  type Role,
} from './check.ts';
import { covers } from '../base/certificate-name.ts';
import type { Denied } from '../environment/permission.ts';
import { secretCheck } from './secret-check.ts';
import { findInTable } from './project-checks.ts';
import { isTrusted } from './trust-policy.ts';

const permissionsPage = 'docs/aws.md (Permissions) has the policies.';
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
            what: `AWS did not identify the caller: ${caller.unread}`,
            why: 'Every step of a deployment calls AWS.',
            remedy:
              caller.hint ??
              'Set credentials as for the AWS CLI (AWS_PROFILE, AWS_ACCESS_KEY_ID, aws sso login), or use --local.',
          },
  },
  {
    id: 'permissions',
    title: 'Your permissions',
    look: ({ callerDenied }) =>
      given(callerDenied, (denied) => denials(denied, 'The caller', 'deploy and verify call these actions.')),
  },
  {
    id: 'instance-profile',
    title: 'Instance profile',
    look: ({ config, instanceProfile }) =>
      given(instanceProfile, (profile) =>
        profile === undefined ? noProfile(config) : profileFinding(config, profile),
      ),
  },
  {
    id: 'instance-permissions',
    title: "The instances' permissions",
    look: ({ config, instanceDenied }) =>
      given(instanceDenied, (denied) =>
        denials(
          denied,
          `The role of ${config.instances.profile}`,
          'Instances pull the image, read secrets and write logs. Without the first two, deployments fail. Without the last, lines are lost and Docker can hang at the stop of a container.',
        ),
      ),
  },
  {
    id: 'log-groups',
    title: 'Log groups',
    look: ({ missingLogGroups }) =>
      given(missingLogGroups, (missing) =>
        missing.length === 0
          ? undefined
          : {
              level: 'error',
              what: `The environment lacks the log groups of its containers: ${missing.join(', ')}.`,
              why: 'Their lines are lost. When their queue is full, Docker hangs at the next stop of the container.',
              remedy:
                'Run kc-eb deploy: it creates them, and the containers use them within a minute. docs/operations.md (Lost log groups) has the rest.',
            },
      ),
  },
  {
    id: 'service-role',
    title: 'Service role',
    look: ({ config, serviceRole }) =>
      given(serviceRole, (role) =>
        role === undefined
          ? noServiceRole(config)
          : trustFinding(
              role,
              'elasticbeanstalk',
              'Beanstalk cannot use it: the environment has no health data.',
            ),
      ),
  },
  { id: 'quotas', title: "Beanstalk's quotas", look: ({ quotas }) => given(quotas, quotaFinding) },
  secretCheck,
  {
    id: 'certificate',
    title: 'Certificate',
    look: (facts) =>
      findInTable('certificate', facts) ??
      given(facts.certificate, (found) =>
        found === undefined ? undefined : certificateFinding(facts.config, found, facts.now),
      ),
  },
];

function denials(denied: readonly Denied[], who: string, why: string): Finding | undefined {
  if (denied.length === 0) return undefined;
  return {
    level: 'error',
    what: `${who} lacks permissions:\n${denied.map(({ action, resource }) => `- ${action} on ${resource}`).join('\n')}`,
    why,
    remedy: permissionsPage,
  };
}

function noProfile({ instances: { profile } }: Config): Finding {
  return {
    level: 'error',
    what: `Instance profile not found: ${profile}.`,
    why: 'Instances cannot start without it. The console of Beanstalk creates one, its API does not.',
    remedy: `Create it (${rolesPage}), or set instances.profile to another one.`,
  };
}

function profileFinding({ instances }: Config, { role }: InstanceProfile): Finding | undefined {
  if (role !== undefined) {
    return trustFinding(
      role,
      'ec2',
      'Instances get no credentials: they cannot pull the image or read secrets.',
    );
  }
  return {
    level: 'error',
    what: `Instance profile ${instances.profile} has no role.`,
    why: 'Instances get no credentials: they cannot pull the image or read secrets.',
    remedy: `Add one: aws iam add-role-to-instance-profile (${rolesPage}).`,
  };
}

function trustFinding({ arn, trusted }: Role, service: string, why: string): Finding | undefined {
  if (isTrusted(trusted, service)) return undefined;
  return {
    level: 'error',
    what: `The trust policy of ${arn} does not allow ${service}.amazonaws.com.`,
    why,
    remedy: `Allow sts:AssumeRole for this service: aws iam update-assume-role-policy (${rolesPage}).`,
  };
}

function noServiceRole({ instances: { serviceRole } }: Config): Finding {
  return {
    level: 'error',
    what: `Service role not found: ${serviceRole}.`,
    why: 'Beanstalk needs it for enhanced health, and kc-eb needs enhanced health to follow a deployment.',
    remedy: `Create it (${rolesPage}), or set instances.serviceRole to another one.`,
  };
}

/** The used part of a quota that is worth a warning. */
const nearlyUsed = 0.9;

function quotaFinding(quotas: readonly Quota[]): Finding | undefined {
  const full = quotas.filter(({ used, needed, maximum }) => used + needed > maximum);
  const nearly = quotas.filter(({ used, maximum }) => used > nearlyUsed * maximum);
  const [worst] = [...full, ...nearly];
  if (worst === undefined) return undefined;
  return {
    level: full.length > 0 ? 'error' : 'warning',
    what: [...new Set([...full, ...nearly])]
      .map(({ name, used, maximum }) => `${used} of ${maximum} ${name} are in use.`)
      .join('\n'),
    why: 'The quota counts the whole region.',
    remedy:
      'Delete unused ones (a lifecycle policy deletes old application versions), or request an increase in Service Quotas.',
  };
}

const soonMs = 30 * 24 * 3_600_000;

function certificateFinding(config: Config, certificate: Certificate, now: Date): Finding | undefined {
  const arn = config.network.certificate ?? '';
  const { status, names, notAfter, renews } = certificate;
  const error = (what: string, remedy: string): Finding => ({
    ...{ level: 'error', what, remedy },
    why: 'Beanstalk cannot create the load balancer with it.',
  });
  if (status === undefined) return error(`Certificate not found: ${arn}.`, 'Correct network.certificate.');
  if (status !== 'ISSUED') {
    return error(
      `${arn} is ${status}.`,
      'Open the certificate in ACM: often a DNS record for its validation is missing.',
    );
  }
  const host = new URL(config.keycloak.hostname).hostname;
  if (!names.some((name) => covers(name, host))) {
    return {
      level: 'warning',
      what: `The certificate is for ${names.join(', ')}, but keycloak.hostname is ${host}.`,
      why: 'Browsers reject it.',
      remedy: `Set network.certificate to a certificate for ${host}.`,
    };
  }
  if (renews || notAfter === undefined || notAfter.getTime() - now.getTime() > soonMs) return undefined;
  return {
    level: 'warning',
    what: `The certificate expires on ${notAfter.toISOString().slice(0, 10)}.`,
    why: 'AWS does not renew it.',
    remedy: 'Import the next one under the same ARN.',
  };
}
