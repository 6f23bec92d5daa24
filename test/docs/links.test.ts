import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, test } from 'vitest';

const pages = [
  ...['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', 'src/local-beanstalk/README.md'],
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => posix.join('docs', name)),
];

/** GitHub's: lower case, spaces as hyphens, without punctuation. */
function anchors(page: string): string[] {
  const headings = readFileSync(page, 'utf8').matchAll(/^#+ (.*)$/gm);
  return [...headings].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test.each(pages)('%s links to files and headings that exist', (page) => {
  const links = readFileSync(page, 'utf8').matchAll(/\]\((?!https?:)([^)#]*)#?([^)]*)\)/g);
  const broken = [...links].filter(([, path = '', anchor = '']) => {
    const target = path === '' ? page : posix.join(posix.dirname(page), path);
    return !existsSync(target) || (anchor !== '' && !anchors(target).includes(anchor));
  });
  expect(broken.map(([link]) => link)).toEqual([]);
});

test.each(pages)('%s names files that exist', (page) => {
  const text = readFileSync(page, 'utf8').replaceAll(/https?:\S+/g, '');
  const named = text.matchAll(/(?<![\w/.-])(?:src|test|templates|bin|docs|\.ci)\/[\w/.-]*\w/g);
  expect([...named].map(([path]) => path).filter((path) => !existsSync(path))).toEqual([]);
});
