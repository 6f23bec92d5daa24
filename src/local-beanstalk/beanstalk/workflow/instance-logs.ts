/** Sends eb-engine.log and eb-hooks.log to CloudWatch Logs, as the agent on an instance does. */
import { warn } from '../../base/warn.ts';
import type { InstanceLog, LogStore } from '../../base/ports.ts';

export interface InstanceLogs {
  /** `streamed`: aws:elasticbeanstalk:cloudwatch:logs StreamLogs. */
  writer(environmentName: string, instanceId: string, streamed: boolean): InstanceLog;
  /** Resolves when all written lines are stored. */
  flush(): Promise<void>;
}

export function instanceLogs(logs: LogStore, now: () => Date): InstanceLogs {
  let stored: Promise<void> = Promise.resolve();
  return {
    writer(environmentName, instanceId, streamed) {
      return (file, line) => {
        if (!streamed) return;
        const at = now();
        const event = { timestamp: at.getTime(), message: `${logTime(at)} ${line}` };
        const group = `/aws/elasticbeanstalk/${environmentName}/var/log/${file}`;
        stored = stored
          .then(() => logs.put(group, instanceId, [event]))
          .catch((error: unknown) => {
            // A log line that cannot be stored does not fail the deployment.
            warn(error);
          });
      };
    },
    flush: () => stored,
  };
}

/** 2026/11/24 10:15:02.123000, the format of the platform engine. */
function logTime(at: Date): string {
  const [date = '', time = ''] = at.toISOString().split('T');
  return `${date.replaceAll('-', '/')} ${time.replace('Z', '000')}`;
}
