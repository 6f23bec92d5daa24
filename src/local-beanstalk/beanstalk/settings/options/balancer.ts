/**
 * Options of load balancers, their processes, and of a database in the environment.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options-general.html
 */
import { integer, keeps, missing, oneOf, type OptionRules, port, truth } from './rule.ts';

const certificate = { listOf: /^arn:[\w-]+:(acm|iam):\S+$/ };
const noDatabase = missing('Local Beanstalk creates no database in an environment.');

export const balancerOptions: Readonly<Record<string, OptionRules>> = {
  'aws:elbv2:loadbalancer': {
    AccessLogsS3Bucket: keeps(),
    AccessLogsS3Enabled: keeps('false', truth),
    AccessLogsS3Prefix: keeps(),
    IdleTimeout: keeps('60', integer(1, 3600)),
    // https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/environments-cfg-elbv2-ipv6-dualstack.html
    IpAddressType: keeps('ipv4', oneOf('ipv4', 'dualstack')),
    ManagedSecurityGroup: keeps(),
    SecurityGroups: keeps(),
    SharedLoadBalancer: keeps('', { regex: /^arn:[\w-]+:elasticloadbalancing:\S+$/ }),
  },
  'aws:rds:dbinstance': {
    DBAllocatedStorage: noDatabase,
    DBDeletionPolicy: noDatabase,
    DBEngine: noDatabase,
    DBEngineVersion: noDatabase,
    DBInstanceClass: noDatabase,
    DBPassword: noDatabase,
    DBSnapshotIdentifier: noDatabase,
    DBUser: noDatabase,
    HasCoupledDatabase: keeps('false', oneOf('false')),
    MultiAZDatabase: noDatabase,
  },
};

/** aws:elasticbeanstalk:environment:process:NAME. */
export const processOptions: OptionRules = {
  DeregistrationDelay: keeps('20', integer(0, 3600)),
  HealthCheckInterval: keeps('15', integer(5, 300)),
  HealthCheckPath: keeps('/', { regex: /^\/\S*$/ }),
  HealthCheckTimeout: keeps('5', integer(1, 60)),
  HealthyThresholdCount: keeps('3', integer(2, 10)),
  // The regular expression and its label: https://github.com/aws/aws-elastic-beanstalk-cli/issues/77
  MatcherHTTPCode: keeps('200', {
    regex: /^((\d{3}(-\d{3})?)|(\d{3}(,\d{3})*))$/,
    label:
      "The configured value for 'MatcherHTTPCode' is invalid. A valid value must be a single code of 3 digits, a comma separated list of codes (e.g 200,210), or a range of codes (e.g 200-210).",
  }),
  Port: keeps('80', port),
  Protocol: keeps('HTTP', oneOf('HTTP', 'HTTPS', 'TCP')),
  StickinessEnabled: keeps('false', truth),
  StickinessLBCookieDuration: keeps('86400', integer(1, 604800)),
  StickinessType: keeps('lb_cookie', oneOf('lb_cookie')),
  UnhealthyThresholdCount: keeps('5', integer(2, 10)),
};

/** aws:elbv2:listener:PORT. */
export const listenerOptions: OptionRules = {
  DefaultProcess: keeps('default'),
  ListenerEnabled: keeps('true', truth),
  Protocol: keeps('HTTP', oneOf('HTTP', 'HTTPS', 'TCP')),
  Rules: keeps(),
  SSLCertificateArns: keeps('', certificate),
  SSLPolicy: keeps(),
};

/** aws:elbv2:listenerrule:NAME. */
export const listenerRuleOptions: OptionRules = {
  HostHeaders: keeps(),
  PathPatterns: keeps(),
  Priority: keeps('1', integer(1, 1000)),
  Process: keeps('default'),
};

/** Options of a classic load balancer. Local Beanstalk stores them: its load balancer follows the others. */
export const classicOptions: Readonly<Record<string, OptionRules>> = {
  'aws:elb:healthcheck': {
    HealthyThreshold: keeps('3', integer(2, 10)),
    Interval: keeps('10', integer(5, 300)),
    Target: keeps('TCP:80', { regex: /^(TCP|SSL|HTTP|HTTPS):\d+(\/\S*)?$/ }),
    Timeout: keeps('5', integer(2, 60)),
    UnhealthyThreshold: keeps('5', integer(2, 10)),
  },
  'aws:elb:loadbalancer': {
    CrossZone: keeps('false', truth),
    LoadBalancerHTTPPort: keeps('80', oneOf('OFF', '80')),
    LoadBalancerHTTPSPort: keeps('OFF', oneOf('OFF', '443', '8443')),
    LoadBalancerPortProtocol: keeps('HTTP', oneOf('HTTP', 'TCP')),
    LoadBalancerSSLPortProtocol: keeps('HTTPS', oneOf('HTTPS', 'SSL')),
    ManagedSecurityGroup: keeps(),
    SSLCertificateId: keeps('', undefined, 200),
    SecurityGroups: keeps(),
  },
  'aws:elb:policies': {
    ConnectionDrainingEnabled: keeps('false', truth),
    ConnectionDrainingTimeout: keeps('20', integer(1, 3600)),
    ConnectionSettingIdleTimeout: keeps('60', integer(1, 3600)),
    LoadBalancerPorts: keeps(),
    'Stickiness Cookie Expiration': keeps('0', integer(0, 1000000)),
    'Stickiness Policy': keeps('false', truth),
  },
};

/** aws:elb:listener and aws:elb:listener:PORT. */
export const classicListenerOptions: OptionRules = {
  InstancePort: keeps('80', port),
  InstanceProtocol: keeps('HTTP', oneOf('HTTP', 'HTTPS', 'TCP', 'SSL')),
  ListenerEnabled: keeps('true', truth),
  ListenerProtocol: keeps('HTTP', oneOf('HTTP', 'HTTPS', 'TCP', 'SSL')),
  PolicyNames: keeps(),
  SSLCertificateId: keeps(),
};

/** aws:elb:policies:NAME. */
export const classicPolicyOptions: OptionRules = {
  CookieName: keeps(),
  InstancePorts: keeps(),
  LoadBalancerPorts: keeps(),
  ProxyProtocol: keeps('', truth),
  PublicKey: keeps(),
  PublicKeyPolicyNames: keeps(),
  SSLProtocols: keeps(),
  SSLReferencePolicy: keeps(),
  'Stickiness Cookie Expiration': keeps('0', integer(0, 1000000)),
  'Stickiness Policy': keeps('false', truth),
};
