import type { CallState, Claim } from '@lamplight/domain';
import { describe, expect, it } from 'vitest';
import type { LineKnowledge } from './line.ts';
import { toClaim } from './to-claim.ts';

const known = (state: CallState, durationSeconds: number | null = null): LineKnowledge => ({
  kind: 'known',
  line: { state, count: state === 'idle' ? 0 : 1, direction: 'unknown', remoteParty: null, durationSeconds },
});
const unknown: LineKnowledge = { kind: 'unknown', problem: { kind: 'no-answer', status: null, text: '' } };

/** The claims after each piece of knowledge, a second apart from 1000. */
function claims(...knowledge: readonly LineKnowledge[]): readonly (Claim | null)[] {
  let previous: Claim | undefined;
  return knowledge.map((piece, index) => {
    const claim = toClaim(piece, previous, 1_000 * (index + 1));
    previous = claim ?? previous;
    return claim;
  });
}

const sinceOf = (...knowledge: readonly LineKnowledge[]) => claims(...knowledge).map((claim) => claim?.since);

describe('a line as a claim', () => {
  it('claims nothing of a line that has not answered', () => {
    expect(toClaim({ kind: 'pending' }, undefined, 0)).toBeNull();
  });

  it('says since when a change was seen, and what was before', () => {
    expect(sinceOf(known('idle'), known('ringing'), known('ringing'), known('talking'))).toEqual([
      null,
      2_000,
      2_000,
      4_000,
    ]);
    expect(claims(known('idle'), known('ringing'))[1]?.previous).toEqual({
      availability: null,
      activity: null,
      callState: 'idle',
    });
  });

  it('does not say since when for what was there at first, or after the line was unknown', () => {
    expect(sinceOf(known('talking'), known('talking'))).toEqual([null, null]);
    expect(sinceOf(known('idle'), unknown, unknown, known('talking'))).toEqual([null, 2_000, 2_000, null]);
  });

  it('takes the duration that the PBX says, once', () => {
    expect(sinceOf(known('talking', 0.5), known('talking', 9))).toEqual([500, 500]);
    expect(sinceOf(known('talking'), known('talking', 2))).toEqual([null, 0]);
  });

  it('an unknown line has no calls and is never idle', () => {
    expect(claims(known('talking'), unknown)[1]?.call).toMatchObject({ state: 'unknown', count: 0, remoteParty: null });
  });
});
