#!/usr/bin/env node
import nodeModule from 'node:module';

// Node 22 and newer keep the compiled program between runs.
nodeModule.enableCompileCache?.();
const { runCommandLine } = await import('../dist/cli.js');
const printed = await runCommandLine();
// Node's own end frees the memory piece by piece, which takes a twentieth of such a run.
if (printed !== undefined) {
  process[printed].write('', (error) => {
    if (!error) process.exit();
  });
}
