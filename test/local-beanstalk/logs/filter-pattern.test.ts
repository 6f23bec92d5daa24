/** Regular expressions of filter patterns: the subset of AWS, and linear time for any of them. */
import { expect, test } from 'vitest';
import fc from 'fast-check';
import { filterPattern } from '../../../src/local-beanstalk/logs/filter-pattern.ts';
import { ServiceError } from '../../../src/local-beanstalk/http/service.ts';

const long = 'a'.repeat(100_000);

test.each(['%a*a*a*a*a*b%', '%a+a+a+a+$b%', '%.*.*.*.*=%', '%a{0,60}a{0,60}[a-z]{9,}=?@%', '%^a*a*a*b$%'])(
  '%s takes linear time on 100,000 characters',
  (pattern) => {
    const matches = filterPattern(pattern);
    expect(matches(long)).toBe(false);
    expect(matches(`${long}!`)).toBe(false);
  },
);

test.each([
  ['%AUTHORIZED%', 'ERROR 401 UNAUTHORIZED', true],
  [String.raw`%\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}%`, 'from 10.0.0.1 to', true],
  ['%[Ee]rror|[Ff]ail%', 'Fail', true],
  ['%^[hc]at%', 'a hat', false],
  ['%[hc]at$%', 'a hat', true],
  ['%^colou?r$%', 'color', true],
  ['%^a{3,5}$%', 'aa', false],
  ['%^a{3,5}$%', 'aaaaa', true],
  ['%^a{,2}$%', 'aaa', false],
  ['%^a{2,}$%', 'aaaa', true],
  ['%^ab*c$%', 'ac', true],
  ['%^ab+c$%', 'ac', false],
  [String.raw`%\[.\]%`, '[x]', true],
  [String.raw`%a\x20b%`, 'a b', true],
  [String.raw`%^[^\d\s]+$%`, 'a1', false],
  ['%^.$%', '😀', true],
  ['-%DEBUG% ERROR', 'ERROR', true],
])('%s of %s is %s', (pattern, text, found) => {
  expect(filterPattern(pattern)(text)).toBe(found);
});

test.each([
  ...['%(a+)+$%', '%(?=a)%', '%a(b)%', '%something!%', '%é%', '%a b%', '%[z-a]%', '%[]%', '%[a%', '%a]%'],
  ...['%a**%', '%a+?%', '%*a%', '%^*%', '%a{%', '%a{2,1}%', '%a{,}%', '%a{99999}%', '%a{300,}%'],
  ...[String.raw`%\1%`, String.raw`%\b%`, String.raw`%\p%`, String.raw`%\xg0%`, '%a\\%', '%a% %b% %c%'],
  `%${'a{0,250}'.repeat(100)}%`,
])('%s is rejected', (pattern) => {
  expect(() => filterPattern(pattern)).toThrow(ServiceError);
  expect(() => filterPattern(pattern)).toThrow(
    expect.objectContaining({ code: 'InvalidParameterException' }) as Error,
  );
});

test('matches what RegExp matches', () => {
  const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', String.raw`\d`, String.raw`\W`, '[a-b1]');
  const quantifier = fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,2}', '{0,}', '{2,}');
  const part = fc.oneof(
    { weight: 8, arbitrary: fc.tuple(atom, quantifier).map((both) => both.join('')) },
    { weight: 1, arbitrary: fc.constantFrom('^', '$', '|') },
  );
  const expression = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));
  const text = fc.array(fc.constantFrom('a', 'b', '1', ' '), { maxLength: 8 }).map((all) => all.join(''));
  fc.assert(
    fc.property(expression, text, (source, subject) => {
      expect(filterPattern(`%${source}%`)(subject)).toBe(new RegExp(source, 'su').test(subject));
    }),
    { numRuns: 2000 },
  );
});
