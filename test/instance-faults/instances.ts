import type { EnvironmentStatus } from '../../src/cluster/status.ts';
import { dockerCommand } from '../../src/local-beanstalk/base/docker.ts';
import { containerName } from '../../src/local-beanstalk/instances/boot.ts';
import { type LocalSettings, readSettings } from '../../src/local-beanstalk/base/state.ts';
import type { LocalProject } from '../real-cluster/local-project.ts';

const docker = dockerCommand();
const addressFormat = '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}';

/** The containers behind the instances of a project. */
export class Instances {
  readonly #project: LocalProject;

  constructor(project: LocalProject) {
    this.#project = project;
  }

  get settings(): LocalSettings {
    const found = readSettings(this.#project.folder);
    if (found === undefined) throw new Error('Local Beanstalk was not started');
    return found;
  }

  async status(): Promise<EnvironmentStatus> {
    const [status] = await this.#project.kcEb('status', '--local');
    return status as EnvironmentStatus;
  }

  async ids(): Promise<string[]> {
    return (await this.status()).instances.map(({ id }) => id);
  }

  container(id: string): string {
    return containerName(this.settings.project, id);
  }

  /** Drops all packets between the first two instances; the returned function ends that. */
  async cutApart(): Promise<() => Promise<void>> {
    const [one = '', other = ''] = await this.ids();
    const address = (await docker.run(['inspect', '--format', addressFormat, this.container(other)])).trim();
    const rules = [
      ['INPUT', '--source', address],
      ['OUTPUT', '--destination', address],
    ];
    const filter = async (verb: string): Promise<void> => {
      for (const [chain = '', ...match] of rules) {
        const rule = ['iptables', verb, chain, ...match, '--jump', 'DROP'];
        await docker.run(['exec', this.container(one), ...rule]);
      }
    };
    await filter('--insert');
    return () => filter('--delete');
  }
}
