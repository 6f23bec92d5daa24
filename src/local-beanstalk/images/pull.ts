/** docker pull with a short timeout for unreachable registries. */
import type { Docker } from '../base/docker.ts';

/** Docker prints its first line after the registry's answer; behind a firewall it waits for minutes. */
const firstLineTimeoutMs = 10_000;

/** Returns false when the registry does not answer or does not have the image. */
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
  onLine(controller.signal.aborted ? 'the registry did not answer' : (lines.at(-1) ?? 'docker pull failed'));
  return false;
}
