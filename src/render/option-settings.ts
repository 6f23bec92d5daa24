/** The option settings of the environment, sent by the API. They take precedence over .ebextensions. */
import type { ConfigurationOptionSetting } from '@aws-sdk/client-elastic-beanstalk';
import { architecture } from '../config/architecture.ts';
import { healthPath } from '../config/derived-values.ts';
import type { Config } from '../config/schema.ts';
import { environmentProperties } from '../config/environment-properties.ts';

type Settings = Record<string, Record<string, string>>;

/**
 * Returns the settings by namespace and name; `options` of kc-eb.yaml take precedence.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options-general.html
 */
export function optionSettings(config: Config): ConfigurationOptionSetting[] {
  const { plain, secrets } = environmentProperties(config);
  const settings = overlay(
    {
      ...instances(config),
      ...network(config),
      ...balancer(config),
      ...deployments(config),
      ...scaling(config),
      ...platformUpdates(config),
      ...reporting(config),
      'aws:elasticbeanstalk:application:environment': plain,
      'aws:elasticbeanstalk:application:environmentsecrets': secrets,
    },
    config.options,
  );
  return byName(settings).flatMap(([Namespace, options]) =>
    byName(options).map(([OptionName, Value]) => ({ Namespace, OptionName, Value })),
  );
}

function instances(config: Config): Settings {
  const { min, max, types, profile } = config.instances;
  const { securityGroups } = config.network;
  return {
    'aws:autoscaling:asg': { MinSize: String(min), MaxSize: String(max) },
    'aws:autoscaling:launchconfiguration': {
      ...{ IamInstanceProfile: profile, DisableIMDSv1: 'true' },
      // They come in addition to the group that Beanstalk creates.
      ...(securityGroups.length > 0 && { SecurityGroups: securityGroups.join(',') }),
    },
    'aws:ec2:instances': {
      InstanceTypes: types.join(','),
      // Beanstalk's default is x86_64.
      ...(architecture(config) === 'arm64' && { SupportedArchitectures: 'arm64' }),
    },
  };
}

function network({ network: { vpc, subnets, loadBalancerSubnets, scheme } }: Config): Settings {
  return {
    'aws:ec2:vpc': {
      ELBScheme: scheme,
      ...(vpc !== undefined && { VPCId: vpc }),
      ...(subnets.length > 0 && { Subnets: subnets.join(',') }),
      ...(loadBalancerSubnets.length > 0 && { ELBSubnets: loadBalancerSubnets.join(',') }),
    },
  };
}

function balancer({ instances: { serviceRole }, network: { certificate }, deployment }: Config): Settings {
  return {
    'aws:elasticbeanstalk:environment': {
      EnvironmentType: 'LoadBalanced',
      // The default of the API is the classic load balancer, which cannot be changed later.
      LoadBalancerType: 'application',
      ServiceRole: serviceRole,
    },
    'aws:elasticbeanstalk:environment:process:default': {
      Port: '80',
      Protocol: 'HTTP',
      HealthCheckPath: healthPath,
      MatcherHTTPCode: '200',
      DeregistrationDelay: String(deployment.drainSeconds),
      // In a cluster, any node can serve any request.
      StickinessEnabled: 'false',
    },
    ...(certificate !== undefined && {
      'aws:elbv2:listener:443': {
        ListenerEnabled: 'true',
        Protocol: 'HTTPS',
        SSLCertificateArns: certificate,
        SSLPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
      },
    }),
  };
}

function deployments({ deployment, instances: { min, max } }: Config): Settings {
  return {
    'aws:elasticbeanstalk:command': {
      DeploymentPolicy: deployment.policy,
      BatchSizeType: 'Fixed',
      BatchSize: String(deployment.batchSize),
      Timeout: String(deployment.commandTimeoutMinutes * 60),
    },
    // For changes that replace instances, to which the deployment policy does not apply. Beanstalk requires both to be
    // Immutable, or neither: https://github.com/hypothesis/deployment/pull/60
    'aws:autoscaling:updatepolicy:rollingupdate': {
      RollingUpdateEnabled: 'true',
      RollingUpdateType: deployment.policy === 'Immutable' ? 'Immutable' : 'Health',
      MaxBatchSize: '1',
      // CloudFormation requires less than MaxSize: 0 for a single instance.
      MinInstancesInService: String(Math.min(max - 1, Math.max(1, min - 1))),
    },
  };
}

/** Beanstalk's default is the network traffic, which hardly follows the load of Keycloak. */
function scaling({
  instances: {
    scaling: { cpuAbove, cpuBelow, minutes },
  },
}: Config): Settings {
  const period = 5;
  return {
    'aws:autoscaling:trigger': {
      MeasureName: 'CPUUtilization',
      Statistic: 'Average',
      Unit: 'Percent',
      // Beanstalk requires BreachDuration = Period * EvaluationPeriods.
      Period: String(period),
      EvaluationPeriods: String(minutes / period),
      BreachDuration: String(minutes),
      UpperThreshold: String(cpuAbove),
      UpperBreachScaleIncrement: '1',
      LowerThreshold: String(cpuBelow),
      // One at a time: each entry of a cache has two owners.
      LowerBreachScaleIncrement: '-1',
    },
  };
}

/** https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/environment-platform-update-managed.html */
function platformUpdates({ platformUpdates: updates, instances: { serviceRole } }: Config): Settings {
  if (updates === undefined) return {};
  return {
    'aws:elasticbeanstalk:managedactions': {
      ManagedActionsEnabled: 'true',
      PreferredStartTime: updates.window,
      ServiceRoleForManagedUpdates: serviceRole,
    },
    'aws:elasticbeanstalk:managedactions:platformupdate': {
      UpdateLevel: updates.level,
      InstanceRefreshEnabled: String(updates.replaceInstances),
    },
  };
}

function reporting({ logs: { retentionDays } }: Config): Settings {
  return {
    'aws:elasticbeanstalk:cloudwatch:logs': {
      StreamLogs: 'true',
      RetentionInDays: String(retentionDays),
      DeleteOnTerminate: 'false',
    },
    'aws:elasticbeanstalk:healthreporting:system': {
      SystemType: 'enhanced',
      ConfigDocument: JSON.stringify(healthRules),
    },
  };
}

/**
 * Keycloak answers 4xx for wrong passwords, ended sessions and scanners: they are clients' faults. 5xx stay in health.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/health-enhanced-rules.html
 */
const healthRules = {
  Rules: {
    Environment: {
      Application: { ApplicationRequests4xx: { Enabled: false } },
      ELB: { ELBRequests4xx: { Enabled: false } },
    },
  },
  Version: 1,
};

function overlay(base: Settings, changes: Settings): Settings {
  const changed = Object.entries(changes).map(([namespace, options]) => [
    namespace,
    { ...base[namespace], ...options },
  ]);
  return { ...base, ...(Object.fromEntries(changed) as Settings) };
}

function byName<T>(record: Record<string, T>): [string, T][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
