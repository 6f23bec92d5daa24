import type { ChildProcess } from 'node:child_process';
import type { Browser } from '../ports.ts';

/** The time in which a starter without a browser ends with an error; one with a browser may run as long as it. */
const patienceMs = 2_000;

export const systemBrowser: Browser = {
  async open(url) {
    if (!hasDesktop(process.platform, process.env)) return false;
    try {
      const { default: open } = await import('open');
      return await isStarted(await open(url));
    } catch {
      // The user has the URL.
      return false;
    }
  },
};

/** Finds a desktop. Linux's starter would otherwise run a browser for text on this terminal. */
export function hasDesktop(platform: string, env: Readonly<Record<string, string | undefined>>): boolean {
  if (platform !== 'linux') return true;
  return [env.DISPLAY, env.WAYLAND_DISPLAY, env.WSL_DISTRO_NAME].some(Boolean);
}

async function isStarted(starter: ChildProcess): Promise<boolean> {
  // On Windows it has ended.
  if (starter.exitCode !== null) return starter.exitCode === 0;
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, patienceMs, true);
    starter.once('exit', (code) => {
      clearTimeout(timer);
      resolve(code === 0);
    });
  });
}
