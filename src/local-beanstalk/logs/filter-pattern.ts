/**
 * Filter patterns of unstructured log events.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
import { messageOf } from '../../base/user-error.ts';
import { ServiceError } from '../http/service.ts';
import { regularExpression } from './regular-expression.ts';

/** Regular expressions of a pattern, by the quotas of AWS. */
const maxExpressions = 2;

interface Term {
  /** "": required; "?": one of these is enough; "-": excluded. */
  sign: '' | '?' | '-';
  matches: (message: string) => boolean;
}

/** Throws InvalidParameterException for JSON and space-delimited patterns, which are not supported. */
export function filterPattern(pattern: string): (message: string) => boolean {
  const text = pattern.trim();
  if (text.startsWith('{') || text.startsWith('[')) {
    throw invalid(
      'Local Beanstalk supports filter patterns of terms only, not for JSON or space-delimited events.',
    );
  }
  const terms = readTerms(text);
  const withSign = (sign: Term['sign']) => terms.filter((term) => term.sign === sign);
  const [required, optional, excluded] = [withSign(''), withSign('?'), withSign('-')];
  return (message) => {
    if (excluded.some(({ matches }) => matches(message))) return false;
    // AWS ignores optional terms next to required ones.
    if (required.length > 0) return required.every(({ matches }) => matches(message));
    return optional.length === 0 || optional.some(({ matches }) => matches(message));
  };
}

function readTerms(text: string): Term[] {
  const terms: Term[] = [];
  let expressions = 0;
  const term = /\s*([?-]?)(?:"((?:[^"\\]|\\.)*)"|%([^%]+)%|([^\s"%]+))/gy;
  while (term.lastIndex < text.length) {
    const at = term.lastIndex;
    const match = term.exec(text);
    if (match === null) throw invalid(`Invalid filter pattern: unexpected ${JSON.stringify(text.slice(at))}`);
    const [, sign = '', quoted, expression, bare = ''] = match;
    if (expression !== undefined) expressions += 1;
    if (expressions > maxExpressions)
      throw invalid(`Invalid filter pattern: it has more than ${maxExpressions} regular expressions`);
    const matches =
      expression === undefined
        ? contains(quoted?.replace(/\\(.)/g, '$1') ?? bare)
        : matchesExpression(expression);
    terms.push({ sign: sign as Term['sign'], matches });
  }
  return terms;
}

function contains(words: string): Term['matches'] {
  return (message) => message.includes(words);
}

function matchesExpression(expression: string): Term['matches'] {
  try {
    return regularExpression(expression);
  } catch (error) {
    throw invalid(
      `Invalid filter pattern: %${expression}% is not a supported regular expression: ${messageOf(error)}`,
    );
  }
}

function invalid(message: string): ServiceError {
  return new ServiceError('InvalidParameterException', message);
}
