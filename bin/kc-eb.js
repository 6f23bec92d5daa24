#!/usr/bin/env node
import nodeModule from 'node:module';

// Node 22 and newer keep the compiled program between runs.
nodeModule.enableCompileCache?.();
await import('../dist/cli.js');
