/** Checks the health of a target until stopped. */
import { request } from 'node:http';
import type { TargetGroup } from '../base/ports.ts';
import { matches, type Target } from './target.ts';

/** Checks immediately, then at every interval. Returns the function that stops the checks. */
export function checkHealth(target: Target, group: TargetGroup): () => void {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const check = async (): Promise<void> => {
    const healthy = await probe(target.instance.privateIp, group);
    if (stopped) return;
    target.count(healthy, group);
    timer = setTimeout(() => void check(), group.intervalMs);
  };
  void check();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

function probe(host: string, { port, path, matcher, timeoutMs }: TargetGroup): Promise<boolean> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const headers = { 'user-agent': 'ELB-HealthChecker/2.0' };
    const call = request({ host, port, path, headers, signal, agent: false }, (response) => {
      response.resume();
      resolve(matches(matcher, response.statusCode ?? 0));
    });
    call.on('error', () => {
      resolve(false);
    });
    call.end();
  });
}
