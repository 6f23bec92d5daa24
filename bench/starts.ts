/** Commands that only print, against a Node.js that does nothing. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Invocation, program, reportRatios } from './processes.ts';
import type { Measure } from './report.ts';

const rounds = 21;
const wrong = 2;

interface Start {
  readonly argv: readonly string[];
  readonly most: number;
  readonly exitCode?: number;
}

const commands = {
  '--help': { argv: ['--help'], most: 1.25 },
  'deploy --help': { argv: ['deploy', '--help'], most: 1.25 },
  'local start --help': { argv: ['local', 'start', '--help'], most: 1.25 },
  '--version': { argv: ['--version'], most: 1.25 },
  'completion bash': { argv: ['completion', 'bash'], most: 1.25 },
  'completion zsh': { argv: ['completion', 'zsh'], most: 1.25 },
  'completion fish': { argv: ['completion', 'fish'], most: 1.25 },
  'a wrong flag': { argv: ['deploy', '--wrong'], most: 1.25, exitCode: wrong },
  'a wrong command': { argv: ['deplyo'], most: 1.25, exitCode: wrong },
  'plan without kc-eb.yaml': { argv: ['plan'], most: 2.5, exitCode: wrong },
  'deploy without kc-eb.yaml': { argv: ['deploy'], most: 2.5, exitCode: wrong },
} satisfies Record<string, Start>;

export const starts: Measure = {
  name: 'starts',
  async run(report) {
    const cwd = mkdtempSync(join(tmpdir(), 'kc-eb-bench-'));
    const invocations = new Map<string, Invocation>([
      [`node -e 0 (${process.version})`, { argv: [process.execPath, '-e', '0'], cwd }],
    ]);
    for (const [name, { argv, exitCode = 0 }] of Object.entries<Start>(commands))
      invocations.set(name, { argv: [process.execPath, program, ...argv], cwd, exitCode });
    const most = Object.fromEntries(Object.entries<Start>(commands).map(([name, { most }]) => [name, most]));
    await reportRatios(report, invocations, { rounds, most });
    rmSync(cwd, { recursive: true });
  },
};
