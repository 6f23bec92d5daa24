/** Options of Auto Scaling and EC2. https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options-general.html */
import { integer, keeps, missing, oneOf, type OptionRules, replaces, truth } from './rule.ts';

const count = integer(1, 10000);
const minutes = integer(1, 600);
const noSchedule = missing('Local Beanstalk has no scheduled actions.');

export const capacityOptions: Readonly<Record<string, OptionRules>> = {
  'aws:autoscaling:asg': {
    'Availability Zones': keeps('Any', oneOf('Any', 'Any 1', 'Any 2', 'Any 3')),
    Cooldown: keeps('360', integer(0, 10000)),
    'Custom Availability Zones': keeps('', { listOf: /^[a-z]{2}(-[a-z0-9]+)+[a-z]$/ }),
    EnableCapacityRebalancing: keeps('false', truth),
    MaxSize: keeps('4', count),
    MinSize: keeps('1', count),
  },
  'aws:autoscaling:launchconfiguration': {
    BlockDeviceMappings: replaces(),
    DisableDefaultEC2SecurityGroup: replaces('false', truth),
    DisableIMDSv1: replaces('true', truth),
    EC2KeyName: replaces('', undefined, 200),
    IamInstanceProfile: replaces(),
    ImageId: replaces('', undefined, 200),
    InstanceType: replaces('t3.micro', { regex: /^[a-z0-9-]+\.[a-z0-9-]+$/ }),
    LaunchTemplateTagPropagationEnabled: keeps('false', truth),
    MonitoringInterval: keeps('5 minute', oneOf('1 minute', '5 minute')),
    RootVolumeIOPS: replaces('', integer(100, 20000)),
    RootVolumeSize: replaces('', integer(8, 16384)),
    RootVolumeThroughput: replaces('', integer(125, 1000)),
    RootVolumeType: replaces('gp3', oneOf('standard', 'gp2', 'gp3', 'io1')),
    SSHSourceRestriction: keeps('tcp,22,22,0.0.0.0/0', { regex: /^\w+,\s*\d+,\s*\d+,\s*\S+$/ }),
    SecurityGroups: replaces('', undefined, 200),
  },
  'aws:autoscaling:scheduledaction': {
    DesiredCapacity: noSchedule,
    EndTime: noSchedule,
    MaxSize: noSchedule,
    MinSize: noSchedule,
    Recurrence: noSchedule,
    StartTime: noSchedule,
    Suspend: noSchedule,
  },
  'aws:autoscaling:trigger': {
    BreachDuration: keeps('5', minutes),
    EvaluationPeriods: keeps('1', minutes),
    LowerBreachScaleIncrement: keeps('-1', { regex: /^-?\d+$/ }),
    LowerThreshold: keeps('2000000', { decimal: [0, 20000000] }),
    MeasureName: keeps(
      'NetworkOut',
      oneOf(
        ...['CPUUtilization', 'NetworkIn', 'NetworkOut', 'DiskWriteOps', 'DiskReadBytes', 'DiskReadOps'],
        ...['DiskWriteBytes', 'Latency', 'RequestCount', 'HealthyHostCount', 'UnhealthyHostCount'],
        'TargetResponseTime',
      ),
    ),
    Period: keeps('5', minutes),
    Statistic: keeps('Average', oneOf('Minimum', 'Maximum', 'Sum', 'Average')),
    Unit: keeps(
      'Bytes',
      oneOf(
        ...['Seconds', 'Percent', 'Bytes', 'Bits', 'Count', 'Bytes/Second', 'Bits/Second', 'Count/Second'],
        'None',
      ),
    ),
    UpperBreachScaleIncrement: keeps('1', { regex: /^-?\d+$/ }),
    UpperThreshold: keeps('6000000', { decimal: [0, 20000000] }),
  },
  'aws:autoscaling:updatepolicy:rollingupdate': {
    MaxBatchSize: keeps('', count),
    MinInstancesInService: keeps('', integer(0, 9999)),
    PauseTime: keeps('', { duration: [0, 3600] }),
    RollingUpdateEnabled: keeps('false', truth),
    RollingUpdateType: keeps('Time', oneOf('Time', 'Health', 'Immutable')),
    Timeout: keeps('PT30M', { duration: [300, 3600] }),
  },
  'aws:ec2:instances': {
    EnableSpot: replaces('false', truth),
    InstanceTypes: replaces('t3.micro, t3.small', { listOf: /^[a-z0-9-]+\.[a-z0-9-]+$/, most: 10 }),
    SpotAllocationStrategy: replaces(
      'capacity-optimized',
      oneOf(
        ...['capacity-optimized', 'capacity-optimized-prioritized', 'lowest-price'],
        'price-capacity-optimized',
      ),
    ),
    SpotFleetOnDemandAboveBasePercentage: keeps('70', integer(0, 100)),
    SpotFleetOnDemandBase: keeps('0', integer(0, 10000)),
    SpotMaxPrice: replaces('', { decimal: [0.001, 20], or: 'null' }),
    SupportedArchitectures: replaces('x86_64', { listOf: ['arm64', 'x86_64', 'i386'] }),
  },
  'aws:ec2:vpc': {
    AssociatePublicIpAddress: replaces('true', truth),
    DBSubnets: keeps(),
    // AWS documents that other values are ignored.
    ELBScheme: keeps('public'),
    ELBSubnets: keeps('', { listOf: /^subnet-[0-9a-z]+$/ }),
    Subnets: replaces('', { listOf: /^subnet-[0-9a-z]+$/ }),
    VPCId: replaces('', { regex: /^vpc-[0-9a-z]+$/ }),
  },
};
