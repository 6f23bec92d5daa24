import type * as EB from '@aws-sdk/client-elastic-beanstalk';
import type { BeanstalkApi, Clock } from '../../src/ports.ts';
import { FakeEnvironment, type FakeInstance } from './fake-environment.ts';
import type { FakeS3 } from './fake-s3.ts';
import { FakeVersions, invalid } from './fake-versions.ts';
import { type Journal, serviceError } from './journal.ts';

interface Parts {
  clock: Clock;
  journal: Journal;
  s3: FakeS3;
  account: string;
  region: string;
}

type Identity = Pick<FakeEnvironment, 'name' | 'application' | 'solutionStack' | 'versionLabel'>;

interface FakeEvent {
  severity?: EB.EventSeverity;
  requestId?: string;
  /** Default: now. */
  at?: Date;
}

/** Elastic Beanstalk; FakeEnvironment holds what happens over time. */
export class FakeBeanstalk implements BeanstalkApi {
  readonly #parts: Parts;
  readonly #environments: FakeEnvironment[] = [];
  /** Oldest first. */
  readonly events: EB.EventDescription[] = [];
  /** The most entries of one answer with events or instances. */
  pageSize = 100;
  readonly versions: FakeVersions;
  /** Called when a deployment to an instance ends: its Keycloak starts. */
  onDeployed: (instance: FakeInstance, environment: FakeEnvironment) => void = () => undefined;
  solutionStacks = [
    '64bit Amazon Linux 2023 v4.9.1 running Docker',
    '64bit Amazon Linux 2023 v4.13.7 running Docker',
    '64bit Amazon Linux 2023 v4.13.7 running ECS',
    '64bit Amazon Linux 2 v4.13.8 running Docker',
  ];

  /** The platform of all environments. */
  platform: EB.PlatformDescription = {
    DateCreated: new Date('2026-09-01T00:00:00Z'),
    PlatformBranchLifecycleState: 'Supported',
  };
  quotas = { applications: 75, environments: 200, versions: 1000 };

  constructor(parts: Parts) {
    this.#parts = parts;
    this.versions = new FakeVersions(parts.clock, parts.s3);
  }

  /** The environment itself, which tests read and change. */
  environment(name: string): FakeEnvironment {
    this.#environments.forEach((environment) => {
      environment.settle();
    });
    const found = this.#environments.findLast((environment) => environment.name === name);
    if (found === undefined) throw notFound(name);
    return found;
  }

  /** Adds an environment with enhanced health that is Ready, as if deployed some time ago. */
  stand(identity: Identity, instances: FakeInstance[]): FakeEnvironment {
    const environment = this.#add(identity);
    const namespace = 'aws:elasticbeanstalk:healthreporting:system';
    environment.apply([{ Namespace: namespace, OptionName: 'SystemType', Value: 'enhanced' }], []);
    return Object.assign(environment, { status: 'Ready', instances });
  }

  addEvent(
    environment: FakeEnvironment,
    Message: string,
    { severity: Severity = 'INFO', requestId: RequestId, at = this.#parts.clock.now() }: FakeEvent = {},
  ): void {
    const { application: ApplicationName, name: EnvironmentName } = environment;
    const event = { EventDate: at, ApplicationName, EnvironmentName, Message, Severity };
    this.events.push({ ...event, ...(RequestId !== undefined && { RequestId }) });
  }

  createStorageLocation(input: EB.CreateStorageLocationCommandInput) {
    return this.#answer('createStorageLocation', input, () => {
      const S3Bucket = `elasticbeanstalk-${this.#parts.region}-${this.#parts.account}`;
      const { buckets } = this.#parts.s3;
      if (!buckets.has(S3Bucket)) buckets.set(S3Bucket, new Map());
      return { S3Bucket };
    });
  }

  describeApplications(input: EB.DescribeApplicationsCommandInput) {
    return this.#answer('describeApplications', input, () => this.versions.applications(input));
  }

  describeApplicationVersions(input: EB.DescribeApplicationVersionsCommandInput) {
    return this.#answer('describeApplicationVersions', input, () => this.versions.list(input));
  }

  createApplicationVersion(input: EB.CreateApplicationVersionCommandInput) {
    return this.#answer('createApplicationVersion', input, () => this.versions.create(input));
  }

  listAvailableSolutionStacks(input: EB.ListAvailableSolutionStacksCommandInput) {
    return this.#answer('listAvailableSolutionStacks', input, () => ({
      SolutionStacks: this.solutionStacks,
    }));
  }

  describePlatformVersion(input: EB.DescribePlatformVersionCommandInput) {
    return this.#answer('describePlatformVersion', input, () => ({ PlatformDescription: this.platform }));
  }

  describeAccountAttributes(input: EB.DescribeAccountAttributesCommandInput) {
    return this.#answer('describeAccountAttributes', input, () => ({
      ResourceQuotas: {
        ApplicationQuota: { Maximum: this.quotas.applications },
        EnvironmentQuota: { Maximum: this.quotas.environments },
        ApplicationVersionQuota: { Maximum: this.quotas.versions },
      },
    }));
  }

  describeEnvironments(input: EB.DescribeEnvironmentsCommandInput) {
    return this.#answer('describeEnvironments', input, () => ({
      Environments: this.#environments
        .filter(
          ({ name, application, status }) =>
            (input.EnvironmentNames?.includes(name) ?? true) &&
            (input.ApplicationName === undefined || input.ApplicationName === application) &&
            (input.IncludeDeleted !== false || status !== 'Terminated'),
        )
        .map((environment) => environment.describe()),
    }));
  }

  describeConfigurationSettings(input: EB.DescribeConfigurationSettingsCommandInput) {
    return this.#answer('describeConfigurationSettings', input, () => {
      const environment = this.#live(input.EnvironmentName);
      return {
        ConfigurationSettings: [
          {
            ApplicationName: environment.application,
            EnvironmentName: environment.name,
            DeploymentStatus: 'deployed' as const,
            OptionSettings: environment.effectiveSettings,
          },
        ],
      };
    });
  }

  describeEnvironmentResources(input: EB.DescribeEnvironmentResourcesCommandInput) {
    return this.#answer('describeEnvironmentResources', input, () => {
      const { name, instances } = this.#live(input.EnvironmentName);
      return {
        EnvironmentResources: { EnvironmentName: name, Instances: instances.map(({ id }) => ({ Id: id })) },
      };
    });
  }

  describeEnvironmentHealth(input: EB.DescribeEnvironmentHealthCommandInput) {
    return this.#answer('describeEnvironmentHealth', input, () => {
      const environment = this.#withHealth('DescribeEnvironmentHealth', input.EnvironmentName);
      return {
        EnvironmentName: environment.name,
        Status: environment.status as EB.EnvironmentHealth,
        Color: environment.health,
        Causes: environment.causes,
      };
    });
  }

  describeInstancesHealth(input: EB.DescribeInstancesHealthCommandInput) {
    return this.#answer('describeInstancesHealth', input, () => {
      const { ghosts, instances } = this.#withHealth('DescribeInstancesHealth', input.EnvironmentName);
      const { page, NextToken } = this.#page([...ghosts, ...instances], input);
      return {
        ...(NextToken !== undefined && { NextToken }),
        InstanceHealthList: page.map(({ id, launchedAt, deployment, health }) => ({
          InstanceId: id,
          HealthStatus: health?.status ?? (deployment.status === 'Failed' ? 'Severe' : 'Ok'),
          LaunchedAt: launchedAt,
          Causes: health === undefined ? [] : [health.cause],
          Deployment: {
            VersionLabel: deployment.label,
            DeploymentId: deployment.id,
            Status: deployment.status,
            DeploymentTime: deployment.at,
          },
        })),
      };
    });
  }

  /** Newest first. */
  describeEvents(input: EB.DescribeEventsCommandInput) {
    return this.#answer('describeEvents', input, () => {
      const { StartTime, RequestId, EnvironmentName, ApplicationName } = input;
      const found = this.events
        .filter(
          (event) =>
            (StartTime === undefined || (event.EventDate ?? 0) >= StartTime) &&
            (RequestId === undefined || event.RequestId === RequestId) &&
            (EnvironmentName === undefined || event.EnvironmentName === EnvironmentName) &&
            (ApplicationName === undefined || event.ApplicationName === ApplicationName),
        )
        .toReversed();
      const { page, NextToken } = this.#page(found, input);
      return { Events: page, ...(NextToken !== undefined && { NextToken }) };
    });
  }

  createEnvironment(input: EB.CreateEnvironmentCommandInput) {
    return this.#answer('createEnvironment', input, (requestId) => {
      const { EnvironmentName: name = '', ApplicationName: application = '', VersionLabel = '' } = input;
      if (this.#environments.some((other) => other.name === name && other.status !== 'Terminated')) {
        throw invalid(`Environment ${name} already exists.`);
      }
      this.versions.require(application, VersionLabel);
      const stack = input.SolutionStackName ?? '';
      if (!this.solutionStacks.includes(stack)) throw invalid(`No Solution Stack named '${stack}' found.`);
      const environment = this.#add({ name, application, solutionStack: stack, versionLabel: VersionLabel });
      environment.apply(input.OptionSettings ?? [], []);
      environment.launch(this.#emitter(environment, requestId));
      return environment.describe();
    });
  }

  updateEnvironment(input: EB.UpdateEnvironmentCommandInput) {
    return this.#answer('updateEnvironment', input, (requestId) => {
      const environment = this.#live(input.EnvironmentName);
      if (environment.status !== 'Ready') {
        throw invalid(
          `Environment named ${environment.name} is in an invalid state for this operation. Must be Ready.`,
        );
      }
      const label = input.VersionLabel ?? environment.versionLabel;
      this.versions.require(environment.application, label);
      const { OptionSettings: settings = [], OptionsToRemove: removals = [] } = input;
      environment.apply(settings, removals);
      const isPolicy = ({ Namespace }: EB.OptionSpecification) =>
        Namespace === 'aws:elasticbeanstalk:command';
      const reachesInstances =
        input.VersionLabel !== undefined || ![...settings, ...removals].every(isPolicy);
      environment.update(label, this.#emitter(environment, requestId), { reachesInstances });
      return environment.describe();
    });
  }

  terminateEnvironment(input: EB.TerminateEnvironmentCommandInput) {
    return this.#answer('terminateEnvironment', input, (requestId) => {
      const environment = this.#live(input.EnvironmentName);
      environment.terminate(this.#emitter(environment, requestId));
      return environment.describe();
    });
  }

  #add(identity: Identity): FakeEnvironment {
    const { region, account, clock } = this.#parts;
    const { application, name } = identity;
    const arn = `arn:aws:elasticbeanstalk:${region}:${account}:environment/${application}/${name}`;
    const id = `e-${String(this.#environments.length + 1).padStart(10, '0')}`;
    const environment = new FakeEnvironment(clock, { ...identity, id, arn }, (instance, at) => {
      this.onDeployed(instance, at);
    });
    this.#environments.push(environment);
    return environment;
  }

  #page<T>(all: readonly T[], { NextToken, MaxRecords }: { NextToken?: string; MaxRecords?: number }) {
    const start = Number(NextToken ?? 0);
    const end = start + Math.min(MaxRecords ?? this.pageSize, this.pageSize);
    return { page: all.slice(start, end), NextToken: end < all.length ? String(end) : undefined };
  }

  #answer<T extends object>(operation: string, input: object, body: (requestId: string) => T) {
    return this.#parts.journal.answer(operation, input, (requestId) => {
      this.#environments.forEach((environment) => {
        environment.settle();
      });
      return body(requestId);
    });
  }

  #emitter(environment: FakeEnvironment, requestId: string) {
    return (message: string, severity: EB.EventSeverity = 'INFO'): void => {
      this.addEvent(environment, message, { severity, requestId, at: environment.updated });
    };
  }

  #live(name = ''): FakeEnvironment {
    const found = this.#environments.find((other) => other.name === name && other.status !== 'Terminated');
    if (found === undefined) throw notFound(name);
    return found;
  }

  #withHealth(operation: string, name: string | undefined): FakeEnvironment {
    const environment = this.#live(name);
    if (environment.enhancedHealth) return environment;
    throw serviceError('InvalidRequestException', `${operation} is not supported.`);
  }
}

function notFound(name: string): Error {
  return invalid(`No Environment found for EnvironmentName = '${name}'.`);
}
