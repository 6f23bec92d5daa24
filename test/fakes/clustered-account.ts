import type { Config } from '../../src/config/schema.ts';
import type { Deps } from '../../src/ports.ts';
import { FakeAws } from './fake-aws.ts';
import { FakeDns } from './fake-dns.ts';
import { FakeEngine } from './fake-engine.ts';
import type { FakeInstance } from './fake-environment.ts';
import { FakeKeycloak } from './fake-keycloak.ts';
import { type HeartbeatParts, heartbeatLine } from './heartbeat-line.ts';
import { ManualClock } from './manual-clock.ts';
import { MemoryFiles } from './memory-files.ts';
import { Recorder } from './recorder.ts';

/** Longer than FakeAws needs for anything. */
const operationMs = 120_000;

class LeapingClock extends ManualClock {
  override sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return super.sleep(ms < 2_000 ? ms : operationMs, signal);
  }
}

type Node = Omit<HeartbeatParts, 'at'>;

/**
 * An account whose deployments come up as one cluster: nodes log their start, and beat every half minute. Each operation of
 * Beanstalk ends within the first wait for it.
 */
export class ClusteredAccount {
  readonly clock = new LeapingClock();
  readonly aws = new FakeAws(this.clock);
  readonly #engine = new FakeEngine(this.aws.ecrFake);
  readonly #keycloak: FakeKeycloak;
  /** The nodes that beat, by instance id. */
  readonly nodes = new Map<string, Node>();
  #beaten = 0;
  /** Deployments for which this is true come up in Docker's bridge network, which no time heals. */
  isBroken: (versionLabel: string) => boolean = () => false;

  constructor({ admin, instances }: Pick<Config, 'admin' | 'instances'>) {
    this.#keycloak = new FakeKeycloak({ nodes: instances.min, clustered: true, major: 26 });
    this.aws.secrets.set(admin.password, this.#keycloak.password);
    this.aws.logsFake.late.beforeRead = () => {
      this.#beat();
    };
    this.aws.beanstalkFake.onDeployed = (instance, environment) => {
      this.#start(instance, environment.instances);
    };
  }

  #start({ id, privateIp, deployment: { label } }: FakeInstance, instances: readonly FakeInstance[]): void {
    const apart = this.isBroken(label);
    const members = apart ? [`node-${id}`] : instances.map((instance) => `node-${instance.id}`);
    this.nodes.set(id, {
      ...{ instance: id, address: privateIp, node: `node-${id}`, size: members.length },
      ...{ versionLabel: label, startedAt: this.clock.now().getTime() - 10_000 },
    });
    // JGroups prints twenty.
    const printed = members.length <= 20 ? members : [...members.slice(0, 20), '...'];
    const lines = [
      'ISPN000078: Starting JGroups channel `ISPN` with stack `jdbc-ping`',
      `ISPN000094: Received new cluster view for channel ISPN: [node-${id}|1] (${members.length}) [${printed.join(', ')}]`,
      `ISPN000079: Channel \`ISPN\` local address is \`node-${id}\`, physical addresses are \`[${apart ? '172.17.0.2' : privateIp}:7800]\``,
      'Keycloak 26.7.3 on JVM (powered by Quarkus 3.33.3.1) started in 9.952s. Listening on: http://0.0.0.0:8080',
      'Bootstrap completed in 8.704000 seconds',
    ];
    const group = '/aws/elasticbeanstalk/id-prod/keycloak';
    const at = this.clock.now().getTime();
    lines.forEach((message, index) => {
      this.aws.logsFake.late.add({ group, stream: `${id}/${privateIp}`, timestamp: at + index, message });
    });
  }

  /** Adds the heartbeats of the newest half minute. */
  #beat(): void {
    const at = Math.floor(this.clock.now().getTime() / 30_000) * 30_000;
    if (at === this.#beaten) return;
    this.#beaten = at;
    for (const node of this.nodes.values()) {
      this.aws.logsFake.late.add({
        ...{ group: '/aws/elasticbeanstalk/id-prod/cluster', stream: `${node.instance}/${node.address}` },
        ...{ timestamp: at, message: heartbeatLine({ ...node, at }) },
      });
    }
  }

  /** Dependencies of a separate process. */
  deps(): Deps & { reporter: Recorder } {
    return {
      aws: Object.create(this.aws) as FakeAws,
      engine: this.#engine,
      files: new MemoryFiles(),
      clock: this.clock,
      http: this.#keycloak,
      dns: new FakeDns(),
      variables: {},
      browser: { open: () => Promise.resolve(false) },
      reporter: new Recorder(),
      signal: new AbortController().signal,
      local: undefined,
    };
  }
}
