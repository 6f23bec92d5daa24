import { exampleConfig } from './example-config.ts';
import { FakeAws } from './fake-aws.ts';
import type { FakeEnvironment } from './fake-environment.ts';
import { FakeKeycloak } from './fake-keycloak.ts';
import { type HeartbeatParts, heartbeatLine } from './heartbeat-line.ts';
import { LateLogs } from './late-logs.ts';
import { ManualClock } from './manual-clock.ts';
import { type ReadingDeps, readingDeps } from './reading-deps.ts';

export const now = Date.parse('2026-11-24T10:00:00Z');
export const minute = 60_000;
export const config = exampleConfig();
const group = '/aws/elasticbeanstalk/id-prod/keycloak';
const clusterGroup = '/aws/elasticbeanstalk/id-prod/cluster';

/** An environment of two instances, deployed ten minutes ago, without log lines. */
export class TwoInstances {
  readonly clock = new ManualClock(now);
  readonly logs = new LateLogs(this.clock);
  readonly aws = new FakeAws(this.clock);
  readonly beanstalk = this.aws.beanstalkFake;
  readonly environment: FakeEnvironment;
  readonly keycloak = new FakeKeycloak({ nodes: 2, clustered: true, major: 26 });
  readonly deps: ReadingDeps = readingDeps({
    clock: this.clock,
    logs: this.logs,
    beanstalk: this.beanstalk,
    http: this.keycloak,
    secrets: { [config.admin.password]: this.keycloak.password },
  });

  constructor() {
    const [launchedAt, at] = [new Date(now - 40 * minute), new Date(now - 10 * minute)];
    const instances = ['i-0a', 'i-0b'].map((id) => ({
      ...{ id, launchedAt, privateIp: addresses[id] ?? '' },
      deployment: { id: 1, label: 'v1', status: 'Deployed' as const, at },
    }));
    const solutionStack = '64bit Amazon Linux 2023 v4.13.7 running Docker';
    const identity = { name: 'id-prod', application: 'id', solutionStack, versionLabel: 'v1' };
    this.environment = this.beanstalk.stand(identity, instances);
    this.environment.updated = at;
    this.beanstalk.pageSize = 1;
  }

  /** Adds the lines of a Keycloak that starts on an instance; `view` is its newest view. */
  start(instance: string, at: number, node: string, view: string, address = addresses[instance] ?? ''): void {
    const lines = [
      'ISPN000078: Starting JGroups channel `ISPN` with stack `jdbc-ping`',
      `ISPN000094: Received new cluster view for channel ISPN: ${view}`,
      `ISPN000079: Channel \`ISPN\` local address is \`${node}\`, physical addresses are \`[${address}:7800]\``,
      'Keycloak 26.7.3 on JVM (powered by Quarkus 3.33.3.1) started in 9.952s. Listening on: http://0.0.0.0:8080',
      'Bootstrap completed in 8.704000 seconds',
    ];
    lines.forEach((message, index) => {
      this.line(instance, at + index, message);
    });
  }

  /** Adds a heartbeat; `at` is rounded to the half minute before. */
  beat(instance: string, at: number, parts: Partial<HeartbeatParts> = {}): void {
    const address = addresses[instance] ?? '';
    const heartbeat = { instance, address, at: at - (at % 30_000), node: `${instance.slice(-1)}-1`, size: 2 };
    const message = heartbeatLine({ ...heartbeat, ...parts });
    this.logs.add({ group: clusterGroup, stream: `${instance}/${address}`, timestamp: at, message });
  }

  /** Both beat every 30 s from now on, from the half minute after `at` for `minutes`. */
  beatBoth(at: number, parts: Partial<HeartbeatParts> = {}, minutes = 10): void {
    const first = Math.ceil(at / 30_000) * 30_000;
    for (let slot = first; slot <= now + minutes * minute; slot += 30_000) {
      const beat = (): void => {
        for (const instance of ['i-0a', 'i-0b']) this.beat(instance, slot, parts);
      };
      if (slot <= now) beat();
      else this.clock.at(slot, beat);
    }
  }

  view(instance: string, at: number, view: string): void {
    this.line(instance, at, `ISPN000094: Received new cluster view for channel ISPN: ${view}`);
  }

  line(instance: string, timestamp: number, message: string): void {
    this.logs.add({ group, stream: `${instance}/${addresses[instance] ?? ''}`, timestamp, message });
  }

  /** Adds the lines of two nodes that form one cluster. */
  startBoth(at: number): void {
    this.start('i-0a', at, 'a-1', '[a-1(v=16.0.14)|0] (1) [a-1(v=16.0.14)]');
    this.start('i-0b', at + 5_000, 'b-1', together);
    this.view('i-0a', at + 5_000, together);
  }

  /** Adds the lines of two nodes that are alone on Docker's bridge networks. */
  startBridged(at: number): void {
    this.start('i-0a', at, 'a-1', '[a-1|0] (1) [a-1]', '172.19.0.2');
    this.start('i-0b', at, 'b-1', '[b-1|0] (1) [b-1]', '172.19.0.2');
  }

  /** The newest result. */
  get result() {
    return this.deps.events.findLast((event) => event.type === 'result');
  }

  get seconds(): number {
    return (this.clock.now().getTime() - now) / 1000;
  }
}

const addresses: Record<string, string> = { 'i-0a': '10.0.0.11', 'i-0b': '10.0.0.12', 'i-09': '10.0.0.9' };
const together = '[a-1(v=16.0.14)|1] (2) [a-1(v=16.0.14), b-1(v=16.0.14)]';
