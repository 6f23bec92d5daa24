/** Finds the service of a request, and writes errors in its protocol. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { type ApiRequest, type ApiResponse, type Service, ServiceError } from './service.ts';
import { CallJournal } from './call-journal.ts';
import { readSignature, requireLocalKey } from './signature.ts';
import { verifySignature } from './verify-signature.ts';
import { basicAuthorization, type LocalCredentials } from '../base/credentials.ts';
import { diskError } from '../base/constants.ts';
import { cannotWrite } from '../base/own-file.ts';
import { messageOf } from '../../base/user-error.ts';
import { warn } from '../base/warn.ts';
import { refuseBrowsers, refuseWebPages } from './web-pages.ts';
import { writeError } from './write-error.ts';

/** Wraps each call in tests of failures: it may throw a ServiceError, answer late, or throw AnswerLost. */
export type OnCall = (
  call: { service: string; operation: string; request: ApiRequest },
  handle: () => Promise<ApiResponse>,
) => Promise<ApiResponse>;

/** Breaks the connection; the client gets no answer. */
export class AnswerLost extends Error {}

export interface DispatchOptions {
  /** Selected by the credential scope of a request's signature. */
  services: readonly Service[];
  /** The only key whose signatures are accepted. */
  credentials: LocalCredentials;
  /** Path prefix, e.g. "/v2/" → the service for unsigned requests there. */
  routes?: Readonly<Record<string, Service>>;
  onCall?: OnCall | undefined;
  /** Addresses that the server listens on, which clients may name next to localhost. */
  hosts?: readonly string[];
}

export type Dispatch = (request: ApiRequest) => Promise<ApiResponse>;

/** Calls that AWS does not have. They take the project's key itself, as other users of the machine reach the port too. */
const ownPath = '/_local/';
const journalPath = `${ownPath}calls`;

export function makeDispatch(options: DispatchOptions): Dispatch {
  const { services, credentials, routes = {}, onCall, hosts = [] } = options;
  const journal = new CallJournal();

  const call = async (service: Service, request: ApiRequest): Promise<ApiResponse> => {
    refuseBrowsers(service.name, request);
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
    // The protocol of errors before the service is known.
    let name = request.method === 'POST' ? '' : 's3';
    try {
      refuseWebPages(request, hosts);
      if (!request.path.startsWith('/')) throw invalidPath();
      const signature = readSignature(request);
      if (signature === undefined) {
        if (request.path.startsWith(ownPath)) requireKey(request, credentials);
        if (request.path === journalPath) return journal.answer(request);
        const prefix = Object.keys(routes).find((candidate) => request.path.startsWith(candidate));
        const route = prefix === undefined ? undefined : routes[prefix];
        if (route === undefined) throw unsigned(name);
        return await call(route, request);
      }
      name = signature.service;
      requireLocalKey(signature);
      await verifySignature(request, signature, { credentials, now: Date.now });
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

/** The disk is full, read-only or broken. */
const diskErrors = ['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EMFILE', 'ENFILE'];

/** Any other error is a bug: the client gets a 500, and the log gets the stack. */
function asServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  if (error instanceof AnswerLost) throw error;
  warn(error);
  const { code = '' } = error as NodeJS.ErrnoException;
  if (diskErrors.includes(code)) return new ServiceError(diskError, cannotWrite(error), 507);
  return new ServiceError('InternalFailure', `Local Beanstalk failed: ${messageOf(error)}`, 500);
}

/** The key is the password of Basic authentication. */
function requireKey({ headers }: ApiRequest, { accessKeyId, secretAccessKey }: LocalCredentials): void {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  const wanted = basicAuthorization({ accessKeyId, secretAccessKey });
  if (timingSafeEqual(hash(headers.authorization ?? ''), hash(wanted))) return;
  throw new ServiceError(
    'AccessDenied',
    "Access Denied: this call takes the project's access key, as user and password of Basic authentication.",
    403,
  );
}

function invalidPath(): ServiceError {
  return new ServiceError('InvalidURI', "Couldn't parse the specified URI.");
}

function unsigned(name: string): ServiceError {
  return name === 's3'
    ? new ServiceError('AccessDenied', 'Access Denied: the request has no signature.', 403)
    : new ServiceError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
}

function unknownService(name: string, services: readonly Service[]): ServiceError {
  const known = services.map((service) => service.name).join(', ');
  return new ServiceError(
    'NotImplemented',
    `Local Beanstalk does not support the service "${name}". Supported: ${known}.`,
    501,
  );
}
