/** Errors in the protocol of the request. */
import XMLBuilder from 'fast-xml-builder';
import { cborError, speaksCbor } from './cbor-protocol.ts';
import { printable } from './printable.ts';
import { jsonAnswer, wantsJson } from './query-json.ts';
import type { ApiRequest, ApiResponse, ServiceError } from './service.ts';

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@' });

/** CBOR or JSON when the request is of that protocol, S3's XML for S3, the query protocol's XML otherwise. */
export function writeError(error: ServiceError, request: ApiRequest, service: string): ApiResponse {
  if (speaksCbor(request)) return cborError(error);
  if (request.headers['x-amz-target'] !== undefined) return jsonError(error);
  return service === 's3' ? s3Error(error, request) : queryError(error, request);
}

/** https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
export function jsonError({ code, message, status }: ServiceError): ApiResponse {
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
export function queryError(
  { code, message, status }: ServiceError,
  request: ApiRequest,
  xmlNamespace?: string,
): ApiResponse {
  const content = {
    Error: { Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: printable(message) },
    RequestId: request.requestId,
  };
  if (wantsJson(request)) return jsonAnswer(status, content);
  const error = {
    ErrorResponse: { ...(xmlNamespace !== undefined && { '@xmlns': xmlNamespace }), ...content },
  };
  return { status, headers: { 'content-type': 'text/xml' }, body: builder.build(error) };
}
