/** Finds the service that a request is for, and sees that an error is answered in its words. */
import { type ApiRequest, type ApiResponse, type Service, ServiceError } from './service.ts';
import { CallJournal } from './call-journal.ts';
import { readSignature, requireLocalKey } from './signature.ts';
import { writeError } from './write-error.ts';

/**
 * Stands around each call that a service gets, for tests of failures: it may throw a ServiceError, answer late, or
 * throw AnswerLost before or after `handle`.
 */
export type OnCall = (
  call: { service: string; operation: string; request: ApiRequest },
  handle: () => Promise<ApiResponse>,
) => Promise<ApiResponse>;

/** The connection breaks; whoever asked gets no answer. */
export class AnswerLost extends Error {}

export interface DispatchOptions {
  /** Told apart by the credential scope of a request's signature. */
  services: readonly Service[];
  /** Path prefix, e.g. "/v2/" → who answers requests there that have no AWS signature. */
  routes?: Readonly<Record<string, Service>>;
  onCall?: OnCall | undefined;
}

export type Dispatch = (request: ApiRequest) => Promise<ApiResponse>;

const journalPath = '/_local/calls';

export function makeDispatch({ services, routes = {}, onCall }: DispatchOptions): Dispatch {
  const journal = new CallJournal();

  const call = async (service: Service, request: ApiRequest): Promise<ApiResponse> => {
    const body = service.streams === true ? undefined : await request.body();
    const operation = service.operation(request, body);
    const entry = journal.add({ service: service.name, operation, requestId: request.requestId });
    const handle = async (): Promise<ApiResponse> => service.handle(request);
    const answer = await answeredBy(service, request, () =>
      onCall === undefined ? handle() : onCall({ service: service.name, operation, request }, handle),
    );
    entry.status = answer.status;
    return answer;
  };

  return async (request) => {
    // Whose words an error is in until the service is known.
    let name = request.method === 'POST' ? '' : 's3';
    try {
      const signature = readSignature(request);
      if (signature === undefined) {
        if (request.path === journalPath) return journal.answer(request);
        const prefix = Object.keys(routes).find((candidate) => request.path.startsWith(candidate));
        const route = prefix === undefined ? undefined : routes[prefix];
        if (route === undefined) throw unsigned(name);
        return await call(route, request);
      }
      name = signature.service;
      requireLocalKey(signature);
      const service = services.find((candidate) => candidate.name === name);
      if (service === undefined) throw unknownService(name, services);
      return await call(service, request);
    } catch (error) {
      return writeError(asServiceError(error), request, name);
    }
  };
}

async function answeredBy(
  service: Service,
  request: ApiRequest,
  answer: () => Promise<ApiResponse>,
): Promise<ApiResponse> {
  try {
    return await answer();
  } catch (error) {
    const known = asServiceError(error);
    return service.fail?.(known, request) ?? writeError(known, request, service.name);
  }
}

/** What is no ServiceError is a bug: the client gets a 500, the server's log the stack. */
function asServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  if (error instanceof AnswerLost) throw error;
  const bug = error instanceof Error ? error : new Error(String(error));
  process.emitWarning(bug.stack ?? bug.message);
  return new ServiceError('InternalFailure', `Local Beanstalk failed: ${bug.message}`, 500);
}

function unsigned(name: string): ServiceError {
  return name === 's3'
    ? new ServiceError('AccessDenied', 'Access Denied: the request is not signed.', 403)
    : new ServiceError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
}

function unknownService(name: string, services: readonly Service[]): ServiceError {
  const known = services.map((service) => service.name).join(', ');
  return new ServiceError(
    'NotImplemented',
    `Local Beanstalk does not have the service "${name}"; it has ${known}.`,
    501,
  );
}
