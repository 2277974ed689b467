import { type Claim, SILENT_CLAIM } from '@lamplight/domain';
import { expect, it } from 'vitest';
import { lineClaim } from '../../../../test/fakes/line-claims.ts';
import { SINCE_TOLERANCE_MS, steadySince } from './steady-since.ts';

function talking(since: number | null, callSince: number | null = since): Claim {
  return { ...SILENT_CLAIM, ...lineClaim('talking', { since: callSince }), since };
}

it('keeps the instants of the held claim when the same state is said again within the tolerance', () => {
  expect(steadySince(talking(10_000), talking(10_000 + SINCE_TOLERANCE_MS))).toEqual(talking(10_000));
});

it('takes instants that lie further apart', () => {
  const next = talking(10_001 + SINCE_TOLERANCE_MS);
  expect(steadySince(talking(10_000), next)).toBe(next);
});

it('takes the instants of another state, however near', () => {
  const next: Claim = { ...SILENT_CLAIM, ...lineClaim('held', { since: 10_001 }), since: 10_001 };
  expect(steadySince(talking(10_000), next)).toBe(next);
});

it('takes what it is given when nothing was held, or no instant is known', () => {
  const next = talking(10_000);
  expect(steadySince(null, next)).toBe(next);
  expect(steadySince(talking(null), next)).toBe(next);
});
