/** Errors in the protocol that a request speaks. */
import XMLBuilder from 'fast-xml-builder';
import { printable } from './printable.ts';
import type { ApiRequest, ApiResponse, ServiceError } from './service.ts';

const builder = new XMLBuilder({});

/** JSON 1.1 where the request names a target, S3's XML where it is S3's, the query protocol's XML elsewhere. */
export function writeError(error: ServiceError, request: ApiRequest, service: string): ApiResponse {
  if (request.headers['x-amz-target'] !== undefined) return jsonError(error);
  return service === 's3' ? s3Error(error, request) : queryError(error, request);
}

/** https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
function jsonError({ code, message, status }: ServiceError): ApiResponse {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': code },
    body: JSON.stringify({ __type: code, message }),
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
function s3Error({ code, message, status }: ServiceError, request: ApiRequest): ApiResponse {
  const error = {
    Error: {
      Code: code,
      Message: printable(message),
      Resource: printable(request.path),
      RequestId: request.requestId,
    },
  };
  return { status, headers: { 'content-type': 'application/xml' }, body: builder.build(error) };
}

/** https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
function queryError({ code, message, status }: ServiceError, { requestId }: ApiRequest): ApiResponse {
  const error = {
    ErrorResponse: {
      Error: { Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: printable(message) },
      RequestId: requestId,
    },
  };
  return { status, headers: { 'content-type': 'text/xml' }, body: builder.build(error) };
}
