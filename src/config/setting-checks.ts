/** Checks `options` for settings of environments that kc-eb does not support. */
import type { Config } from './schema.ts';
import type { Problem } from './yaml-problems.ts';
import { suggestion } from '../base/did-you-mean.ts';
import { beanstalkOptions, spellNamespace, spellOption } from './keys/beanstalk-options.ts';

interface Unsupported {
  namespace: string;
  /** undefined: every option of the namespace. */
  option?: string;
  /** True for a value that is not supported. */
  wrong: (value: string) => boolean;
  message: string;
}

/** Beanstalk compares the case of words, not that of true and false. */
const not =
  (right: string) =>
  (value: string): boolean =>
    value !== right && !(right === 'false' && value.trim().toLowerCase() === right);

const environment = 'aws:elasticbeanstalk:environment';

/** https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options-general.html */
const unsupported: readonly Unsupported[] = [
  {
    namespace: environment,
    option: 'EnvironmentType',
    wrong: not('LoadBalanced'),
    message:
      'must be LoadBalanced: kc-eb verifies through the load balancer. For one instance, set cluster.enabled: false and instances.min and max: 1',
  },
  {
    namespace: environment,
    option: 'LoadBalancerType',
    wrong: not('application'),
    message:
      'must be application: nginx and Keycloak take the address of the client and the scheme from its X-Forwarded headers',
  },
  {
    namespace: environment,
    option: 'LoadBalancerIsShared',
    wrong: not('false'),
    message:
      'must be false: the listeners, the certificate and the redirect of kc-eb belong to a load balancer of the environment alone',
  },
  {
    namespace: 'aws:elbv2:loadbalancer',
    option: 'SharedLoadBalancer',
    wrong: () => true,
    message: 'is not supported: kc-eb needs a load balancer of the environment alone',
  },
  {
    namespace: 'aws:elasticbeanstalk:healthreporting:system',
    option: 'SystemType',
    wrong: not('enhanced'),
    message: 'must be enhanced: deploy, status and verify read the health of each instance',
  },
  {
    namespace: 'aws:elasticbeanstalk:application:environment',
    wrong: () => true,
    message: 'is set with keycloak.env, where kc-eb checks it against the release',
  },
  {
    namespace: 'aws:elasticbeanstalk:application:environmentsecrets',
    wrong: () => true,
    message: 'is set with keycloak.secrets',
  },
];

export function checkSettings({ options }: Config): Problem[] {
  return [
    ...Object.entries(options).flatMap(([namespace, values]) => [
      ...spellingProblems(namespace, values),
      ...listenerProblems(namespace),
      ...portProblems(namespace, values),
    ]),
    ...unsupported.flatMap(({ namespace, option, wrong, message }) =>
      Object.entries(options[namespace] ?? {})
        .filter(([name, value]) => (option === undefined || name === option) && wrong(value))
        .map(([name]) => ({ path: ['options', namespace, name], message })),
    ),
  ];
}

type Values = Config['options'][string];

const caseCounts = 'Beanstalk compares case and blanks';

/** Beanstalk rejects another spelling, and kc-eb would not find the option. */
function spellingProblems(namespace: string, values: Values): Problem[] {
  const spelling = spellNamespace(namespace);
  if (spelling === undefined) return [];
  const names = Object.keys(values).flatMap((name) => {
    const right = spellOption(spelling, name);
    return right === undefined || right === name
      ? []
      : [{ path: ['options', namespace, name], message: `must be spelled ${right}: ${caseCounts}` }];
  });
  return spelling.namespace === namespace
    ? names
    : [
        { path: ['options', namespace], message: `must be spelled ${spelling.namespace}: ${caseCounts}` },
        ...names,
      ];
}

const isPort = (text: string): boolean =>
  /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65535;

/** The name of a listener is its port. */
function listenerProblems(namespace: string): Problem[] {
  const [, start = '', name = ''] = /^(aws:elb(?:v2)?:listener:)(.*)$/.exec(namespace) ?? [];
  const orDefault = start === 'aws:elbv2:listener:' ? 'default, or ' : '';
  if (start === '' || isPort(name) || (orDefault !== '' && name === 'default')) return [];
  return [
    {
      path: ['options', namespace],
      message: `must end with ${orDefault}a port from 1 to 65535 (got ${name})`,
    },
  ];
}

/** Options that are one port, and those that have ports among other words. */
const onePort = /^(Port|InstancePort|DefaultSSHPort)$/;
const somePorts = /^(InstancePorts|LoadBalancerPorts|LoadBalancerHTTPS?Port|SSHSourceRestriction)$/;

function portProblems(namespace: string, values: Values): Problem[] {
  if (spellNamespace(namespace)?.options.length === 0) return [];
  return Object.entries(values).flatMap(([name, value]) => {
    if (value === '' || value.includes('${')) return [];
    const parts = value.split(',').map((part) => part.trim());
    const wrong = onePort.test(name)
      ? !isPort(value)
      : somePorts.test(name) && parts.some((part) => /^[+-]?\d+$/.test(part) && !isPort(part));
    const message = `must have ${onePort.test(name) ? 'a port' : 'ports'} from 1 to 65535 (got ${value})`;
    return wrong ? [{ path: ['options', namespace, name], message }] : [];
  });
}

/** Warnings, one sentence each, about options that the table lacks: AWS may have added them since. */
export function unknownSettings({ options }: Config): string[] {
  return Object.entries(options).flatMap(([namespace, values]) => {
    const spelling = spellNamespace(namespace);
    if (spelling === undefined) {
      const rather = suggestion(namespace, Object.keys(beanstalkOptions), '.');
      return [`options has ${namespace}, which is not a known namespace of Beanstalk${rather}`];
    }
    return Object.keys(values)
      .filter((name) => spellOption(spelling, name) === undefined)
      .map(
        (name) =>
          `${name} is not a known option of ${namespace} in Beanstalk${suggestion(name, spelling.options, '.')}`,
      );
  });
}
