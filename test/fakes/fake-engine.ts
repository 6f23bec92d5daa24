import { UserError } from '../../src/base/user-error.ts';
import type { Engine, EngineRunOptions } from '../../src/ports.ts';
import type { FakeEcr } from './fake-ecr.ts';

/**
 * A container engine whose registry is a fake ECR. After a login it pushes its builds to the repository.
 */
export class FakeEngine implements Engine {
  readonly #ecr: FakeEcr;
  readonly #built = new Set<string>();
  #signedIn = false;
  /** Arguments of each run. */
  readonly runs: string[][] = [];
  /** Thrown by name(): no engine is installed. */
  absent: UserError | undefined;
  /** Runs during a build, as another caller would. */
  onBuilt: () => Promise<void> = () => Promise.resolve();
  /** Runs during a push. */
  onPush: () => Promise<void> = () => Promise.resolve();
  readonly #faults = new Map<string, UserError>();

  constructor(ecr: FakeEcr) {
    this.#ecr = ecr;
  }

  /** The next run of the verb (build, login, push) fails. */
  failNext(verb: string, error: UserError): void {
    this.#faults.set(verb, error);
  }

  name(): Promise<string> {
    return this.absent === undefined ? Promise.resolve('docker') : Promise.reject(this.absent);
  }

  async run(
    argv: readonly string[],
    options: EngineRunOptions = {},
  ): Promise<{ stdout: string; exitCode: number }> {
    await this.name();
    this.runs.push([...argv]);
    const [verb = ''] = argv;
    const fault = this.#faults.get(verb);
    this.#faults.delete(verb);
    if (fault !== undefined) throw fault;
    const last = argv.at(-1) ?? '';
    switch (verb) {
      case 'build':
        this.#built.add(argv[argv.indexOf('--tag') + 1] ?? '');
        options.onLine?.('Step 1/1 : FROM quay.io/keycloak/keycloak');
        await this.onBuilt();
        break;
      case 'login':
        this.#login(options.input);
        break;
      case 'push':
        await this.onPush();
        this.#push(last);
        break;
      case 'run':
        return this.#compatibility(last);
      default:
        throw new Error(`FakeEngine has no ${verb}`);
    }
    return { stdout: '', exitCode: 0 };
  }

  /** The answer of `update-compatibility check` in the new image. */
  compatible: { exitCode: number; stdout: string } = {
    exitCode: 0,
    stdout: '[OK] Rolling Update is available.',
  };

  #compatibility(script: string): { stdout: string; exitCode: number } {
    if (script.includes(' metadata ')) return { stdout: '{"keycloak":{"version":"26.7.3"}}', exitCode: 0 };
    return this.compatible;
  }

  #login(input: EngineRunOptions['input']): void {
    const password = typeof input === 'string' ? input : input?.reveal();
    if (password !== this.#ecr.password) throw new UserError('engine', 'docker login failed: denied');
    this.#signedIn = true;
  }

  #push(uri: string): void {
    if (!this.#built.has(uri)) throw new UserError('engine', `docker push failed: no image ${uri}`);
    if (!this.#signedIn) throw new UserError('engine', 'docker push failed: no basic auth credentials');
    try {
      this.#ecr.push(uri);
    } catch (error) {
      throw new UserError('engine', 'docker push failed', { cause: error });
    }
  }
}
