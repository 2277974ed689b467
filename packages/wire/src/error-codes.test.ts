import { expect, test } from 'vitest';
import { grpcCodeOfKind, kindOfGrpcCode, reasonOfGrpcCode, type WireErrorKind } from './error-codes.ts';

const KINDS: Record<WireErrorKind, number> = {
  invalid_argument: 3,
  deadline_exceeded: 4,
  not_found: 5,
  already_exists: 6,
  permission_denied: 7,
  resource_exhausted: 8,
  failed_precondition: 9,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
};

test.each(Object.entries(KINDS))('%s is code %i and back', (kind, code) => {
  expect(kindOfGrpcCode(code)).toBe(kind);
});

test('every kind has its code', () => {
  const kinds: readonly WireErrorKind[] = ['unavailable', 'not_found', 'internal'];
  expect(kinds.map(grpcCodeOfKind)).toEqual([14, 5, 13]);
});

test('codes of a transport or of nobody have a kind and a reason too', () => {
  expect([1, 2, 10, 11, 15, 77].map(kindOfGrpcCode)).toEqual([
    'unavailable',
    'internal',
    'unavailable',
    'invalid_argument',
    'internal',
    'internal',
  ]);
  expect([4, 12, 13].map(reasonOfGrpcCode)).toEqual(['timeout', 'unimplemented', 'unexpected']);
});
