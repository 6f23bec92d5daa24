/** Checks `options` for settings of environments that kc-eb does not support. */
import type { Config } from './schema.ts';
import type { Problem } from './yaml-problems.ts';

interface Unsupported {
  namespace: string;
  /** undefined: every option of the namespace. */
  option?: string;
  /** True for a value that is not supported. */
  wrong: (value: string) => boolean;
  message: string;
}

const not =
  (...values: string[]) =>
  (value: string): boolean =>
    !values.includes(value.trim().toLowerCase());

const environment = 'aws:elasticbeanstalk:environment';

/** https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options-general.html */
const unsupported: readonly Unsupported[] = [
  {
    namespace: environment,
    option: 'EnvironmentType',
    wrong: not('loadbalanced'),
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
  return unsupported.flatMap(({ namespace, option, wrong, message }) =>
    Object.entries(options[namespace] ?? {})
      .filter(([name, value]) => (option === undefined || name === option) && wrong(value))
      .map(([name]) => ({ path: ['options', namespace, name], message })),
  );
}
