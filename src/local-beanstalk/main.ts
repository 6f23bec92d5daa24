/** The server process of `kc-eb local start`: node main.js PROJECT_FOLDER. SIGTERM ends it. */
import { assembleServer } from './server.ts';
import { claimPort } from './base/port-claims.ts';
import { cleanState, writeOwnFile } from './base/own-file.ts';
import { lockHolder, takeLock } from './base/project-lock.ts';
import { readSettings, statePaths } from './base/state.ts';
import { warn } from './base/warn.ts';

const projectFolder = process.argv[2];
const settings = projectFolder === undefined ? undefined : readSettings(projectFolder);
if (settings === undefined)
  throw new Error('usage: node main.js PROJECT_FOLDER, after kc-eb local start wrote its settings');

if ((await takeLock(settings.projectFolder, 'server')) === undefined) {
  throw new Error(
    `Another server of this project runs, process ${await lockHolder(settings.projectFolder, 'server')}.`,
  );
}
const paths = statePaths(settings.projectFolder);
writeOwnFile(paths.pid, `${process.pid}\n`);
cleanState(paths.folder);
// A full disk ends an operation of an environment, not the server.
process.on('unhandledRejection', warn);
// The log may be on that disk.
process.stderr.on('error', () => undefined);

const server = await assembleServer(settings, {
  machine: { claimPort: (port) => claimPort(settings.projectFolder, port) },
});
process.once('SIGTERM', () => {
  void server.close().then(() => process.exit(0));
});
