#!/usr/bin/env node
// A bug's stack then names src/…ts, not the compiled file.
process.setSourceMapsEnabled(true);
await import('../dist/cli.js');
