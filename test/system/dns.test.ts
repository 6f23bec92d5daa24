import { describe, expect, it } from 'vitest';
import { makeDns } from '../../src/system/dns.ts';

type Answer = string[] | string;

/** A list of values, or the code of an error. */
function dnsWith(answers: { a?: Answer; aaaa?: Answer; cname?: Answer }) {
  const reply = (answer: Answer = 'ENODATA') =>
    typeof answer === 'string'
      ? Promise.reject(Object.assign(new Error(answer), { code: answer }))
      : Promise.resolve(answer);
  const queries = {
    resolve4: () => reply(answers.a),
    resolve6: () => reply(answers.aaaa),
    resolveCname: () => reply(answers.cname),
  };
  return makeDns(() => queries as unknown as ReturnType<Parameters<typeof makeDns>[0]>);
}

describe('DNS', () => {
  it.each<[string, Parameters<typeof dnsWith>[0], readonly string[] | undefined]>([
    ['both kinds of addresses', { a: ['192.0.2.1'], aaaa: ['2001:db8::1'] }, ['192.0.2.1', '2001:db8::1']],
    ['a name without addresses', {}, []],
    ['a name that does not exist', { a: 'ENOTFOUND', aaaa: 'ENOTFOUND' }, []],
    ['one kind without an answer', { a: ['192.0.2.1'], aaaa: 'ETIMEOUT' }, ['192.0.2.1']],
    ['the other kind absent', { a: 'ETIMEOUT' }, undefined],
    ['no name server', { a: 'ECONNREFUSED', aaaa: 'ECONNREFUSED' }, undefined],
    ['a server that fails', { a: 'ESERVFAIL', aaaa: 'ESERVFAIL' }, undefined],
  ])('%s', async (_, answers, addresses) => {
    expect(await dnsWith(answers).addresses('id.example.com')).toEqual(addresses);
  });

  it.each<[string, Parameters<typeof dnsWith>[0], readonly string[] | undefined]>([
    ['a CNAME', { cname: ['x.example.com'] }, ['x.example.com']],
    ['no CNAME', {}, []],
    ['no answer', { cname: 'ETIMEOUT' }, undefined],
  ])('%s', async (_, answers, targets) => {
    expect(await dnsWith(answers).cnames('id.example.com')).toEqual(targets);
  });
});
