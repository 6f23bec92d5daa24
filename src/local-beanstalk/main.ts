/** The server process of `kc-eb local start`: node main.js PROJECT_FOLDER. It ends by SIGTERM. */
import { assembleServer } from './server.ts';
import { readSettings } from './base/state.ts';

const projectFolder = process.argv[2];
const settings = projectFolder === undefined ? undefined : readSettings(projectFolder);
if (settings === undefined)
  throw new Error('usage: node main.js PROJECT_FOLDER, of a project that was started');

const server = await assembleServer(settings);
process.once('SIGTERM', () => {
  void server.close().then(() => process.exit(0));
});
