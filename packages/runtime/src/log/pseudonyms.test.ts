import { expect, test } from 'vitest';
import { Pseudonyms } from './pseudonyms.ts';

const secret = Buffer.from('0123456789abcdef0123456789abcdef');
const V7 = '01932f4e-8a7b-7c3d-9e0f-123456789abc';

test('the same one has the same pseudonym under the same secret, and another one under another', () => {
  const one = new Pseudonyms(secret);
  expect(one.of('anna@acme.example')).toMatch(/^~[0-9a-f]{12}$/);
  expect(new Pseudonyms(secret).of('anna@acme.example')).toBe(one.of('anna@acme.example'));
  expect(one.of('bert@acme.example')).not.toBe(one.of('anna@acme.example'));
  const other = new Pseudonyms(Buffer.from('another secret of thirty-two byte'));
  expect(other.of('anna@acme.example')).not.toBe(one.of('anna@acme.example'));
  other.rekey(secret);
  expect(other.of('anna@acme.example')).toBe(one.of('anna@acme.example'));
});

test('an operator with the secret finds out who was meant', () => {
  const pseudonyms = new Pseudonyms(secret);
  const written = pseudonyms.of('567');
  expect(['565', '566', '567'].filter((line) => pseudonyms.matches(written, line))).toEqual(['567']);
  expect(pseudonyms.matches(V7, V7)).toBe(true);
});

test('a UUIDv7 stands as it is, another UUID does not', () => {
  const pseudonyms = new Pseudonyms(secret);
  expect(pseudonyms.of(V7)).toBe(V7);
  expect(pseudonyms.of(V7.replace('-7c', '-4c'))).toMatch(/^~/);
});
