/** The Beanstalk API over HTTP with reporting-only instances; a folder stores the bundles. */
import type { Strictness, StrictnessSwitch } from '../../../src/local-beanstalk/base/strictness.ts';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ConfigurationOptionSetting,
  ElasticBeanstalk,
  type EventDescription,
} from '@aws-sdk/client-elastic-beanstalk';
import archiver from 'archiver';
import { beanstalkService } from '../../../src/local-beanstalk/beanstalk/api.ts';
import type { BalancerPorts } from '../../../src/local-beanstalk/balancer/ports.ts';
import { localCredentials } from '../credentials.ts';
import { startLocalServer } from '../../../src/local-beanstalk/http/listen.ts';
import {
  reportingOnlyBalancer,
  reportingOnlyRuntime,
  type ReportedInstances,
} from '../../../src/local-beanstalk/instances/reporting-only.ts';
import { type AlarmRecords, Alarms } from '../../../src/local-beanstalk/monitoring/alarms.ts';
import { MetricStore } from '../../../src/local-beanstalk/monitoring/metric-store.ts';
import type {
  Balancer,
  Instance,
  InstanceRuntime,
  LogStore,
  ObjectStore,
} from '../../../src/local-beanstalk/base/ports.ts';
import { JsonFile } from '../../../src/local-beanstalk/base/json-file.ts';

const now = (): Date => new Date();

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

export const bucket = 'elasticbeanstalk-us-east-1-000000000000';
export const solutionStack = '64bit Amazon Linux 2023 v4.13.7 running Docker';

/** Makes the runtime fail, hang or lose instances. */
export interface Interference {
  /** Runs before each deployment; an error fails the instance. */
  onDeploy: (instance: Instance, versionLabel: string, kind: string) => void | Promise<void>;
  /** The same for launches. */
  onLaunch: () => void | Promise<void>;
}

export class Harness {
  readonly folder: string;
  readonly interference: Interference = { onDeploy: () => undefined, onLaunch: () => undefined };
  readonly deployed: {
    id: string;
    kind: string;
    versionLabel: string;
    environment: Record<string, string>;
  }[] = [];
  /** Message lines by "group stream". */
  readonly logLines = new Map<string, string[]>();
  secrets = new Map<string, string>();
  /** Never hands out a bundle after the check that it exists, as a server that ends while it reads one. */
  holdBundles = false;
  #located = new Set<string>();
  /** Instance profiles of IAM. */
  readonly profiles = new Map<string, { role?: string }>();
  pace = 2000;
  strictness: Strictness = new Set();
  endpoint = '';
  client!: ElasticBeanstalk;
  runtime!: InstanceRuntime;
  balancer!: Balancer;
  alarms!: Alarms;
  /** Auto Scaling adds an instance to id-prod. */
  scaleOut: () => void = () => undefined;
  #stop: () => Promise<void> = () => Promise.resolve();
  #real: { runtime: InstanceRuntime; balancer: Balancer } | undefined;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** `real`: replaces the reporting-only runtime and load balancer. */
  static async start(
    real?: { runtime: InstanceRuntime; balancer: Balancer },
    strict: readonly StrictnessSwitch[] = [],
  ): Promise<Harness> {
    const harness = new Harness(await mkdtemp(join(tmpdir(), 'kc-eb-beanstalk-')));
    harness.strictness = new Set(strict);
    harness.#real = real;
    await harness.startServer();
    return harness;
  }

  async startServer(): Promise<void> {
    const inner =
      this.#real?.runtime ??
      reportingOnlyRuntime(
        new JsonFile<ReportedInstances>(join(this.folder, 'state', 'instances.json'), {}),
        now,
      );
    this.runtime = {
      ...inner,
      launch: async (spec) => {
        await this.interference.onLaunch();
        return inner.launch(spec);
      },
      deploy: async (instance, deployment, log) => {
        const { kind, versionLabel, environment } = deployment;
        await this.interference.onDeploy(instance, versionLabel, kind);
        this.deployed.push({ id: instance.id, kind, versionLabel, environment: { ...environment } });
        await inner.deploy(instance, deployment, log);
      },
    };
    this.alarms = new Alarms(new JsonFile<AlarmRecords>(join(this.folder, 'state', 'alarms.json'), {}), {
      metrics: new MetricStore(now),
      now,
    });
    this.balancer =
      this.#real?.balancer ??
      reportingOnlyBalancer({
        ports: new JsonFile<BalancerPorts>(join(this.folder, 'state', 'ports.json'), {}),
        firstPort: 8080,
      });
    const service = beanstalkService({
      endpoint: 'http://127.0.0.1:4599',
      credentials: localCredentials,
      dataDir: join(this.folder, 'state'),
      region: 'us-east-1',
      accountId: '000000000000',
      objects: this.#objects(),
      logs: this.#logs(),
      alarms: this.alarms,
      profiles: { findProfile: (name) => this.profiles.get(name) },
      runtime: this.runtime,
      balancer: this.balancer,
      secrets: (arn) => this.secrets.get(arn),
      pace: this.pace,
      strictness: this.strictness,
      now,
    });
    await service.resume();
    this.scaleOut = () => {
      service.scaleOut('id-prod');
    };
    const server = await startLocalServer({
      ...{ port: 0, project: 'test', hosts: ['127.0.0.1'] as const, services: [service] },
      credentials: localCredentials,
    });
    this.endpoint = server.endpoint;
    this.client = new ElasticBeanstalk({
      region: 'us-east-1',
      endpoint: this.endpoint,
      credentials: localCredentials,
      maxAttempts: 1,
    });
    this.#stop = async () => {
      this.client.destroy();
      await server.close();
    };
  }

  stopServer(): Promise<void> {
    return this.#stop();
  }

  async end(): Promise<void> {
    await this.#stop();
    // The last health report may still be on its way to the disk.
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  #objects(): ObjectStore {
    return {
      locate: (name, key) => {
        if (this.holdBundles && this.#located.has(key)) return new Promise(() => undefined);
        this.#located.add(key);
        return Promise.resolve(name === bucket && this.keys.has(key) ? join(this.folder, key) : undefined);
      },
      ensureBucket: () => Promise.resolve(),
      keys: (_name, prefix) => [...this.keys].filter((key) => key.startsWith(prefix)).sort(),
      write: async (_name, key, content) => {
        const path = join(this.folder, key);
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, content);
        this.keys.add(key);
      },
      remove: (_name, key) => {
        this.keys.delete(key);
        return Promise.resolve();
      },
    };
  }

  readonly keys = new Set<string>();

  #logs(): LogStore {
    return {
      put: (group, stream, events) => {
        const key = `${group} ${stream}`;
        this.logLines.set(key, [...(this.logLines.get(key) ?? []), ...events.map(({ message }) => message)]);
        return Promise.resolve();
      },
    };
  }

  /** A bundle in the bucket under `<label>.zip`. */
  async putBundle(label: string, files: Record<string, string> = {}): Promise<string> {
    const key = `${label}.zip`;
    const path = join(this.folder, key);
    await mkdir(dirname(path), { recursive: true });
    const zip = archiver('zip');
    const written = pipeline(zip, createWriteStream(path));
    for (const [name, text] of Object.entries({ 'docker-compose.yml': 'services: {}\n', ...files })) {
      zip.append(text, { name });
    }
    await zip.finalize();
    await written;
    this.keys.add(key);
    return key;
  }

  async createVersion(label: string, files: Record<string, string> = {}): Promise<void> {
    const key = await this.putBundle(label, files);
    await this.client.createApplicationVersion({
      ApplicationName: 'id',
      VersionLabel: label,
      SourceBundle: { S3Bucket: bucket, S3Key: key },
      AutoCreateApplication: true,
    });
  }

  /** An environment "id-prod" with version v1, Ready. */
  async createEnvironment(
    options: Record<string, string> = {},
    files: Record<string, string> = {},
  ): Promise<void> {
    await this.createVersion('v1', files);
    await this.client.createEnvironment({
      ApplicationName: 'id',
      EnvironmentName: 'id-prod',
      VersionLabel: 'v1',
      SolutionStackName: solutionStack,
      OptionSettings: settings({ ...enhanced, MinSize: '2', ...options }),
    });
    await this.ready();
  }

  async ready(name = 'id-prod'): Promise<void> {
    for (;;) {
      const { Environments = [] } = await this.client.describeEnvironments({ EnvironmentNames: [name] });
      const status = Environments[0]?.Status;
      if (status === 'Ready' || status === 'Terminated') return;
      await sleep(20);
    }
  }

  /** UpdateEnvironment and its events, oldest first. */
  async update(input: {
    VersionLabel?: string;
    OptionSettings?: ConfigurationOptionSetting[];
  }): Promise<string[]> {
    const { $metadata } = await this.client.updateEnvironment({ EnvironmentName: 'id-prod', ...input });
    await this.ready();
    return this.messagesOf($metadata.requestId);
  }

  async messagesOf(requestId: string | undefined): Promise<string[]> {
    return (await this.eventsOf(requestId)).map(({ Message = '' }) => Message);
  }

  async eventsOf(requestId: string | undefined): Promise<EventDescription[]> {
    const { Events = [] } = await this.client.describeEvents({ RequestId: requestId, MaxRecords: 1000 });
    return Events.toReversed();
  }

  /** Version labels by instance id, of finished deployments. */
  async versions(): Promise<Record<string, string | undefined>> {
    const { InstanceHealthList = [] } = await this.client.describeInstancesHealth({
      EnvironmentName: 'id-prod',
      AttributeNames: ['All'],
    });
    return Object.fromEntries(
      InstanceHealthList.map(({ InstanceId = '', Deployment }) => [
        InstanceId,
        Deployment?.Status === 'Deployed' ? Deployment.VersionLabel : undefined,
      ]),
    );
  }
}

const enhanced = { SystemType: 'enhanced' };

const namespaces: Record<string, string> = {
  MinSize: 'aws:autoscaling:asg',
  MaxSize: 'aws:autoscaling:asg',
  SystemType: 'aws:elasticbeanstalk:healthreporting:system',
  DeploymentPolicy: 'aws:elasticbeanstalk:command',
  BatchSize: 'aws:elasticbeanstalk:command',
  BatchSizeType: 'aws:elasticbeanstalk:command',
  Timeout: 'aws:elasticbeanstalk:command',
  StreamLogs: 'aws:elasticbeanstalk:cloudwatch:logs',
  SecurityGroups: 'aws:autoscaling:launchconfiguration',
  InstanceType: 'aws:autoscaling:launchconfiguration',
  IamInstanceProfile: 'aws:autoscaling:launchconfiguration',
  RollingUpdateEnabled: 'aws:autoscaling:updatepolicy:rollingupdate',
  RollingUpdateType: 'aws:autoscaling:updatepolicy:rollingupdate',
  MaxBatchSize: 'aws:autoscaling:updatepolicy:rollingupdate',
};

/** Option settings by their bare names; any other name is an environment property, an ARN a secret. */
export function settings(options: Record<string, string>): ConfigurationOptionSetting[] {
  return Object.entries(options).map(([OptionName, Value]) => ({
    Namespace:
      namespaces[OptionName] ??
      `aws:elasticbeanstalk:application:environment${Value.startsWith('arn:') ? 'secrets' : ''}`,
    OptionName,
    Value,
  }));
}
