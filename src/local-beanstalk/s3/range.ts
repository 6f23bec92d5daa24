/** Byte ranges. https://www.rfc-editor.org/rfc/rfc9110#name-range-requests */
import { ServiceError } from '../http/service.ts';

export interface ByteRange {
  start: number;
  /** The last byte. */
  end: number;
}

/**
 * undefined for the whole object: S3 ignores a malformed range, a reversed one, and several at once. Throws InvalidRange for
 * one behind the end.
 */
export function readRange(header: string | undefined, size: number): ByteRange | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  // "-5": the last five bytes.
  const start = first === '' ? Math.max(size - Number(last), 0) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (start > end) throw new ServiceError('InvalidRange', 'The requested range is not satisfiable', 416);
  return { start, end };
}
