/**
 * Options of Beanstalk itself and of its Docker platform.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options-general.html
 */
import { integer, keeps, oneOf, type OptionRules, port, restarts, truth } from './rule.ts';

/** Fewer than CloudWatch Logs accepts. */
const retention = oneOf(
  ...['1', '3', '5', '7', '14', '30', '60', '90', '120', '150', '180', '365', '400', '545', '731', '1827'],
  '3653',
);

export const platformOptions: Readonly<Record<string, OptionRules>> = {
  'aws:elasticbeanstalk:application': { 'Application Healthcheck URL': keeps('', undefined, 200) },
  'aws:elasticbeanstalk:cloudwatch:logs': {
    DeleteOnTerminate: keeps('false', truth),
    RetentionInDays: keeps('7', retention),
    StreamLogs: restarts('false', truth),
  },
  'aws:elasticbeanstalk:cloudwatch:logs:health': {
    DeleteOnTerminate: keeps('false', truth),
    HealthStreamingEnabled: keeps('false', truth),
    RetentionInDays: keeps('7', retention),
  },
  'aws:elasticbeanstalk:command': {
    BatchSize: keeps('100', integer(1, 10000)),
    BatchSizeType: keeps('Percentage', oneOf('Percentage', 'Fixed')),
    DeploymentPolicy: keeps(
      'AllAtOnce',
      oneOf('AllAtOnce', 'Rolling', 'RollingWithAdditionalBatch', 'Immutable', 'TrafficSplitting'),
    ),
    IgnoreHealthCheck: keeps('false', truth),
    Timeout: keeps('600', integer(1, 3600)),
  },
  'aws:elasticbeanstalk:control': {
    DefaultSSHPort: keeps('22', port),
    LaunchTimeout: keeps('0', integer(0, 1_000_000_000)),
    LaunchType: keeps('Migration', oneOf('Migration', 'Normal')),
    RollbackLaunchOnFailure: keeps('false', truth),
  },
  'aws:elasticbeanstalk:environment': {
    EnvironmentType: keeps('LoadBalanced', oneOf('LoadBalanced', 'SingleInstance')),
    ExternalExtensionsS3Bucket: keeps('', undefined, 255),
    ExternalExtensionsS3Key: keeps('', undefined, 1024),
    LoadBalancerIsShared: keeps('false', truth),
    LoadBalancerType: keeps('classic', oneOf('classic', 'application', 'network')),
    ServiceRole: keeps('', undefined, 500),
  },
  // Not for bundles with docker-compose.yml, the only ones of Local Beanstalk:
  // https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options-specific.html
  'aws:elasticbeanstalk:environment:proxy': { ProxyServer: restarts('none', oneOf('nginx', 'none')) },
  'aws:elasticbeanstalk:healthreporting:system': {
    ConfigDocument: keeps('', { json: true }, 32000),
    EnhancedHealthAuthEnabled: keeps('true', truth),
    HealthCheckSuccessThreshold: keeps('Ok', oneOf('Ok', 'Warning', 'Degraded', 'Severe')),
    SystemType: keeps('basic', oneOf('basic', 'enhanced')),
  },
  'aws:elasticbeanstalk:hostmanager': { LogPublicationControl: keeps('false', truth) },
  'aws:elasticbeanstalk:managedactions': {
    ManagedActionsEnabled: keeps('false', truth),
    PreferredStartTime: keeps('', { regex: /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun):([01]\d|2[0-3]):[0-5]\d$/ }, 9),
    ServiceRoleForManagedUpdates: keeps(),
  },
  'aws:elasticbeanstalk:managedactions:platformupdate': {
    InstanceRefreshEnabled: keeps('false', truth),
    UpdateLevel: keeps('', oneOf('patch', 'minor')),
  },
  'aws:elasticbeanstalk:monitoring': { 'Automatically Terminate Unhealthy Instances': keeps('true', truth) },
  'aws:elasticbeanstalk:sns:topics': {
    'Notification Endpoint': keeps(),
    'Notification Protocol': keeps('email', oneOf('http', 'https', 'email', 'email-json', 'sqs')),
    'Notification Topic ARN': keeps(),
    'Notification Topic Name': keeps(),
  },
  'aws:elasticbeanstalk:trafficsplitting': {
    EvaluationTime: keeps('5', integer(3, 600)),
    NewVersionPercent: keeps('10', integer(1, 100)),
  },
  'aws:elasticbeanstalk:xray': { XRayEnabled: restarts('false', truth) },
};
