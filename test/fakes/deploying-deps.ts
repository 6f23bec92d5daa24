import type { LocalTarget } from '../../src/config/for-local-beanstalk.ts';
import type { Deps } from '../../src/ports.ts';
import { FakeAws } from './fake-aws.ts';
import { FakeDns } from './fake-dns.ts';
import { FakeEngine } from './fake-engine.ts';
import { ManualClock } from './manual-clock.ts';
import { MemoryFiles } from './memory-files.ts';
import { Recorder } from './recorder.ts';

/** Deps of the commands that change AWS: fakes that share one state. */
export class DeployingDeps implements Deps {
  readonly clock = new ManualClock();
  readonly variables = {};
  readonly aws = new FakeAws(this.clock);
  readonly engine = new FakeEngine(this.aws.ecrFake);
  readonly files: MemoryFiles;
  readonly reporter = new Recorder();
  readonly controller = new AbortController();
  readonly signal = this.controller.signal;
  readonly dns = new FakeDns();
  readonly browser = { open: () => Promise.resolve(false) };
  local: LocalTarget | undefined;
  http: Deps['http'] = {
    request: () => Promise.reject(new Error('HTTP is not to be used here')),
  };

  constructor(files: Record<string, string> = {}) {
    this.files = new MemoryFiles(files);
  }
}
