import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Http } from '../../src/ports.ts';
import type { FakeKeycloak } from '../fakes/fake-keycloak.ts';

type Input = Parameters<Http['request']>[0];
type Answer = Awaited<ReturnType<Http['request']>>;

/** `around` handles the request, or throws: then the connection breaks. */
export type AroundRequest = (input: Input, handle: () => Promise<Answer>) => Promise<Answer>;

/** A FakeKeycloak at the address of Local Beanstalk's balancer. */
export async function serveKeycloak(
  keycloak: FakeKeycloak,
  port: number,
  around: AroundRequest,
): Promise<Server> {
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const { method = '', url = '', headers } = request;
      const { authorization } = headers;
      const body = await text(request);
      const input: Input = {
        method: method as Input['method'],
        url: `http://localhost:${port}${url}`,
        ...(authorization !== undefined && { headers: { authorization } }),
        ...(body !== '' && { body }),
      };
      const { status, body: content } = await around(input, () => keycloak.request(input));
      response.writeHead(status, { 'content-type': 'application/json' }).end(status === 204 ? '' : content);
    };
    answer().catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, 'localhost', resolve);
  });
  return server;
}
