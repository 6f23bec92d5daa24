/**
 * Services with the AWS query protocol: form parameters in, XML out.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
import XMLBuilder from 'fast-xml-builder';
import { z } from 'zod';
import { checkInput } from './check-input.ts';
import { printable } from './printable.ts';
import { type ApiRequest, requireOperation, type Service, ServiceError } from './service.ts';
import { jsonAnswer, jsonOutput, wantsJson } from './query-json.ts';
import { queryError } from './write-error.ts';

type Node = string | Map<string, Node>;
export type Parameters = string | Parameters[] | { [name: string]: Parameters };

/** No input of AWS is as deep. */
const maxDepth = 32;

/** Parameters of the protocol and of signatures in the query. */
const ofProtocol =
  /^(Action|Operation|Version|AWSAccessKeyId|Expires|SecurityToken|Signature\w*|Timestamp|X-Amz-.*)$/;

/** Turns "OptionSettings.member.1.Namespace=…" and the like into lists and structures. */
function readParameters(form: URLSearchParams): Parameters {
  const root = new Map<string, Node>();
  for (const [path, value] of form) {
    if (ofProtocol.test(path)) continue;
    const names = path.split('.');
    if (names.length > maxDepth) {
      throw new ServiceError('MalformedQueryString', 'A parameter name has too many parts.');
    }
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
  const members = membersOf(node);
  if (members !== undefined) {
    return [...members].sort(([a], [b]) => Number(a) - Number(b)).map(([, member]) => collapse(member));
  }
  return Object.fromEntries([...node].map(([name, child]) => [name, collapse(child)]));
}

/** The members of a list by their numbers. AWS takes "X.member.1", "X.members.1" and "X.1"; no structure has such names. */
function membersOf(node: Map<string, Node>): Map<string, Node> | undefined {
  for (const name of ['member', 'members']) {
    const members = node.get(name);
    if (members instanceof Map) return members;
  }
  const isFlat = node.size > 0 && [...node.keys()].every((name) => /^\d+$/.test(name));
  return isFlat ? node : undefined;
}

/** A list. botocore sends an empty one as an empty string. */
export function list<T extends z.ZodType>(member: T) {
  return z.preprocess((value) => (value === '' ? [] : value), z.array(member));
}

export const boolean = z.enum(['true', 'false']).transform((text) => text === 'true');
export const integer = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
/**
 * ISO 8601 in its two formats, "2026-11-24T10:00:00Z" and "20261124T100000Z". The EB CLI sends Python's form,
 * "2026-11-24 10:00:00.001000+00:00".
 */
export const date = z.preprocess(
  (value) => (typeof value === 'string' ? value.replace(basicFormat, '$1-$2-$3T$4:$5:$6') : value),
  z.coerce.date(),
);
const basicFormat = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)/;

/** The checked input of an operation. Throws ValidationError in AWS's words. */
export function parseInput<T extends z.ZodType>(schema: T, input: Parameters): z.output<T> {
  return checkInput(schema, input, 'ValidationError');
}

/** The result of an operation under AWS's names: plain values, dates, lists and structures. */
export type Output = { readonly [name: string]: OutputValue };
type OutputValue = string | number | boolean | Date | undefined | readonly OutputValue[] | Output;

export type QueryOperation = (
  parameters: Parameters,
  request: ApiRequest,
) => Output | undefined | Promise<Output | undefined>;

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  suppressEmptyNode: true,
});

/** `name`: the SigV4 name. `xmlNamespace`: that of the service's answers. */
export function queryService(
  name: string,
  xmlNamespace: string,
  operations: Readonly<Record<string, QueryOperation>>,
): Service {
  return {
    name,
    operations: Object.keys(operations),
    operation: (request, body) => actionOf(formOf(request, body ?? Buffer.alloc(0))),
    async handle(request) {
      const form = formOf(request, await request.body());
      const action = actionOf(form);
      const run = requireOperation(name, operations, action, 'InvalidAction');
      const output = await run(readParameters(form), request);
      if (wantsJson(request)) return jsonAnswer(200, jsonOutput(action, output, request.requestId));
      const body = {
        [`${action}Response`]: {
          '@xmlns': xmlNamespace,
          ...(output !== undefined && { [`${action}Result`]: toXml(output) }),
          ResponseMetadata: { RequestId: request.requestId },
        },
      };
      return { status: 200, headers: { 'content-type': 'text/xml' }, body: builder.build(body) };
    },
    fail: (error, request) => queryError(error, request, xmlNamespace),
  };
}

/** Operation is an older name of Action. */
function actionOf(form: URLSearchParams): string {
  return form.get('Action') ?? form.get('Operation') ?? '';
}

/** Parameters are in the body; a GET has them in its query. */
function formOf({ query }: ApiRequest, body: Buffer): URLSearchParams {
  return body.length === 0 ? query : new URLSearchParams(body.toString('utf8'));
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
