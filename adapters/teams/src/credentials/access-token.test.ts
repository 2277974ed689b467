import { expect, test } from 'vitest';
import { readAccessToken } from './access-token.ts';

const token = (claims: unknown): string =>
  ['{}', JSON.stringify(claims), 'x'].map((part) => Buffer.from(part).toString('base64url')).join('.');

test.each([
  [token({ roles: ['A', 'B'], exp: 10 }), { roles: ['A', 'B'], expiresAt: 10_000 }],
  [token({ exp: 10 }), { roles: [], expiresAt: 10_000 }],
  [token({ roles: 'A', exp: 10 }), null],
  [token({ roles: [] }), null],
  [token(null), null],
  ['opaque', null],
  ['a.b.c', null],
  ['', null],
])('%s', (text, expected) => {
  expect(readAccessToken(text)).toEqual(expected);
});
