/** Keeps eb-engine.log and eb-hooks.log of each instance, and sends them to CloudWatch Logs as the agent does. */
import { appendFile, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { warn } from '../../base/warn.ts';
import type { InstanceLog, LogStore } from '../../base/ports.ts';

export interface InstanceLogs {
  /** `streamed`: aws:elasticbeanstalk:cloudwatch:logs StreamLogs. */
  writer(environmentName: string, instanceId: string, streamed: boolean): InstanceLog;
  /** Resolves when all written lines are stored. */
  flush(): Promise<void>;
  /** Texts by path on the instance, e.g. "/var/log/eb-engine.log". */
  read(instanceId: string): Promise<Record<string, string>>;
  /** Deletes what an instance wrote. */
  forget(instanceId: string): Promise<void>;
}

/** `folder`: one folder for each instance. */
export function instanceLogs(logs: LogStore, folder: string, now: () => Date): InstanceLogs {
  let stored: Promise<void> = Promise.resolve();
  const then = (work: () => Promise<void>): void => {
    stored = stored.then(work).catch((error: unknown) => {
      // A log line that cannot be stored does not fail the deployment.
      warn(error);
    });
  };
  return {
    writer(environmentName, instanceId, streamed) {
      return (file, line) => {
        const at = now();
        const message = `${logTime(at)} ${line}`;
        then(async () => {
          await mkdir(join(folder, instanceId), { recursive: true });
          await appendFile(join(folder, instanceId, file), `${message}\n`);
        });
        if (!streamed) return;
        const group = `/aws/elasticbeanstalk/${environmentName}/var/log/${file}`;
        then(() => logs.put(group, instanceId, [{ timestamp: at.getTime(), message }]));
      };
    },

    flush: () => stored,

    async read(instanceId) {
      await stored;
      const files = await readdir(join(folder, instanceId)).catch(() => []);
      const texts = files
        .sort()
        .map(async (file) => [`/var/log/${file}`, await readFile(join(folder, instanceId, file), 'utf8')]);
      return Object.fromEntries(await Promise.all(texts)) as Record<string, string>;
    },

    async forget(instanceId) {
      await stored;
      await rm(join(folder, instanceId), { recursive: true, force: true });
    },
  };
}

/** 2026/11/24 10:15:02.123000, the format of the platform engine. */
function logTime(at: Date): string {
  const [date = '', time = ''] = at.toISOString().split('T');
  return `${date.replaceAll('-', '/')} ${time.replace('Z', '000')}`;
}
