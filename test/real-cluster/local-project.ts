/** A project in a temporary folder with Local Beanstalk; runs kc-eb commands in it as a user would. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import type { Verdict } from '../../src/cluster/verdict.ts';
import { runKcEb } from '../../src/local/run-kc-eb.ts';
import type { CallSummary } from '../../src/local-beanstalk/http/call-journal.ts';
import { basicAuthorization, readCredentials } from '../../src/local-beanstalk/base/credentials.ts';
import { readSettings } from '../../src/local-beanstalk/base/state.ts';
import { Recorder } from '../fakes/recorder.ts';

interface Deployed {
  nothingToDo: boolean;
  versionLabel: string;
  image: string;
  verdict: Verdict;
}

export class LocalProject {
  readonly folder: string;
  /** Results of the newest command. */
  reporter = new Recorder();

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Flags of `init` other than application and environment, e.g. --keycloak, and of `local start`. */
  static async start(init: readonly string[], local: readonly string[] = []): Promise<LocalProject> {
    const project = new LocalProject(await mkdtemp(join(tmpdir(), 'kc-eb-cluster-')));
    await project.kcEb('init', '--application', 'id', '--environment', 'id-prod', ...init);
    await project.kcEb('local', 'start', ...local);
    return project;
  }

  /** The project of another command, such as the demo. */
  static at(folder: string): LocalProject {
    return new LocalProject(folder);
  }

  async end(): Promise<void> {
    await this.kcEb('local', 'reset', '--yes');
    await rm(this.folder, { recursive: true });
  }

  /** The results of a successful command; throws with its whole output otherwise. */
  async kcEb(...argv: string[]): Promise<readonly unknown[]> {
    return (await this.attempt(argv, [0])).results;
  }

  /** Runs a command with any exit code, or one that `signal` ends. */
  async attempt(
    argv: readonly string[],
    expected: readonly number[],
    signal?: AbortSignal,
  ): Promise<{ exitCode: number; results: readonly unknown[] }> {
    this.reporter = new Recorder();
    try {
      return await runKcEb(this.folder, argv, this.reporter, {
        expected,
        ...(signal !== undefined && { signal }),
      });
    } catch (error) {
      throw new Error(this.reporter.events.map((event) => JSON.stringify(event)).join('\n'), {
        cause: error,
      });
    }
  }

  async deploy(...flags: string[]): Promise<Deployed> {
    const [result] = await this.kcEb('deploy', '--local', ...flags);
    return result as Deployed;
  }

  /** Replaces keycloak.env of kc-eb.yaml. */
  async setVariables(variables: Readonly<Record<string, string>>): Promise<void> {
    const path = join(this.folder, 'kc-eb.yaml');
    const document = parseDocument(await readFile(path, 'utf8'));
    document.setIn(['keycloak', 'env'], variables);
    await writeFile(path, document.toString());
  }

  /** http://localhost:PORT of the balancer. */
  get url(): string {
    return `http://localhost:${readSettings(this.folder)?.balancerPort ?? 0}`;
  }

  /** The calls that the server received since the last `forgetCalls`. */
  async calls(): Promise<CallSummary> {
    return (await (await fetch(this.#journal, { headers: this.#key })).json()) as CallSummary;
  }

  async forgetCalls(): Promise<void> {
    await fetch(this.#journal, { method: 'DELETE', headers: this.#key });
  }

  get #key(): { authorization: string } {
    return { authorization: basicAuthorization(readCredentials(this.folder)) };
  }

  get #journal(): string {
    return `http://127.0.0.1:${readSettings(this.folder)?.apiPort ?? 0}/_local/calls`;
  }
}
