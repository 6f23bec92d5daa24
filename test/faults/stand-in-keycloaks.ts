import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import type { ElasticBeanstalk } from '@aws-sdk/client-elastic-beanstalk';

/**
 * Writes the log lines that real Keycloaks would write, because reporting instances run none. After each deployment the
 * nodes form one cluster, or stay apart where `isApart` returns true for the version.
 */
export class StandInKeycloaks {
  readonly #beanstalk: ElasticBeanstalk;
  readonly #logs: CloudWatchLogs;
  readonly #environment: string;
  readonly #now: () => Date;
  isApart: (versionLabel: string) => boolean = () => false;
  #told = '';
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
    const told = JSON.stringify(nodes);
    if (told === this.#told || nodes.length === 0 || nodes.some(({ finished }) => !finished)) return;
    this.#told = told;
    const all = nodes.map(({ name }) => name).join(', ');
    for (const { id, name, address, label } of nodes) {
      // As on Docker's bridge network, which never recovers: verify need not wait.
      const apart = this.isApart(label);
      const view = apart ? `[${name}|1] (1) [${name}]` : `[${name}|1] (${nodes.length}) [${all}]`;
      const advertised = apart ? '172.17.0.2' : address;
      await this.#write(`${id}/${address}`, [
        'ISPN000078: Starting JGroups channel `ISPN` with stack `jdbc-ping`',
        `ISPN000094: Received new cluster view for channel ISPN: ${view}`,
        `ISPN000079: Channel \`ISPN\` local address is \`${name}\`, physical addresses are \`[${advertised}:7800]\``,
        'Keycloak 26.7.3 on JVM (powered by Quarkus 3.33.3.1) started in 9.952s. Listening on: http://0.0.0.0:8080',
        'Bootstrap completed in 8.704000 seconds',
      ]);
    }
  }

  async #write(logStreamName: string, lines: readonly string[]): Promise<void> {
    const logGroupName = `/aws/elasticbeanstalk/${this.#environment}/keycloak`;
    await this.#logs.createLogStream({ logGroupName, logStreamName }).catch(() => undefined);
    const at = this.#now().getTime();
    const logEvents = lines.map((message, index) => ({ timestamp: at + index, message }));
    await this.#logs.putLogEvents({ logGroupName, logStreamName, logEvents });
  }
}
