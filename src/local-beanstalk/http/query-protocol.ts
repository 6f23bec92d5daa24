/**
 * The AWS query protocol: form parameters in, XML out.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
import XMLBuilder from 'fast-xml-builder';
import { z } from 'zod';
import { describeViolations } from './describe-violations.ts';
import { printable } from './printable.ts';
import { type ApiResponse, ServiceError } from './service.ts';

const xmlNamespace = 'http://elasticbeanstalk.amazonaws.com/docs/2010-12-01/';

type Node = string | Map<string, Node>;
export type Parameters = string | Parameters[] | { [name: string]: Parameters };

/** "OptionSettings.member.1.Namespace=…" and its like become lists and structures. */
export function readParameters(form: URLSearchParams): Parameters {
  const root = new Map<string, Node>();
  for (const [path, value] of form) {
    const names = path.split('.');
    let node = root;
    for (const name of names.slice(0, -1)) {
      const child = node.get(name);
      const next = child instanceof Map ? child : new Map<string, Node>();
      node.set(name, next);
      node = next;
    }
    node.set(names.at(-1) ?? '', value);
  }
  return collapse(root);
}

function collapse(node: Node): Parameters {
  if (typeof node === 'string') return node;
  const members = node.get('member');
  if (members instanceof Map) {
    return [...members].sort(([a], [b]) => Number(a) - Number(b)).map(([, member]) => collapse(member));
  }
  return Object.fromEntries([...node].map(([name, child]) => [name, collapse(child)]));
}

/** A list; botocore sends an empty one as an empty string. */
export function list<T extends z.ZodType>(member: T) {
  return z.preprocess((value) => (value === '' ? [] : value), z.array(member));
}

export const boolean = z.enum(['true', 'false']).transform((text) => text === 'true');
export const integer = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
/** The EB CLI sends Python's form of a date, "2026-11-24 10:00:00.001000+00:00". */
export const date = z.coerce.date();

/** Input of an operation, checked. Throws ValidationError in AWS's words. */
export function parseInput<T extends z.ZodType>(schema: T, input: Parameters): z.output<T> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new ServiceError('ValidationError', describeViolations(result.error, input));
}

/** What an operation answers: plain values, dates, lists and structures, under AWS's names. */
export type Output = { readonly [name: string]: OutputValue };
type OutputValue = string | number | boolean | Date | undefined | readonly OutputValue[] | Output;

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  suppressEmptyNode: true,
});

export function answer(operation: string, requestId: string, output: Output | undefined): ApiResponse {
  const body = {
    [`${operation}Response`]: {
      '@xmlns': xmlNamespace,
      ...(output !== undefined && { [`${operation}Result`]: toXml(output) }),
      ResponseMetadata: { RequestId: requestId },
    },
  };
  return { status: 200, headers: xmlHeaders(requestId), body: builder.build(body) };
}

export function answerError(error: ServiceError, requestId: string): ApiResponse {
  const body = {
    ErrorResponse: {
      '@xmlns': xmlNamespace,
      Error: {
        Type: error.status < 500 ? 'Sender' : 'Receiver',
        Code: error.code,
        Message: printable(error.message),
      },
      RequestId: requestId,
    },
  };
  return { status: error.status, headers: xmlHeaders(requestId), body: builder.build(body) };
}

function xmlHeaders(requestId: string): Record<string, string> {
  return { 'content-type': 'text/xml', 'x-amzn-requestid': requestId };
}

type XmlValue = string | { [name: string]: XmlValue | XmlValue[] };

function toXml(value: OutputValue): XmlValue {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) {
    const members = (value as readonly OutputValue[]).map(toXml);
    return members.length === 0 ? '' : { member: members };
  }
  if (typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value as Output)
        .filter(([, child]) => child !== undefined)
        .map(([name, child]) => [name, toXml(child)]),
    );
  }
  return printable(String(value));
}
