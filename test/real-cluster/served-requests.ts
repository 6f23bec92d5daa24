/** The requests that each instance has served, by the log that its nginx writes for Beanstalk's health agent. */
import { dockerCommand } from '../../src/local-beanstalk/base/docker.ts';
import { projectHash } from '../../src/local-beanstalk/base/state.ts';
import { containerName } from '../../src/local-beanstalk/instances/boot.ts';

export interface ServedRequest {
  instance: string;
  /** The path, without a query. */
  path: string;
  status: number;
}

/** `folder` is the project's; `since` in seconds since 1970. */
export async function servedRequests(
  folder: string,
  instances: readonly string[],
  since: number,
): Promise<ServedRequest[]> {
  const served = await Promise.all(instances.map((instance) => servedBy(folder, instance, since)));
  return served.flat();
}

async function servedBy(folder: string, instance: string, since: number): Promise<ServedRequest[]> {
  const { lines } = await dockerCommand().attempt([
    ...['exec', containerName(projectHash(folder), instance)],
    ...['sh', '-c', 'cat /var/log/nginx/healthd/application.log.*'],
  ]);
  return lines.flatMap((line) => {
    const [seconds, path, status] = line.split('"');
    return Number(seconds) < since ? [] : [{ instance, path: path ?? '', status: Number(status) }];
  });
}
