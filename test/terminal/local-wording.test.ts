import { expect, test } from 'vitest';
import { readdirSync, readFileSync } from 'node:fs';
import { withoutAws } from '../../src/terminal/local-wording.ts';
import { ofTypeScript } from '../prose/passages.ts';

/** Programs without --local, help, and texts that no message has. */
const apart =
  /^src\/(local-beanstalk|bootstrap|command-line|completion|commands\/(local|bootstrap|init)|keycloak\/databases\.ts|terminal\/local-wording\.ts)\b/;

/** The name, a command of the AWS CLI, its files and its variables. */
const ofAws = /\bAWS\b(?!::)|\baws [a-z][\w-]+ [a-z][\w-]+|~\/\.aws|\bAWS_[A-Z]/;

const messages = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => `src/${path}`)
  .filter((path) => !apart.test(path))
  .flatMap((path) =>
    ofTypeScript(readFileSync(path, 'utf8'))
      .filter(({ kind }) => kind === 'message')
      .map(({ line, text }) => ({ place: `${path}:${line}`, text })),
  );
const named = messages.filter(({ text }) => ofAws.test(text));

test('a message of a local run names neither AWS nor a command of its CLI', () => {
  expect(named.length).toBeGreaterThan(20);
  const left = named
    .map(({ place, text }) => `${place}: ${withoutAws(text)}`)
    .filter((text) => ofAws.test(text));
  expect(left).toEqual([]);
});

test('nor does one that is wrapped', () => {
  const wrapped = named.map(({ text }) => withoutAws(text.replaceAll(' ', '\n      ')));
  expect(wrapped.filter((text) => ofAws.test(text.replaceAll(/\s+/g, ' ')))).toEqual([]);
});

test('other texts stay unchanged', () => {
  const others = messages.filter(({ text }) => !ofAws.test(text) && !text.includes('console of Beanstalk'));
  expect(others.filter(({ text }) => withoutAws(text) !== text)).toEqual([]);
});

test('a path of the user keeps its name', () => {
  const path = 'overrides/.AWS/credentials and themes/AWS/a.css are deployed';
  expect(withoutAws(path)).toBe(path);
});
