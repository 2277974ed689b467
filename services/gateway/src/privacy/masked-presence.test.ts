import { MASK_FIELDS, type MaskField } from '@lamplight/admin-api';
import { type Call, PENDING_PRESENCE, type Presence, personId, systemId, type Tone } from '@lamplight/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { presences } from '../../../../test/fakes/domain-arbitraries.ts';
import { FakeDirectory } from '../../../../test/fakes/fake-directory.ts';
import { maskShowing, OPEN_MASK, WORKS_COUNCIL_MASK } from './mask.ts';
import { masked } from './masked-presence.ts';
import { Parties } from './parties.ts';

const parties = new Parties(new FakeDirectory(['1000001', '1000002']));
const PBX = systemId('pbx');
const ENTRA = systemId('entra');
/** Numbers of people whom the directory knows. */
const CALLER = '+15551000001';
const TARGET = '+15551000002';

const call: Call = {
  state: 'held',
  count: 2,
  direction: 'incoming',
  remoteParty: { address: CALLER, displayName: 'Bert' },
  since: 101,
  groupCall: true,
};
const forwarding = [{ kind: 'always', target: TARGET }] as const;

/** Something in every field. */
const full: Presence = {
  availability: 'Busy',
  activity: 'InACall',
  tone: 'busy',
  labelId: 'call-held',
  since: 102,
  freshness: 'stale',
  staleSince: 103,
  winningTechnology: 'PBX',
  winningSystemId: PBX,
  call,
  lines: [
    {
      systemId: PBX,
      address: '201',
      kind: 'desk',
      role: 'owner',
      primary: true,
      call,
      freshness: 'stale',
      staleSince: 104,
      registered: true,
      doNotDisturb: true,
      messagesWaiting: 3,
      forwarding,
      flags: ['wrap-up'],
    },
  ],
  views: [
    {
      systemId: ENTRA,
      technology: 'MSTEAMS',
      availability: 'Away',
      activity: 'Away',
      tone: 'away',
      labelId: 'away',
      freshness: 'fresh',
      since: 105,
      staleSince: 106,
      howSet: 'user',
      masked: false,
    },
    {
      systemId: PBX,
      technology: 'PBX',
      availability: 'Busy',
      activity: 'InACall',
      tone: 'busy',
      labelId: 'call-held',
      freshness: 'stale',
      since: 107,
      staleSince: 108,
      howSet: 'unknown',
      masked: false,
    },
  ],
  doNotDisturb: true,
  forwarding,
  messagesWaiting: 3,
  outOfOffice: { active: true, message: 'on leave', until: 109 },
  note: { text: 'a note', until: 110 },
  operatorNote: { text: 'a remark', until: 111 },
  workLocation: { type: 'office', place: 'room 7', source: 'manual' },
  until: 112,
  nextFree: 113,
  absentUntil: 114,
  substitute: personId('bert'),
  managedBy: ENTRA,
  lockedFields: ['note'],
  noticeId: 'notice-managed-by-teams',
  reach: [{ systemId: PBX, hint: 'second-call', reasonId: 'reach-on-a-call' }],
  telephony: 'twinned',
  flags: ['no-teams', 'wrap-up'],
  hiddenFields: [],
};

const without = (...fields: MaskField[]) => maskShowing(MASK_FIELDS.filter((field) => !fields.includes(field)));
const shown = (...fields: MaskField[]): Presence => masked(full, maskShowing(fields), parties);

test('under the open mask it is the same object', () => {
  expect(masked(full, OPEN_MASK, parties)).toBe(full);
  expect(masked(PENDING_PRESENCE, OPEN_MASK, parties)).toBe(PENDING_PRESENCE);
});

test('hiding nothing that concerns presence changes nothing but what it says is hidden', () => {
  expect(masked(full, without('history'), parties)).toEqual({ ...full, hiddenFields: ['history'] });
});

describe('what each field hides by itself', () => {
  test('availability: a dark lamp, and nothing that tells it in other words', () => {
    expect(masked(full, without('availability'), parties)).toEqual({
      ...full,
      availability: 'PresenceUnknown',
      activity: 'PresenceUnknown',
      tone: 'unknown',
      labelId: 'unknown',
      since: null,
      winningTechnology: '',
      winningSystemId: null,
      lines: full.lines.map((line) => ({ ...line, doNotDisturb: null, flags: [] })),
      views: [],
      doNotDisturb: false,
      outOfOffice: null,
      until: null,
      nextFree: null,
      absentUntil: null,
      substitute: null,
      reach: [],
      managedBy: null,
      noticeId: '',
      lockedFields: [],
      flags: ['no-teams'],
      hiddenFields: ['availability'],
    });
  });

  test('line: no call, and a lamp as availability has it', () => {
    expect(masked(full, without('line'), parties)).toEqual({
      ...full,
      tone: 'busy',
      labelId: 'in-a-call',
      since: null,
      winningTechnology: '',
      winningSystemId: null,
      call: null,
      lines: [],
      views: full.views.slice(0, 1),
      forwarding: [],
      messagesWaiting: 0,
      reach: [],
      managedBy: null,
      noticeId: '',
      lockedFields: [],
      flags: ['no-teams'],
      hiddenFields: ['line'],
    });
  });

  test.each([
    ['ringing', 'call-ringing', 'Available', 'Available', 'available', 'available'],
    ['ringing', 'do-not-disturb', 'DoNotDisturb', 'DoNotDisturb', 'do-not-disturb', 'do-not-disturb'],
    ['busy', 'call-talking', 'Away', 'Away', 'away', 'away'],
    ['busy', 'call-conference', 'Busy', 'InAConferenceCall', 'busy', 'in-a-conference-call'],
    ['busy', 'call-parked', 'Busy', 'Busy', 'busy', 'busy'],
    ['offline', 'line-unreachable', 'Offline', 'Offline', 'offline', 'offline'],
    ['busy', 'in-a-call', 'Busy', 'InACall', 'busy', 'in-a-call'],
    ['busy', 'in-a-meeting', 'Busy', 'InAMeeting', 'busy', 'in-a-meeting'],
    // By profiles of somebody's own, where nothing of a lamp says what has lit it.
    ['away', 'gone-fishing', 'Available', 'Available', 'available', 'available'],
    ['in-use', 'in-a-call', 'Away', 'Away', 'away', 'away'],
    ['neutral', 'available', 'CanaryAvailability', 'CanaryActivity', 'unknown', 'other'],
    ['busy', 'paused', 'Available', 'Available', 'available', 'available'],
    ['busy', 'pending', 'Available', 'Available', 'available', 'available'],
  ] as const)(
    'line: %s and %s at %s/%s look %s and %s',
    (tone, labelId, availability, activity, hiddenTone, hiddenLabel) => {
      const lit = { ...full, tone, labelId, availability, activity, doNotDisturb: false };
      expect(masked(lit, without('line'), parties)).toMatchObject({ tone: hiddenTone, labelId: hiddenLabel });
      expect(masked(lit, without('since'), parties)).toMatchObject({ tone, labelId });
    },
  );

  test('line: do-not-disturb is visible, and looks so whether or not a phone rings; a call goes before it', () => {
    const lamp = (activity: string, tone: Tone, labelId: string) => {
      const seen = masked({ ...full, availability: 'Available', activity, tone, labelId }, without('line'), parties);
      return [seen.tone, seen.labelId];
    };
    expect(lamp('Available', 'do-not-disturb', 'do-not-disturb')).toEqual(['do-not-disturb', 'do-not-disturb']);
    expect(lamp('Available', 'ringing', 'call-ringing')).toEqual(['do-not-disturb', 'do-not-disturb']);
    expect(lamp('InACall', 'busy', 'call-talking')).toEqual(['available', 'in-a-call']);
  });

  test('line: somebody who is not shown, and somebody who was not heard of, look so', () => {
    const paused = { ...PENDING_PRESENCE, labelId: 'paused', freshness: 'fresh', flags: ['paused'] } as const;
    expect(masked(paused, without('line'), parties)).toMatchObject({ tone: 'unknown', labelId: 'paused' });
    expect(masked(PENDING_PRESENCE, without('line'), parties)).toMatchObject({ tone: 'unknown', labelId: 'pending' });
  });

  test('since: no point in time', () => {
    const text = JSON.stringify(masked(full, without('since'), parties));
    expect(text).not.toMatch(/1\d\d\b/);
    expect(masked(full, without('since'), parties)).toMatchObject({ freshness: 'stale', note: { text: 'a note' } });
  });

  test('remoteParty: neither who calls nor where calls go', () => {
    const seen = masked(full, without('remoteParty'), parties);
    expect(JSON.stringify(seen)).not.toMatch(/555|Bert/);
    expect(seen).toMatchObject({ call: { state: 'held', count: 2 }, forwarding: [{ kind: 'always', target: '' }] });
  });

  test('note, location', () => {
    expect(masked(full, without('note'), parties)).toEqual({
      ...full,
      note: null,
      operatorNote: null,
      outOfOffice: { active: true, message: '', until: 109 },
      hiddenFields: ['note'],
    });
    expect(masked(full, without('location'), parties)).toEqual({
      ...full,
      workLocation: null,
      hiddenFields: ['location'],
    });
  });

  test('everything: what is left says nothing of the person', () => {
    expect(shown()).toEqual({
      ...PENDING_PRESENCE,
      labelId: 'unknown',
      freshness: 'stale',
      telephony: 'twinned',
      flags: ['no-teams'],
      hiddenFields: [...MASK_FIELDS],
    });
  });

  test('works-council: availability and the state of lines', () => {
    expect(masked(full, WORKS_COUNCIL_MASK, parties)).toMatchObject({
      availability: 'Busy',
      labelId: 'call-held',
      call: { state: 'held', count: 2, direction: 'incoming', remoteParty: null, since: null },
      note: null,
      operatorNote: null,
      workLocation: null,
      hiddenFields: ['since', 'remoteParty', 'note', 'location', 'history'],
    });
  });
});

test('what a mask hides makes no difference to what is shown', () => {
  const masks = fc.subarray([...MASK_FIELDS]).map((fields) => maskShowing(fields));
  fc.assert(
    fc.property(presences, presences, masks, (one, other, mask) => {
      const { shows } = mask;
      const {
        availability,
        activity,
        tone,
        labelId,
        since,
        call: live,
        lines,
        views,
        note,
        operatorNote,
        workLocation,
      } = other;
      const { managedBy, noticeId, lockedFields, reach } = other;
      const managed = { managedBy, noticeId, lockedFields, reach };
      const mixed: Presence = {
        ...one,
        ...(shows.availability
          ? {}
          : {
              availability,
              activity,
              tone,
              labelId,
              since,
              views,
              doNotDisturb: other.doNotDisturb,
              outOfOffice: other.outOfOffice,
              substitute: other.substitute,
            }),
        ...(shows.line ? {} : { call: live, forwarding: other.forwarding, messagesWaiting: other.messagesWaiting }),
        ...(shows.line || shows.availability ? {} : { lines }),
        ...(shows.line
          ? {}
          : { tone, labelId, views: one.views.map((view) => ({ ...view, tone: other.tone, labelId: other.labelId })) }),
        ...(shows.line && shows.availability ? {} : managed),
        ...(shows.since
          ? {}
          : {
              since: other.since,
              staleSince: other.staleSince,
              until: other.until,
              nextFree: other.nextFree,
              absentUntil: other.absentUntil,
            }),
        ...(shows.note ? {} : { note, operatorNote }),
        ...(shows.location ? {} : { workLocation }),
      };
      expect(masked(mixed, mask, parties)).toEqual(masked(one, mask, parties));
    }),
    { numRuns: 500 },
  );
});

test('masking twice is masking once', () => {
  fc.assert(
    fc.property(presences, fc.subarray([...MASK_FIELDS]), (presence, fields) => {
      const mask = maskShowing(fields);
      const once = masked(presence, mask, parties);
      expect(masked(once, mask, parties)).toEqual(once);
    }),
    { numRuns: 500 },
  );
});
