import { describe, expect, it } from 'vitest';
import { accountsText, namesText, shortenIds } from '../../src/base/few.ts';

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `n${index}`);

describe('lists in sentences', () => {
  it('have all names of a few, and a count of the rest', () => {
    expect(namesText(names(8))).toBe('n0, n1, n2, n3, n4, n5, n6, n7');
    expect(namesText(names(50))).toBe('n0, n1, n2, n3, n4 and 45 more');
  });

  it('name the one apart of fifty, and count the others', () => {
    const accounts = names(50).map((name, index) => ({ name, text: index === 30 ? '(1)' : '(49)' }));
    expect(accountsText(accounts, (count) => (count === 1 ? ' sees' : ' see'))).toBe(
      'n30 sees (1); 49 instances see (49)',
    );
  });

  it('stay short where all differ', () => {
    const accounts = names(200).map((name) => ({ name, text: name }));
    expect(accountsText(accounts, () => ':')).toBe('n0: n0; n1: n1; n2: n2; n3: n3; and 196 more instances');
  });

  it('keep a short list of ids in a message of Beanstalk, and shorten a long one', () => {
    const message = (ids: readonly string[]): string =>
      `Added instances [${ids.join(', ')}] to your environment.`;
    const ids = names(50).map((_, index) => `i-${index.toString(16).padStart(17, '0')}`);
    expect(shortenIds(message(ids.slice(0, 8)))).toBe(message(ids.slice(0, 8)));
    expect(shortenIds(message(ids))).toBe(
      `Added instances [${ids.slice(0, 5).join(', ')} and 45 more] to your environment.`,
    );
    const quoted = `on instance id(s) ${ids.map((id) => `'${id}'`).join(',')}. Aborting`;
    expect(shortenIds(quoted)).toMatch(/'i-0{17}', .* and 45 more\. Aborting$/);
  });
});
