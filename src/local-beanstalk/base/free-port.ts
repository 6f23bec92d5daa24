/** Free TCP ports of localhost. */
import { createServer } from 'node:net';

/** The first free port from `first` on. */
export async function freePort(first: number): Promise<number> {
  let port = first;
  while (!(await isFree(port))) port += 1;
  return port;
}

/** The addresses of localhost: a browser or a client may take either. */
export const loopbacks = ['127.0.0.1', '::1'] as const;

/** A machine may lack IPv6. */
export function isMissingAddress(error: unknown): boolean {
  return ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes((error as NodeJS.ErrnoException).code ?? '');
}

export async function isFree(port: number): Promise<boolean> {
  return (await isFreeAt(port, loopbacks[0])) && isFreeAt(port, loopbacks[1]);
}

function isFreeAt(port: number, address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error) => {
      resolve(isMissingAddress(error));
    });
    probe.listen(port, address, () => {
      probe.close(() => {
        resolve(true);
      });
    });
  });
}
