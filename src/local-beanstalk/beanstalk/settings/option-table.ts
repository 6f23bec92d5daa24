/**
 * The configuration options of Local Beanstalk, with AWS's defaults and the effect of a change.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options-general.html
 */

/** The effect of a change on running instances, in the words of DescribeConfigurationOptions. */
type ChangeSeverity = 'NoInterruption' | 'RestartApplicationServer' | 'RestartEnvironment';

export interface OptionRule {
  /** '' where AWS shows no default. */
  initial: string;
  severity: ChangeSeverity;
  /** The shape of the value; undefined: any text. */
  value?: { integer: readonly [min: number, max: number] } | { oneOf: readonly string[] };
}

const truth = { oneOf: ['true', 'false'] } as const;
const integer = (min: number, max: number) => ({ integer: [min, max] as const });
const oneOf = (...values: string[]) => ({ oneOf: values });

function keeps(initial = '', value?: OptionRule['value']): OptionRule {
  return { initial, severity: 'NoInterruption', ...(value !== undefined && { value }) };
}
function replaces(initial = '', value?: OptionRule['value']): OptionRule {
  return { initial, severity: 'RestartEnvironment', ...(value !== undefined && { value }) };
}
function restarts(initial = '', value?: OptionRule['value']): OptionRule {
  return { initial, severity: 'RestartApplicationServer', ...(value !== undefined && { value }) };
}

export const optionTable: Readonly<Record<string, Readonly<Record<string, OptionRule>>>> = {
  'aws:autoscaling:asg': {
    'Availability Zones': keeps('Any'),
    Cooldown: keeps('360', integer(0, 10000)),
    'Custom Availability Zones': keeps(),
    EnableCapacityRebalancing: keeps('false', truth),
    MaxSize: keeps('4', integer(1, 10000)),
    MinSize: keeps('1', integer(1, 10000)),
  },
  'aws:autoscaling:launchconfiguration': {
    BlockDeviceMappings: replaces(),
    DisableDefaultEC2SecurityGroup: replaces('false', truth),
    DisableIMDSv1: replaces('true', truth),
    EC2KeyName: replaces(),
    IamInstanceProfile: replaces(),
    ImageId: replaces(),
    InstanceType: replaces('t3.micro'),
    LaunchTemplateTagPropagationEnabled: keeps('false', truth),
    MonitoringInterval: keeps('5 minute'),
    RootVolumeIOPS: replaces(),
    RootVolumeSize: replaces(),
    RootVolumeThroughput: replaces(),
    RootVolumeType: replaces('gp3'),
    SSHSourceRestriction: keeps('tcp,22,22,0.0.0.0/0'),
    SecurityGroups: replaces(),
  },
  'aws:autoscaling:trigger': {
    BreachDuration: keeps('5', integer(1, 600)),
    EvaluationPeriods: keeps('1', integer(1, 600)),
    LowerBreachScaleIncrement: keeps('-1'),
    LowerThreshold: keeps('2000000', integer(0, 20000000)),
    MeasureName: keeps(
      'NetworkOut',
      oneOf(
        ...['CPUUtilization', 'NetworkIn', 'NetworkOut', 'DiskWriteOps', 'DiskReadBytes', 'DiskReadOps'],
        ...['DiskWriteBytes', 'Latency', 'RequestCount', 'HealthyHostCount', 'UnhealthyHostCount'],
        'TargetResponseTime',
      ),
    ),
    Period: keeps('5', integer(1, 600)),
    Statistic: keeps('Average', oneOf('Minimum', 'Maximum', 'Sum', 'Average')),
    Unit: keeps(
      'Bytes',
      oneOf(
        ...['Seconds', 'Percent', 'Bytes', 'Bits', 'Count', 'Bytes/Second', 'Bits/Second', 'Count/Second'],
        'None',
      ),
    ),
    UpperBreachScaleIncrement: keeps('1'),
    UpperThreshold: keeps('6000000', integer(0, 20000000)),
  },
  'aws:autoscaling:updatepolicy:rollingupdate': {
    MaxBatchSize: keeps('', integer(1, 10000)),
    MinInstancesInService: keeps('', integer(0, 9999)),
    PauseTime: keeps(),
    RollingUpdateEnabled: keeps('false', truth),
    RollingUpdateType: keeps('Time', oneOf('Time', 'Health', 'Immutable')),
    Timeout: keeps('PT30M'),
  },
  'aws:ec2:instances': {
    EnableSpot: replaces('false', truth),
    InstanceTypes: replaces('t3.micro, t3.small'),
    SpotFleetOnDemandAboveBasePercentage: keeps('70', integer(0, 100)),
    SpotFleetOnDemandBase: keeps('0'),
    SpotMaxPrice: replaces(),
    SupportedArchitectures: replaces('x86_64'),
  },
  'aws:ec2:vpc': {
    AssociatePublicIpAddress: replaces('true', truth),
    DBSubnets: keeps(),
    ELBScheme: keeps('public', oneOf('public', 'internal')),
    ELBSubnets: keeps(),
    Subnets: replaces(),
    VPCId: replaces(),
  },
  'aws:elasticbeanstalk:application': { 'Application Healthcheck URL': keeps() },
  'aws:elasticbeanstalk:cloudwatch:logs': {
    DeleteOnTerminate: keeps('false', truth),
    RetentionInDays: keeps('7'),
    StreamLogs: restarts('false', truth),
  },
  'aws:elasticbeanstalk:cloudwatch:logs:health': {
    DeleteOnTerminate: keeps('false', truth),
    HealthStreamingEnabled: keeps('false', truth),
    RetentionInDays: keeps('7'),
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
    DefaultSSHPort: keeps('22'),
    LaunchTimeout: keeps('0'),
    LaunchType: keeps('Migration'),
    RollbackLaunchOnFailure: keeps('false', truth),
  },
  'aws:elasticbeanstalk:environment': {
    EnvironmentType: keeps('LoadBalanced', oneOf('LoadBalanced', 'SingleInstance')),
    ExternalExtensionsS3Bucket: keeps(),
    ExternalExtensionsS3Key: keeps(),
    LoadBalancerIsShared: keeps('false', truth),
    LoadBalancerType: keeps('classic', oneOf('classic', 'application', 'network')),
    ServiceRole: keeps(),
  },
  'aws:elasticbeanstalk:environment:proxy': { ProxyServer: restarts('none') },
  'aws:elasticbeanstalk:healthreporting:system': {
    ConfigDocument: keeps(),
    EnhancedHealthAuthEnabled: keeps('true', truth),
    HealthCheckSuccessThreshold: keeps('Ok', oneOf('Ok', 'Warning', 'Degraded', 'Severe')),
    SystemType: keeps('basic', oneOf('basic', 'enhanced')),
  },
  'aws:elasticbeanstalk:hostmanager': { LogPublicationControl: keeps('false', truth) },
  'aws:elasticbeanstalk:managedactions': {
    ManagedActionsEnabled: keeps('false', truth),
    PreferredStartTime: keeps(),
    ServiceRoleForManagedUpdates: keeps(),
  },
  'aws:elasticbeanstalk:managedactions:platformupdate': {
    InstanceRefreshEnabled: keeps('false', truth),
    UpdateLevel: keeps('', oneOf('patch', 'minor')),
  },
  'aws:elasticbeanstalk:monitoring': { 'Automatically Terminate Unhealthy Instances': keeps('true', truth) },
  'aws:elasticbeanstalk:sns:topics': {
    'Notification Endpoint': keeps(),
    'Notification Protocol': keeps('email'),
    'Notification Topic ARN': keeps(),
    'Notification Topic Name': keeps(),
  },
  'aws:elasticbeanstalk:trafficsplitting': { EvaluationTime: keeps('5'), NewVersionPercent: keeps('10') },
  'aws:elasticbeanstalk:xray': { XRayEnabled: restarts('false', truth) },
  'aws:elbv2:loadbalancer': {
    AccessLogsS3Bucket: keeps(),
    AccessLogsS3Enabled: keeps('false', truth),
    AccessLogsS3Prefix: keeps(),
    IdleTimeout: keeps('60', integer(1, 3600)),
    ManagedSecurityGroup: keeps(),
    SecurityGroups: keeps(),
    SharedLoadBalancer: keeps(),
  },
  'aws:rds:dbinstance': { HasCoupledDatabase: keeps('false', oneOf('false')) },
};

/** aws:elasticbeanstalk:environment:process:NAME. */
export const processOptions: Readonly<Record<string, OptionRule>> = {
  DeregistrationDelay: keeps('20', integer(0, 3600)),
  HealthCheckInterval: keeps('15', integer(5, 300)),
  HealthCheckPath: keeps('/'),
  HealthCheckTimeout: keeps('5', integer(1, 60)),
  HealthyThresholdCount: keeps('3', integer(2, 10)),
  MatcherHTTPCode: keeps('200'),
  Port: keeps('80', integer(1, 65535)),
  Protocol: keeps('HTTP'),
  StickinessEnabled: keeps('false', truth),
  StickinessLBCookieDuration: keeps('86400', integer(1, 604800)),
  StickinessType: keeps('lb_cookie'),
  UnhealthyThresholdCount: keeps('5', integer(2, 10)),
};

/** aws:elbv2:listener:PORT. */
export const listenerOptions: Readonly<Record<string, OptionRule>> = {
  DefaultProcess: keeps('default'),
  ListenerEnabled: keeps('true', truth),
  Protocol: keeps('HTTP', oneOf('HTTP', 'HTTPS', 'TCP')),
  Rules: keeps(),
  SSLCertificateArns: keeps(),
  SSLPolicy: keeps(),
};

/** Every option with a fixed name, as DescribeConfigurationOptions lists them. */
export const namedOptions: typeof optionTable = {
  ...optionTable,
  'aws:elasticbeanstalk:environment:process:default': processOptions,
  'aws:elbv2:listener:default': listenerOptions,
};

/** Options with a free name, e.g. environment properties; a change restarts the application. */
export const freeOption: OptionRule = restarts();
