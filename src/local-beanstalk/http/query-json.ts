/**
 * JSON answers of the query protocol, for clients that accept only JSON. AWS does not document them; clients rely on them:
 * https://github.com/einaregilsson/beanstalk-deploy
 */
import { withEpochSeconds } from './json-protocol.ts';
import type { ApiRequest, ApiResponse } from './service.ts';

export function wantsJson({ headers }: Pick<ApiRequest, 'headers'>): boolean {
  return headers.accept?.includes('application/json') === true;
}

export function jsonAnswer(status: number, value: object): ApiResponse {
  // The exact type: clients compare it.
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value, withNulls) };
}

/** The answer of an operation; dates are seconds since 1970. */
export function jsonOutput(action: string, output: object | undefined, requestId: string): object {
  return {
    [`${action}Response`]: {
      ...(output !== undefined && { [`${action}Result`]: withEpochSeconds(output) }),
      ResponseMetadata: { RequestId: requestId },
    },
  };
}

/** Absent members are null, as AWS writes them. */
function withNulls(_name: string, value: unknown): unknown {
  return value === undefined ? null : value;
}
