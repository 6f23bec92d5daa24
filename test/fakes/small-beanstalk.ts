import type * as EB from '@aws-sdk/client-elastic-beanstalk';
import type { BeanstalkApi, Clock } from '../../src/ports.ts';

export interface SmallInstance {
  id: string;
  versionLabel: string;
  launchedAt: Date;
  deployedAt: Date;
  health?: string;
}

/** One environment, as the reading commands see it; each page of instances and events holds one entry. */
export class SmallBeanstalk implements Partial<BeanstalkApi> {
  readonly #clock: Clock;
  status: EB.EnvironmentStatus = 'Ready';
  instances: SmallInstance[] = [];
  /** Health reports of instances that are gone already. */
  ghosts: SmallInstance[] = [];
  /** Oldest first. */
  readonly events: EB.EventDescription[] = [];
  readonly calls: string[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  addEvent(message: string, severity: EB.EventSeverity = 'INFO', requestId?: string): void {
    this.events.push({
      EventDate: this.#clock.now(),
      Message: message,
      Severity: severity,
      ...(requestId !== undefined && { RequestId: requestId }),
    });
  }

  describeEnvironments({ EnvironmentNames = [] }: EB.DescribeEnvironmentsCommandInput) {
    const there = EnvironmentNames.includes('id-prod') && this.status !== 'Terminated';
    return Promise.resolve({
      $metadata: {},
      Environments: there
        ? [
            {
              EnvironmentName: 'id-prod',
              EnvironmentId: 'e-abcdefghij',
              ApplicationName: 'id',
              Status: this.status,
              Health: 'Green' as const,
              HealthStatus: 'Ok' as const,
              VersionLabel: 'v1',
              SolutionStackName: '64bit Amazon Linux 2023 v4.13.7 running Docker',
              CNAME: 'id-prod.elasticbeanstalk.com',
              DateUpdated: new Date('2026-11-24T09:50:00Z'),
            },
          ]
        : [],
    });
  }

  describeEnvironmentResources() {
    const Instances = this.instances.map(({ id }) => ({ Id: id }));
    return Promise.resolve({ $metadata: {}, EnvironmentResources: { Instances } });
  }

  describeEnvironmentHealth() {
    return Promise.resolve({ $metadata: {}, Causes: ['One cause.'] });
  }

  describeInstancesHealth({ NextToken = '0' }: EB.DescribeInstancesHealthCommandInput) {
    const all = [...this.ghosts, ...this.instances];
    const index = Number(NextToken);
    return Promise.resolve({
      $metadata: {},
      InstanceHealthList: all
        .slice(index, index + 1)
        .map(({ id, versionLabel, launchedAt, deployedAt, health }) => ({
          InstanceId: id,
          HealthStatus: health ?? 'Ok',
          Causes: health === undefined ? [] : ['Its cause.'],
          LaunchedAt: launchedAt,
          Deployment: { VersionLabel: versionLabel, Status: 'Deployed', DeploymentTime: deployedAt },
        })),
      ...(index + 1 < all.length && { NextToken: String(index + 1) }),
    });
  }

  /** Newest first, as the real one. */
  describeEvents({ StartTime, MaxRecords = 1000, NextToken = '0' }: EB.DescribeEventsCommandInput) {
    const found = this.events
      .filter(({ EventDate }) => StartTime === undefined || (EventDate ?? 0) >= StartTime)
      .toReversed();
    const index = Number(NextToken);
    const size = Math.min(MaxRecords, StartTime === undefined ? MaxRecords : 2);
    return Promise.resolve({
      $metadata: {},
      Events: found.slice(index, index + size),
      ...(index + size < found.length && { NextToken: String(index + size) }),
    });
  }

  terminateEnvironment() {
    this.calls.push('terminateEnvironment');
    this.status = 'Terminating';
    return Promise.resolve({ $metadata: { requestId: 'request-1' } });
  }
}
