import { describe, expect, test } from 'vitest';
import type { AttributedView } from './attribution/attribution-state.ts';
import type { GraphPresence } from './graph-api.ts';
import { toClaim, UNKNOWN_CLAIM } from './to-claim.ts';

const details: GraphPresence = {
  id: 'a',
  pair: { availability: 'Busy', activity: 'InACall' },
  outOfOffice: { active: true, message: 'Monday' },
  statusMessage: { text: 'At the desk', until: 5000 },
  workLocation: { type: 'office', place: 'Building 4', source: 'manual' },
  sequenceNumber: 'A1',
};
const inCall: AttributedView = {
  independent: {
    pair: { availability: 'Busy', activity: 'InACall' },
    begunAt: 1,
    endedAt: 2,
    since: 1_000_000,
    previous: { availability: 'Away', activity: 'Away' },
  },
  masked: false,
  unconfirmedCall: false,
  shownByOurs: false,
};
const plain = { suspended: false, foreignWriter: false };

describe('toClaim', () => {
  test('says what is independent, with all that rides along', () => {
    expect(toClaim(inCall, details, plain)).toEqual({
      availability: 'Busy',
      activity: 'InACall',
      call: null,
      registered: null,
      doNotDisturb: null,
      messagesWaiting: null,
      forwarding: null,
      outOfOffice: { active: true, message: 'Monday', until: null },
      note: { text: 'At the desk', until: 5000 },
      workLocation: { type: 'office', place: 'Building 4', source: 'manual' },
      howSet: 'inferred',
      masked: false,
      since: 1_000_000,
      previous: { availability: 'Away', activity: 'Away', callState: null },
      flags: [],
      loggedIn: '',
    });
  });

  test('an echo is the last independent state, marked masked', () => {
    expect(toClaim({ ...inCall, masked: true }, details, plain)).toMatchObject({ activity: 'InACall', masked: true });
  });

  test('an echo with nothing independent before it claims no call', () => {
    const view = { independent: null, masked: true, unconfirmedCall: false, shownByOurs: false };
    expect(toClaim(view, details, plain)).toMatchObject({ availability: 'PresenceUnknown', masked: true, since: null });
  });

  test.each([
    [{ ...inCall, unconfirmedCall: true }, plain, ['inferred-call']],
    [inCall, { suspended: true, foreignWriter: false }, ['inferred-call']],
    [{ ...inCall, shownByOurs: true }, plain, ['shown-by-our-session']],
    [inCall, { suspended: true, foreignWriter: true }, ['inferred-call', 'foreign-writer-suspected']],
  ] as const)('flags %#', (view, marks, flags) => {
    expect(toClaim(view, details, marks).flags).toEqual(flags);
  });

  test('what is suspended is a call: another state carries no such flag', () => {
    const pair = { availability: 'Away', activity: 'Away' };
    const view = { ...inCall, independent: inCall.independent && { ...inCall.independent, pair } };
    expect(toClaim(view, details, { suspended: true, foreignWriter: false }).flags).toEqual([]);
  });

  test('unknown says nothing else', () => {
    expect(UNKNOWN_CLAIM).toMatchObject({ availability: 'PresenceUnknown', outOfOffice: null, note: null, flags: [] });
  });
});
