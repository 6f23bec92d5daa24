import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import type { ElasticBeanstalk } from '@aws-sdk/client-elastic-beanstalk';
import { heartbeatLine } from '../fakes/heartbeat-line.ts';

/**
 * Writes the log lines and heartbeats that real Keycloaks would have, because reporting instances run none. After each
 * deployment the nodes form one cluster, or stay apart where `isApart` returns true for the version.
 */
export class StandInKeycloaks {
  readonly #beanstalk: ElasticBeanstalk;
  readonly #logs: CloudWatchLogs;
  readonly #environment: string;
  readonly #now: () => Date;
  isApart: (versionLabel: string) => boolean = () => false;
  #told = '';
  #startedAt = 0;
  #beatAt = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(beanstalk: ElasticBeanstalk, logs: CloudWatchLogs, environment: string, now: () => Date) {
    this.#beanstalk = beanstalk;
    this.#logs = logs;
    this.#environment = environment;
    this.#now = now;
  }

  /** Writes the lines that are due. Call it before each read; concurrent callers wait for it. */
  catchUp(): Promise<void> {
    this.#writing = this.#writing.catch(() => undefined).then(() => this.#writeNews());
    return this.#writing;
  }

  async #writeNews(): Promise<void> {
    const { InstanceHealthList: list = [] } = await this.#beanstalk.describeInstancesHealth({
      EnvironmentName: this.#environment,
      AttributeNames: ['All'],
    });
    const nodes = list.map(({ InstanceId: id = '', Deployment: deployment }, index) => ({
      id,
      label: deployment?.VersionLabel ?? '',
      finished: deployment?.Status === 'Deployed',
      name: `node-${index}-${deployment?.DeploymentId ?? 0}`,
      address: `10.0.0.${11 + index}`,
    }));
    if (nodes.length === 0 || nodes.some(({ finished }) => !finished)) return;
    const told = JSON.stringify(nodes);
    const at = this.#now().getTime();
    const isNews = told !== this.#told;
    if (!isNews && at < this.#beatAt + 30_000) return;
    if (isNews) this.#startedAt = at;
    [this.#told, this.#beatAt] = [told, at];
    const all = nodes.map(({ name }) => name).join(', ');
    for (const { id, name, address, label } of nodes) {
      // As on Docker's bridge network, which never recovers: verify need not wait.
      const apart = this.isApart(label);
      const size = apart ? 1 : nodes.length;
      const heartbeat = heartbeatLine({
        ...{ at, instance: id, address, node: name, size, startedAt: this.#startedAt },
        ...{ versionLabel: label, environment: this.#environment },
      });
      await this.#write('cluster', `${id}/${address}`, [heartbeat]);
      if (!isNews) continue;
      const view = apart ? `[${name}|1] (1) [${name}]` : `[${name}|1] (${nodes.length}) [${all}]`;
      const advertised = apart ? '172.17.0.2' : address;
      await this.#write('keycloak', `${id}/${address}`, [
        'ISPN000078: Starting JGroups channel `ISPN` with stack `jdbc-ping`',
        `ISPN000094: Received new cluster view for channel ISPN: ${view}`,
        `ISPN000079: Channel \`ISPN\` local address is \`${name}\`, physical addresses are \`[${advertised}:7800]\``,
        'Keycloak 26.7.3 on JVM (powered by Quarkus 3.33.3.1) started in 9.952s. Listening on: http://0.0.0.0:8080',
        'Bootstrap completed in 8.704000 seconds',
      ]);
    }
  }

  async #write(service: string, logStreamName: string, lines: readonly string[]): Promise<void> {
    const logGroupName = `/aws/elasticbeanstalk/${this.#environment}/${service}`;
    await this.#logs.createLogStream({ logGroupName, logStreamName }).catch(() => undefined);
    const at = this.#now().getTime();
    const logEvents = lines.map((message, index) => ({ timestamp: at + index, message }));
    await this.#logs.putLogEvents({ logGroupName, logStreamName, logEvents });
  }
}
