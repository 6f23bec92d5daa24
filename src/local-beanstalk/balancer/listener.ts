/** The listener of one environment: passes requests to its targets in turn. */
import { Agent, createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import { createProxyServer } from 'httpxy';
import { isMissingAddress, loopbacks } from '../base/free-port.ts';
import { eligible, type Target } from './target.ts';

/** An ALB's default for silent targets and for idle client connections. */
const idleTimeoutMs = 60_000;
/** Shorter than the keep-alive of any server: no request meets a closing connection. */
const targetIdleMs = 3_000;

export interface Listener {
  port: number;
  close(): Promise<void>;
}

/** `targets` and `targetPort` are called for every request. */
export interface ListenerOptions {
  port: number;
  targets: () => readonly Target[];
  targetPort: () => number;
}

/** Rejects with EADDRINUSE for a port in use. */
export async function listen({ port, targets, targetPort }: ListenerOptions): Promise<Listener> {
  const proxy = createProxyServer();
  // No retry: an ALB shows the client the target's failure.
  proxy.on('error', (_error, _request, response) => {
    if (!(response instanceof ServerResponse) || response.headersSent) response?.destroy();
    else answer(response, 502, 'Bad Gateway');
  });
  const agent = new Agent({ keepAlive: true, timeout: targetIdleMs });
  let turn = 0;

  const pass = (request: IncomingMessage, response: ServerResponse): void => {
    const candidates = eligible(targets());
    const target = candidates[turn++ % Math.max(candidates.length, 1)];
    if (target === undefined) {
      answer(response, 503, 'Service Temporarily Unavailable');
      return;
    }
    target.open += 1;
    response.once('close', () => {
      target.open -= 1;
    });
    const options = {
      target: { host: target.instance.privateIp, port: targetPort() },
      headers: forwarded(request, port),
      proxyTimeout: idleTimeoutMs,
      agent,
    };
    void proxy.web(request, response, options);
  };
  const servers: Server[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(servers.map(stop));
    agent.destroy();
  };
  try {
    for (const address of loopbacks) {
      const server = createServer(pass);
      server.keepAliveTimeout = idleTimeoutMs;
      if (await bind(server, port, address)) servers.push(server);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { port, close };
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/x-forwarded-headers.html */
function forwarded(request: IncomingMessage, port: number): Record<string, string> {
  const before = request.headers['x-forwarded-for'];
  const client = request.socket.remoteAddress ?? '';
  return {
    'x-forwarded-for': before === undefined ? client : `${String(before)}, ${client}`,
    'x-forwarded-proto': 'http',
    'x-forwarded-port': String(port),
  };
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { server: 'awselb/2.0', 'content-type': 'text/html' });
  response.end(
    `<html><head><title>${status} ${text}</title></head><body><h1>${status} ${text}</h1></body></html>\n`,
  );
}

/** Returns false where the machine lacks the address. Another program there could take what is meant for localhost. */
function bind(server: Server, port: number, address: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error): void => {
      if (address !== loopbacks[0] && isMissingAddress(error)) resolve(false);
      else reject(error);
    };
    server.once('error', failed);
    server.listen(port, address, () => {
      server.off('error', failed);
      resolve(true);
    });
  });
}
