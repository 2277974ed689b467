/** A token is bytes from a stranger: it resumes what it says, or is refused with a reason; it never throws. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgeResumeToken, makeResumeToken, readResumeToken } from './resume-token.ts';

const SEED = { seed: 8, numRuns: 5_000 };
const LOG = { epoch: 'epoch', revision: 1_000, mask: 127 };
const REASONS = ['token_unreadable', 'token_foreign_epoch', 'token_ahead', 'token_other_mask'];

const points = fc.record({
  epoch: fc.string({ maxLength: 40 }),
  revision: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
  mask: fc.nat({ max: 127 }),
});

test('any bytes are refused with a reason', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (bytes) => {
      const judged = judgeResumeToken(bytes, LOG);
      expect(judged.kind === 'refused' ? REASONS : []).toContain(judged.kind === 'refused' ? judged.reason : judged);
    }),
    SEED,
  );
});

test('a token in which a bit was turned, or bytes are missing or too many, is unreadable', () => {
  const change = fc.oneof(
    fc.record({ turn: fc.nat(400) }),
    fc.record({ cut: fc.integer({ min: 1, max: 60 }) }),
    fc.record({ add: fc.uint8Array({ minLength: 1, maxLength: 4 }) }),
  );
  fc.assert(
    fc.property(points, change, (point, how) => {
      const token = Buffer.from(makeResumeToken(point));
      expect(readResumeToken(token)).toEqual(point);
      let changed = token;
      if ('turn' in how) {
        const at = how.turn % (token.length * 8);
        const byte = at >> 3;
        token[byte] = (token[byte] ?? 0) ^ (1 << (at & 7));
      } else if ('cut' in how) {
        changed = token.subarray(0, Math.max(0, token.length - how.cut));
      } else {
        changed = Buffer.concat([token, how.add]);
      }
      expect(readResumeToken(changed)).toBeUndefined();
    }),
    SEED,
  );
});
