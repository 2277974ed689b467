import { describe, expect, test } from 'vitest';
import { PERSONAL_NAMES, withoutPersons } from './personal-fields.ts';
import { Pseudonyms } from './pseudonyms.ts';

const pseudonyms = new Pseudonyms(Buffer.from('0123456789abcdef0123456789abcdef'));
const logged = (fields: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(withoutPersons(fields, pseudonyms));

test.each(PERSONAL_NAMES)('%s: text and lists of it stand under a pseudonym, at any depth; counts stay', (name) => {
  const text = logged({ [name]: 'Anna', a: { [name]: ['567', 'Anna'] }, b: { c: { [name]: 'Anna, Bert' } } });
  expect(text).not.toMatch(/Anna|Bert|567/);
  expect(text.split(pseudonyms.of('Anna'))).toHaveLength(4);
  expect(withoutPersons({ [name]: 5 }, pseudonyms)).toEqual({ [name]: 5 });
});

describe('what looks like an address in a sentence does not stand there', () => {
  test.each([
    ['nobody has the address "anna@acme.example": search', 'anna@acme'],
    ['sip:anna@pbx.example;transport=tls was refused', 'anna@'],
    ['<sip:+4930123456@pbx> is no line', '4930123456'],
    ['the number is +49 (0)30 1234-567.', '1234'],
    ['0171.2345678 rings', '2345678'],
    ['Nobody is bound to "567" of system pbx', '567'],
    ['the presence of 3f2c1a00-1111-4222-8333-444455556666: gone', '3f2c1a00'],
  ])('%s', (text, personal) => {
    expect(logged({ why: text })).not.toContain(personal);
    expect(logged({ err: new Error(text) })).not.toContain(personal);
    expect(logged({ failure: new Error('outer', { cause: new Error(text) }) })).not.toContain(personal);
  });
});

test('what an operator needs stays as it is', () => {
  const fields = {
    host: '192.168.10.20',
    peer: 'ipv4:192.168.10.20:51234',
    version: '1.2.3-4',
    lease: '3f2c1a00-1111-4222-8333-444455556666',
    reason: 'unreachable',
    why: 'connect ECONNREFUSED 192.168.10.20:5061',
    status: 503,
    at: null,
    systems: ['pbx-berlin-2', 'entra'],
  };
  expect(withoutPersons(fields, pseudonyms)).toEqual(fields);
  expect(withoutPersons({ person: '01932f4e-8a7b-7c3d-9e0f-123456789abc' }, pseudonyms)).toEqual({
    person: '01932f4e-8a7b-7c3d-9e0f-123456789abc',
  });
});

test('an error keeps its type, its reason and its frames', () => {
  const failure = Object.assign(new TypeError('of "567"'), { reason: 'unreachable', details: { address: '567' } });
  const { err } = withoutPersons({ err: failure }, pseudonyms);
  expect(err).toMatchObject({ type: 'TypeError', reason: 'unreachable', details: { address: pseudonyms.of('567') } });
  expect(JSON.stringify(err)).toContain('personal-fields.test.ts');
  expect(JSON.stringify(err)).not.toContain('567"');
});

test('what refers to itself ends', () => {
  const loop: Record<string, unknown> = {};
  loop['self'] = loop;
  expect(logged({ loop })).toContain('[deeper]');
});
