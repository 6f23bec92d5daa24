/** The HTTP server: every service on one port. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../../base/user-error.ts';
import { type Dispatch, type DispatchOptions, makeDispatch } from './dispatch.ts';
import { readRequest } from './read-request.ts';

export interface LocalServerOptions extends DispatchOptions {
  /** 0: any free port. */
  port: number;
  /** A header of every answer, so that clients recognize the server of their project. */
  project: string;
  /** Addresses to listen on, e.g. 127.0.0.1 and 10.0.0.1, each on the same port. */
  hosts: readonly [string, ...string[]];
  timeouts?: Timeouts;
}

export interface LocalServer {
  /** http://HOST:PORT of the first host. */
  endpoint: string;
  /** Ends open connections, then the services. */
  close(): Promise<void>;
}

/** The header that names the project of the server. */
export const projectHeader = 'x-local-beanstalk-project';

/** Milliseconds after which the connection of a slow client ends. */
interface Timeouts {
  headers: number;
  /** The whole request with its body. */
  request: number;
  /** Silence in both directions. */
  idle: number;
}

/** A person who fetches a large layer over a slow disk must not lose the request. */
const defaultTimeouts: Timeouts = { headers: 20_000, request: 15 * 60_000, idle: 2 * 60_000 };

/** Keep-alive time of AWS: a client that reuses a closed connection loses a request. */
const keepAliveMs = 65_000;

/** Errors of an address to listen on, by the system's code. */
const explanations: Readonly<Record<string, (port: number, host: string) => { what: string; hint: string }>> =
  {
    EADDRINUSE: (port, host) => ({
      what: `Port already in use: ${host}:${port}`,
      hint: `Find its process with ss -ltnp 'sport = :${port}', or run kc-eb local start --port PORT.`,
    }),
    EADDRNOTAVAIL: (_port, host) => ({
      what: `Address not found on this machine: ${host}`,
      hint: 'It belongs to the Docker network of Local Beanstalk. Run kc-eb local start to create it.',
    }),
    EACCES: (port) => ({
      what: `Port not permitted for this user: ${port}`,
      hint: 'Run kc-eb local start --port PORT with a port of 1024 or more.',
    }),
  };

/** Throws UserError 'local' for an address that cannot be used. */
export async function startLocalServer(options: LocalServerOptions): Promise<LocalServer> {
  const { hosts, services, routes = {}, timeouts = defaultTimeouts } = options;
  const dispatch = makeDispatch(options);
  const servers: Server[] = [];
  const stop = (): Promise<unknown> => Promise.all(servers.map(stopServer));
  let { port } = options;
  try {
    for (const host of hosts) {
      const server = createServer(
        {
          headersTimeout: timeouts.headers,
          requestTimeout: timeouts.request,
          connectionsCheckingInterval: Math.min(timeouts.headers, 5_000),
          keepAliveTimeout: keepAliveMs,
        },
        (request, response) => {
          response.setHeader(projectHeader, options.project);
          answer(dispatch, request, response).catch((error: unknown) => {
            // The client left or the answer broke off: no answer is possible.
            response.destroy(error instanceof Error ? error : undefined);
          });
        },
      );
      server.setTimeout(timeouts.idle);
      port = await listen(server, port, host);
      servers.push(server);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    endpoint: `http://${hosts[0]}:${port}`,
    async close() {
      await stop();
      for (const service of [...services, ...Object.values(routes)]) await service.close?.();
    },
  };
}

async function answer(dispatch: Dispatch, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const request = readRequest(message);
  const { status, headers = {}, body } = await dispatch(request);
  // An unread body would count as the connection's next request.
  message.unpipe();
  message.resume();
  // S3 uses the second name.
  const ids = { 'x-amzn-requestid': request.requestId, 'x-amz-request-id': request.requestId };
  response.writeHead(status, { ...ids, ...headers });
  if (body instanceof Readable) await pipeline(body, response);
  else response.end(body);
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(listenError(error, port, host));
    });
    server.listen(port, host, () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function listenError(error: NodeJS.ErrnoException, port: number, host: string): Error {
  const known = Object.hasOwn(explanations, error.code ?? '') ? explanations[error.code ?? ''] : undefined;
  if (known === undefined) return error;
  const { what, hint } = known(port, host);
  return new UserError('local', what, { hint, cause: error });
}

function stopServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
