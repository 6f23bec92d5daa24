/**
 * Names of Beanstalk's options, whose case counts. A test compares them with the options of Local Beanstalk.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options-general.html
 */

const names = (text: string): readonly string[] =>
  text
    .trim()
    .split(/[,\n]/)
    .map((name) => name.trim());

/** "*" stands for a name of the user, or for a port. A namespace without names takes any. */
export const beanstalkOptions: Readonly<Record<string, readonly string[]>> = {
  'aws:autoscaling:asg': names(
    'Availability Zones, Cooldown, Custom Availability Zones, EnableCapacityRebalancing, MaxSize, MinSize',
  ),
  'aws:autoscaling:launchconfiguration': names(`
    BlockDeviceMappings, DisableDefaultEC2SecurityGroup, DisableIMDSv1, EC2KeyName, IamInstanceProfile
    ImageId, InstanceType, LaunchTemplateTagPropagationEnabled, MonitoringInterval, RootVolumeIOPS
    RootVolumeSize, RootVolumeThroughput, RootVolumeType, SSHSourceRestriction, SecurityGroups
  `),
  'aws:autoscaling:scheduledaction': names(
    'DesiredCapacity, EndTime, MaxSize, MinSize, Recurrence, StartTime, Suspend',
  ),
  'aws:autoscaling:trigger': names(`
    BreachDuration, EvaluationPeriods, LowerBreachScaleIncrement, LowerThreshold, MeasureName, Period
    Statistic, Unit, UpperBreachScaleIncrement, UpperThreshold
  `),
  'aws:autoscaling:updatepolicy:rollingupdate': names(
    'MaxBatchSize, MinInstancesInService, PauseTime, RollingUpdateEnabled, RollingUpdateType, Timeout',
  ),
  'aws:cloudformation:template:parameter': [],
  'aws:ec2:instances': names(`
    EnableSpot, InstanceTypes, SpotAllocationStrategy, SpotFleetOnDemandAboveBasePercentage
    SpotFleetOnDemandBase, SpotMaxPrice, SupportedArchitectures
  `),
  'aws:ec2:vpc': names('AssociatePublicIpAddress, DBSubnets, ELBScheme, ELBSubnets, Subnets, VPCId'),
  'aws:elasticbeanstalk:application': names('Application Healthcheck URL'),
  'aws:elasticbeanstalk:application:environment': [],
  'aws:elasticbeanstalk:application:environmentsecrets': [],
  'aws:elasticbeanstalk:cloudwatch:logs': names('DeleteOnTerminate, RetentionInDays, StreamLogs'),
  'aws:elasticbeanstalk:cloudwatch:logs:health': names(
    'DeleteOnTerminate, HealthStreamingEnabled, RetentionInDays',
  ),
  'aws:elasticbeanstalk:command': names(
    'BatchSize, BatchSizeType, DeploymentPolicy, IgnoreHealthCheck, Timeout',
  ),
  'aws:elasticbeanstalk:control': names('DefaultSSHPort, LaunchTimeout, LaunchType, RollbackLaunchOnFailure'),
  'aws:elasticbeanstalk:customoption': [],
  'aws:elasticbeanstalk:environment': names(`
    EnvironmentType, ExternalExtensionsS3Bucket, ExternalExtensionsS3Key, LoadBalancerIsShared
    LoadBalancerType, ServiceRole
  `),
  'aws:elasticbeanstalk:environment:process:*': names(`
    DeregistrationDelay, HealthCheckInterval, HealthCheckPath, HealthCheckTimeout, HealthyThresholdCount
    MatcherHTTPCode, Port, Protocol, StickinessEnabled, StickinessLBCookieDuration, StickinessType
    UnhealthyThresholdCount
  `),
  'aws:elasticbeanstalk:environment:proxy': names('ProxyServer'),
  'aws:elasticbeanstalk:healthreporting:system': names(
    'ConfigDocument, EnhancedHealthAuthEnabled, HealthCheckSuccessThreshold, SystemType',
  ),
  'aws:elasticbeanstalk:hostmanager': names('LogPublicationControl'),
  'aws:elasticbeanstalk:managedactions': names(
    'ManagedActionsEnabled, PreferredStartTime, ServiceRoleForManagedUpdates',
  ),
  'aws:elasticbeanstalk:managedactions:platformupdate': names('InstanceRefreshEnabled, UpdateLevel'),
  'aws:elasticbeanstalk:monitoring': names('Automatically Terminate Unhealthy Instances'),
  'aws:elasticbeanstalk:sns:topics': names(
    'Notification Endpoint, Notification Protocol, Notification Topic ARN, Notification Topic Name',
  ),
  'aws:elasticbeanstalk:trafficsplitting': names('EvaluationTime, NewVersionPercent'),
  'aws:elasticbeanstalk:xray': names('XRayEnabled'),
  'aws:elb:healthcheck': names('HealthyThreshold, Interval, Target, Timeout, UnhealthyThreshold'),
  'aws:elb:listener': names(
    'InstancePort, InstanceProtocol, ListenerEnabled, ListenerProtocol, PolicyNames, SSLCertificateId',
  ),
  'aws:elb:listener:*': names(
    'InstancePort, InstanceProtocol, ListenerEnabled, ListenerProtocol, PolicyNames, SSLCertificateId',
  ),
  'aws:elb:loadbalancer': names(`
    CrossZone, LoadBalancerHTTPPort, LoadBalancerHTTPSPort, LoadBalancerPortProtocol
    LoadBalancerSSLPortProtocol, ManagedSecurityGroup, SSLCertificateId, SecurityGroups
  `),
  'aws:elb:policies': names(`
    ConnectionDrainingEnabled, ConnectionDrainingTimeout, ConnectionSettingIdleTimeout
    LoadBalancerPorts, Stickiness Cookie Expiration, Stickiness Policy
  `),
  'aws:elb:policies:*': names(`
    CookieName, InstancePorts, LoadBalancerPorts, ProxyProtocol, PublicKey, PublicKeyPolicyNames
    SSLProtocols, SSLReferencePolicy, Stickiness Cookie Expiration, Stickiness Policy
  `),
  'aws:elbv2:listener:*': names(
    'DefaultProcess, ListenerEnabled, Protocol, Rules, SSLCertificateArns, SSLPolicy',
  ),
  'aws:elbv2:listenerrule:*': names('HostHeaders, PathPatterns, Priority, Process'),
  'aws:elbv2:loadbalancer': names(`
    AccessLogsS3Bucket, AccessLogsS3Enabled, AccessLogsS3Prefix, IdleTimeout, IpAddressType
    ManagedSecurityGroup, SecurityGroups, SharedLoadBalancer
  `),
  'aws:rds:dbinstance': names(`
    DBAllocatedStorage, DBDeletionPolicy, DBEngine, DBEngineVersion, DBInstanceClass, DBPassword
    DBSnapshotIdentifier, DBUser, HasCoupledDatabase, MultiAZDatabase
  `),
};

interface Spelling {
  readonly namespace: string;
  /** Names of its options. */
  readonly options: readonly string[];
}

const plain = (text: string): string => text.trim().toLowerCase();

/** The namespace as Beanstalk spells it; undefined when no case and no blank makes it a known one. */
export function spellNamespace(namespace: string): Spelling | undefined {
  for (const [known, options] of Object.entries(beanstalkOptions)) {
    if (!known.endsWith('*')) {
      if (plain(namespace) === known) return { namespace: known, options };
      continue;
    }
    const start = known.slice(0, -1);
    const name = namespace.trim().slice(start.length);
    if (name !== '' && plain(namespace).startsWith(start)) return { namespace: `${start}${name}`, options };
  }
  return undefined;
}

/** The option as Beanstalk spells it; undefined for an unknown one. */
export function spellOption({ options }: Spelling, option: string): string | undefined {
  return options.length === 0 ? option : options.find((known) => plain(known) === plain(option));
}
