/** docker pull that gives up fast where the registry cannot be reached. */
import type { Docker } from '../base/docker.ts';

/** Docker prints its first line once the registry has answered; a firewall may leave it waiting for minutes. */
const firstLineTimeoutMs = 10_000;

/** False when the registry did not answer or has no such image. */
export async function tryPull(
  docker: Docker,
  reference: string,
  onLine: (line: string) => void,
): Promise<boolean> {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    controller.abort();
  }, firstLineTimeoutMs);
  onLine(`pulling ${reference}`);
  const { exitCode, lines } = await docker
    .attempt(['pull', '--platform', 'linux/amd64', reference], {
      signal: controller.signal,
      onLine: (line) => {
        clearTimeout(timer);
        onLine(line);
      },
    })
    .finally(() => {
      clearTimeout(timer);
    });
  if (exitCode === 0) return true;
  onLine(controller.signal.aborted ? 'the registry does not answer' : (lines.at(-1) ?? 'docker pull failed'));
  return false;
}
