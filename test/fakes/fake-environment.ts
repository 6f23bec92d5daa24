import type * as EB from '@aws-sdk/client-elastic-beanstalk';
import type { Clock } from '../../src/ports.ts';

export interface FakeInstance {
  id: string;
  privateIp: string;
  launchedAt: Date;
  deployment: { id: number; label: string; status: 'In Progress' | 'Deployed' | 'Failed'; at: Date };
  /** Default: Ok, or Severe after a failed deployment. */
  health?: { status: string; cause: string };
}

/** Durations of Beanstalk's operations, in seconds. */
const takes = { launch: 60, batch: 30, finish: 10, terminate: 30 };

/** Some of Beanstalk's defaults, for options that are not set. */
const defaults: readonly EB.ConfigurationOptionSetting[] = [
  { Namespace: 'aws:autoscaling:asg', OptionName: 'Cooldown', Value: '360' },
  {
    Namespace: 'aws:elasticbeanstalk:environment:process:default',
    OptionName: 'HealthCheckInterval',
    Value: '15',
  },
];

type Emit = (message: string, severity?: EB.EventSeverity) => void;

function settingKey({ Namespace = '', OptionName = '' }: EB.ConfigurationOptionSetting): string {
  return `${Namespace} ${OptionName}`;
}

/** One environment. A workflow is a list of effects, each with the time it is due. */
export class FakeEnvironment {
  readonly #clock: Clock;
  readonly #due: { at: number; run: () => void }[] = [];
  readonly #onDeployed: (instance: FakeInstance, environment: FakeEnvironment) => void;
  readonly name: string;
  readonly id: string;
  readonly arn: string;
  readonly application: string;
  readonly solutionStack: string;
  readonly created: Date;
  updated: Date;
  status: EB.EnvironmentStatus = 'Launching';
  versionLabel: string;
  instances: FakeInstance[] = [];
  /** Instances that are terminated, and still have health reports. */
  ghosts: FakeInstance[] = [];
  /** Causes of the environment's health. */
  causes: string[] = [];
  readonly settings = new Map<string, EB.ConfigurationOptionSetting>();
  /** The message of the next deployment, which fails on its first instance. */
  failure: string | undefined;
  #deployments = 0;
  #launched = 0;

  constructor(
    clock: Clock,
    identity: Pick<FakeEnvironment, 'name' | 'id' | 'arn' | 'application' | 'solutionStack' | 'versionLabel'>,
    onDeployed: (instance: FakeInstance, environment: FakeEnvironment) => void,
  ) {
    this.#clock = clock;
    this.name = identity.name;
    this.id = identity.id;
    this.arn = identity.arn;
    this.application = identity.application;
    this.solutionStack = identity.solutionStack;
    this.versionLabel = identity.versionLabel;
    this.created = this.updated = clock.now();
    this.#onDeployed = onDeployed;
  }

  option(namespace: string, name: string): string | undefined {
    return this.settings.get(`${namespace} ${name}`)?.Value;
  }

  get enhancedHealth(): boolean {
    return this.option('aws:elasticbeanstalk:healthreporting:system', 'SystemType') === 'enhanced';
  }

  get health(): EB.EnvironmentHealth {
    if (this.status !== 'Ready') return 'Grey';
    return this.instances.every(({ deployment }) => deployment.status === 'Deployed') ? 'Green' : 'Red';
  }

  describe() {
    return {
      EnvironmentName: this.name,
      EnvironmentId: this.id,
      EnvironmentArn: this.arn,
      ApplicationName: this.application,
      VersionLabel: this.versionLabel,
      SolutionStackName: this.solutionStack,
      PlatformArn: `arn:aws:elasticbeanstalk:us-east-1::platform/${this.solutionStack}`,
      Status: this.status,
      Health: this.health,
      ...(this.health === 'Green' && { HealthStatus: 'Ok' as const }),
      DateCreated: this.created,
      DateUpdated: this.updated,
      CNAME: `${this.name}.elasticbeanstalk.com`,
    };
  }

  apply(settings: readonly EB.ConfigurationOptionSetting[], remove: readonly EB.OptionSpecification[]): void {
    for (const option of remove) this.settings.delete(settingKey(option));
    for (const setting of settings) this.settings.set(settingKey(setting), setting);
  }

  /** The answer of DescribeConfigurationSettings. */
  get effectiveSettings(): EB.ConfigurationOptionSetting[] {
    const byKey = new Map(defaults.map((setting) => [settingKey(setting), setting]));
    return [...new Map([...byKey, ...this.settings]).values()];
  }

  /** Runs the effects that are due. */
  settle(): void {
    const now = this.#clock.now().getTime();
    for (let next = this.#due[0]; next !== undefined && next.at <= now; next = this.#due[0]) {
      this.#due.shift();
      this.updated = new Date(next.at);
      next.run();
    }
  }

  launch(emit: Emit): void {
    emit('createEnvironment is starting.');
    this.#after(10, () => {
      emit('Waiting for EC2 instances to launch. This may take a few minutes.');
      this.#grow();
      this.#begin(this.instances, this.versionLabel);
    });
    this.#after(takes.launch, () => {
      if (this.#carryOut(this.instances, emit)) emit(`Successfully launched environment: ${this.name}`);
      else emit('Create environment operation is complete, but with errors.', 'ERROR');
      this.status = 'Ready';
    });
  }

  /** `reachesInstances`: false for settings that only later deployments read. */
  update(label: string, emit: Emit, { reachesInstances } = { reachesInstances: true }): void {
    const before = this.versionLabel;
    this.status = 'Updating';
    this.versionLabel = label;
    this.updated = this.#clock.now();
    emit('Environment update is starting.');
    const stop = { failed: false };
    let seconds = 0;
    for (const [index, batch] of (reachesInstances ? this.#batches() : []).entries()) {
      const ids = batch.map(({ id }) => id).join(', ');
      this.#after(seconds, () => {
        if (stop.failed) return;
        emit(`Batch ${index + 1}: Starting application deployment on instance(s) [${ids}].`);
        this.#begin(batch, label);
      });
      seconds += takes.batch;
      this.#after(seconds, () => {
        if (!stop.failed) stop.failed = !this.#carryOut(batch, emit);
      });
    }
    this.#after(seconds + takes.finish, () => {
      this.status = 'Ready';
      if (stop.failed) {
        this.versionLabel = before;
        emit('Failed to deploy application.', 'ERROR');
        return;
      }
      this.#grow();
      emit('Environment update completed successfully.');
    });
  }

  terminate(emit: Emit): void {
    this.#due.length = 0;
    this.status = 'Terminating';
    this.updated = this.#clock.now();
    emit('terminateEnvironment is starting.');
    this.#after(takes.terminate, () => {
      this.instances = [];
      this.status = 'Terminated';
      emit('terminateEnvironment completed successfully.');
    });
  }

  #after(seconds: number, run: () => void): void {
    const last = this.#due.at(-1)?.at ?? 0;
    this.#due.push({ at: Math.max(last, this.#clock.now().getTime() + seconds * 1000), run });
  }

  /** Launches instances up to MinSize, with the environment's version. */
  #grow(): void {
    const wanted = Number(this.option('aws:autoscaling:asg', 'MinSize') ?? 1);
    while (this.instances.length < wanted) {
      const number = ++this.#launched;
      this.instances.push({
        id: `i-${number.toString(16).padStart(17, '0')}`,
        privateIp: `10.0.0.${10 + number}`,
        launchedAt: this.updated,
        deployment: {
          id: this.#deployments,
          label: this.versionLabel,
          status: 'Deployed',
          at: this.updated,
        },
      });
    }
  }

  #batches(): FakeInstance[][] {
    const rolling = this.option('aws:elasticbeanstalk:command', 'DeploymentPolicy') === 'Rolling';
    const size = rolling
      ? Number(this.option('aws:elasticbeanstalk:command', 'BatchSize') ?? 1)
      : this.instances.length;
    const batches: FakeInstance[][] = [];
    for (let start = 0; start < this.instances.length; start += size) {
      batches.push(this.instances.slice(start, start + size));
    }
    return batches;
  }

  #begin(batch: readonly FakeInstance[], label: string): void {
    const id = ++this.#deployments;
    for (const instance of batch)
      instance.deployment = { id, label, status: 'In Progress', at: this.updated };
  }

  /** False when the deployment failed. */
  #carryOut(batch: readonly FakeInstance[], emit: Emit): boolean {
    for (const instance of batch) {
      const { failure } = this;
      this.failure = undefined;
      instance.deployment = {
        ...instance.deployment,
        status: failure === undefined ? 'Deployed' : 'Failed',
        at: this.updated,
      };
      if (failure !== undefined) {
        emit(`[Instance: ${instance.id}] ${failure}`, 'ERROR');
        return false;
      }
      this.#onDeployed(instance, this);
    }
    return true;
  }
}
