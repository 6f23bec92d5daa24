/**
 * References in .ebextensions resources.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/ebextensions-functions.html
 */
import { lookUp } from '../../base/dictionary.ts';
import { InvalidResource } from '../../base/ports.ts';

/** Values by the name in a Ref. */
export type References = Readonly<Record<string, string>>;

/** Replaces every Ref, Fn::Join and Fn::Sub. Throws InvalidResource for other functions and unknown names. */
export function resolve(value: unknown, references: References): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(item, references));
  if (typeof value !== 'object' || value === null) return value;
  const [entry, ...others] = Object.entries(value);
  if (entry !== undefined && others.length === 0) {
    const [name, argument] = entry as [string, unknown];
    if (name === 'Ref') return reference(argument, references);
    if (name === 'Fn::Join') return join(argument, references);
    if (name === 'Fn::Sub') return substitute(argument, references);
    if (name.startsWith('Fn::')) throw new InvalidResource(`Local Beanstalk does not support ${name}`);
  }
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, resolve(child, references)]));
}

function reference(name: unknown, references: References): string {
  const value = typeof name === 'string' ? lookUp(references, name) : undefined;
  if (value !== undefined) return value;
  throw new InvalidResource(`Local Beanstalk does not support a reference to ${JSON.stringify(name)}`);
}

/** [separator, [parts]] */
function join(argument: unknown, references: References): string {
  const [separator, parts] = (Array.isArray(argument) ? argument : []) as unknown[];
  const resolved = resolve(parts, references);
  if (typeof separator === 'string' && Array.isArray(resolved)) return resolved.map(String).join(separator);
  throw new InvalidResource('Fn::Join object requires two parameters, (1) a string delimiter and (2) a list');
}

/** Only the form of one text. */
function substitute(text: unknown, references: References): string {
  if (typeof text !== 'string')
    throw new InvalidResource('Local Beanstalk supports Fn::Sub with a text only');
  return text.replace(/\$\{(!?)([^}]*)\}/g, (_, literal: string, name: string) =>
    literal === '!' ? `\${${name}}` : reference(name.trim(), references),
  );
}
