/** The questions about the account: VPC, subnets and certificate. */
import type { Answers } from '../project/scaffold.ts';
import type { Account, Deps } from '../ports.ts';
import { prompt } from '../terminal/prompt.ts';
import {
  type AccountFacts,
  type Certificate,
  covers,
  readSubnets,
  type Subnet,
  type Vpc,
} from './account.ts';
import type { NetworkAnswers } from './network-keys.ts';
import type { Present } from './present.ts';

type Needs = Pick<Deps, 'signal' | 'reporter'>;

interface Known {
  answers: Answers;
  /** Flags. */
  given: NetworkAnswers;
  /** Keys of kc-eb.yaml. */
  present: Present['kept'];
}

/** Asks with the lists that AWS gave, and names in one line what it did not give. */
export async function askNetwork(
  deps: Needs,
  account: Account,
  { vpcs, certificates }: AccountFacts,
  { answers: { region, hostname }, given, present }: Known,
): Promise<NetworkAnswers> {
  const skipped = [
    ...('why' in vpcs && given.vpc === undefined ? [{ what: 'VPC', why: vpcs.why }] : []),
    ...('why' in certificates && given.certificate === undefined
      ? [{ what: 'certificate', why: certificates.why }]
      : []),
  ];
  if (skipped.length > 0) {
    const what = skipped.map((one) => one.what).join(' and ');
    const why = [...new Set(skipped.map((one) => one.why))].join('; ');
    deps.reporter.emit({ type: 'message', level: 'info', text: `Skipped: ${what} (${why}).` });
  }
  const network =
    given.vpc === undefined && 'items' in vpcs && vpcs.items.length > 0
      ? await askVpc(deps, account, region, vpcs.items, present.vpc)
      : {};
  const isHttps = hostname.startsWith('https:');
  const certificate =
    given.certificate === undefined && isHttps && 'items' in certificates && certificates.items.length > 0
      ? await askCertificate(deps, certificates.items, new URL(hostname).hostname, present.certificate)
      : undefined;
  return { ...network, ...(certificate !== undefined && { certificate }), ...given };
}

async function askVpc(
  deps: Needs,
  account: Account,
  region: string,
  vpcs: readonly Vpc[],
  present: string | undefined,
): Promise<NetworkAnswers> {
  const choices = vpcs.map((vpc) => ({
    value: vpc.id,
    name: label(vpc.id, vpc.cidr, vpc.isDefault ? 'default' : vpc.name),
    short: vpc.id,
  }));
  const initial = present ?? choices[0]?.value;
  const question = { message: 'VPC', choices, default: initial };
  const vpc = await prompt(deps, ({ select }, context) => select(question, context));
  // Beanstalk finds the default VPC and its subnets.
  const isDefault = vpcs.some(({ id, isDefault }) => isDefault && id === vpc);
  if (vpc === present || (isDefault && present === undefined)) return {};
  const subnets = await readSubnets(account, region, vpc, deps.signal);
  if (subnets.length === 0) return { vpc };
  const hasPrivate = subnets.some(({ isPublic }) => !isPublic);
  return {
    vpc,
    subnets: await askSubnets(
      deps,
      'Subnets of the instances',
      subnets,
      ({ isPublic }) => isPublic !== hasPrivate,
    ),
    loadBalancerSubnets: await askSubnets(
      deps,
      'Subnets of the load balancer',
      subnets,
      ({ isPublic }) => isPublic,
    ),
  };
}

function askSubnets(
  deps: Needs,
  message: string,
  subnets: readonly Subnet[],
  isChecked: (subnet: Subnet) => boolean,
): Promise<string[]> {
  const choices = subnets.map((subnet) => ({
    value: subnet.id,
    name: label(subnet.id, subnet.zone, subnet.name ?? (subnet.isPublic ? 'public' : undefined)),
    short: subnet.id,
    checked: isChecked(subnet),
  }));
  return prompt(deps, ({ checkbox }, context) => checkbox({ message, choices, required: true }, context));
}

/** undefined: none. */
function askCertificate(
  deps: Needs,
  certificates: readonly Certificate[],
  hostname: string,
  present: string | undefined,
): Promise<string | undefined> {
  const fitting = certificates.filter((certificate) => covers(certificate, hostname));
  const others = certificates.filter((certificate) => !fitting.includes(certificate));
  const choice = ({ arn, domains }: Certificate) => ({
    ...{ value: arn as string | undefined, short: domains[0] ?? arn },
    name: `${domains.join(', ')} (${shortId(arn)})`,
  });
  const none = { value: undefined, name: 'none yet', short: 'none yet' };
  const kept = {
    value: present,
    name: `as in kc-eb.yaml (${shortId(present ?? '')})`,
    short: 'as in kc-eb.yaml',
  };
  const choices = [
    ...(present === undefined ? [] : [kept]),
    ...fitting.map(choice),
    ...(present === undefined ? [none] : []),
    ...others.map(choice),
  ];
  return prompt(deps, ({ select }, context) => select({ message: 'Certificate', choices }, context));
}

const shortId = (arn: string): string => arn.split('/').at(-1)?.slice(0, 8) ?? arn;

const label = (...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join('  ');
