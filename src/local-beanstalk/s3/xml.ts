/** Bodies of requests and answers in XML. */
import XMLBuilder from 'fast-xml-builder';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { z } from 'zod';
import { type ApiResponse, ServiceError } from '../http/service.ts';

const xmlNamespace = 'http://s3.amazonaws.com/doc/2006-03-01/';
const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@' });

export function xml(
  root: string,
  value: object | string,
  headers: Readonly<Record<string, string>> = {},
): ApiResponse {
  const content = typeof value === 'string' ? { '#text': value } : value;
  const built = builder.build({ [root]: { '@xmlns': xmlNamespace, ...content } });
  // A reader would turn a bare carriage return into a line feed.
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n${built.replaceAll('\r', '&#13;')}`;
  return { status: 200, headers: { ...headers, 'content-type': 'application/xml' }, body };
}

/** Texts stay unchanged, with white space and entities. `lists`: elements that repeat. Throws MalformedXML. */
export function parseXml<T extends z.ZodType>(
  body: Buffer,
  schema: T,
  lists: readonly string[],
): z.output<T> {
  const text = body.toString('utf8');
  const parser = new XMLParser({
    ...{ parseTagValue: false, trimValues: false, removeNSPrefix: true },
    // Decodes &#13; as well.
    htmlEntities: true,
    isArray: (name) => lists.includes(name),
  });
  const parsed = schema.safeParse(validated(text) ? parser.parse(text) : undefined);
  if (parsed.success) return parsed.data;
  throw new ServiceError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
}

/** False for a document type too: no client sends one, and it can declare entities. */
function validated(text: string): boolean {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- its successor is another package
  return !text.includes('<!DOCTYPE') && XMLValidator.validate(text) === true;
}
