/** The server process of `kc-eb local start`: node main.js PROJECT_FOLDER. SIGTERM ends it. */
import { assembleServer } from './server.ts';
import { claimPort } from './base/port-claims.ts';
import { readSettings } from './base/state.ts';

const projectFolder = process.argv[2];
const settings = projectFolder === undefined ? undefined : readSettings(projectFolder);
if (settings === undefined)
  throw new Error('usage: node main.js PROJECT_FOLDER, after kc-eb local start wrote its settings');

const server = await assembleServer(settings, {
  machine: { claimPort: (port) => claimPort(settings.projectFolder, port) },
});
process.once('SIGTERM', () => {
  void server.close().then(() => process.exit(0));
});
