/** Holds the server's lock of a project until it is killed. */
import { takeLock } from '../../../src/local-beanstalk/base/project-lock.ts';

const lock = await takeLock(process.argv[2] ?? '', 'server');
process.stdout.write(lock === undefined ? 'taken\n' : 'holds\n');
setInterval(() => undefined, 1_000_000);
