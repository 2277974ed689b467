/** Arbitrary sets of claims of one person, and what is known of the person, for property tests of the resolver. */
import {
  ACTIVITIES,
  AVAILABILITIES,
  type BoundClaim,
  CALL_STATES,
  type Claim,
  LINE_KINDS,
  type PersonFacts,
  PLAIN_FACTS,
  personId,
  REACH_HINTS,
  type StatusEdits,
  subjectKey,
  systemId,
  TONES,
} from '@lamplight/domain';
import { LABEL_IDS } from '@lamplight/resolver';
import fc, { type Arbitrary } from 'fast-check';

/** Saturday, 21 November 2026, 9 in the morning. */
export const CLAIMS_NOW = Date.UTC(2026, 10, 21, 9);

export const ARBITRARY_SYSTEMS = ['entra', 'entra-2', 'pbx-1', 'pbx-2', 'pidf', 'console', 'other'].map(systemId);
export const ARBITRARY_TECHNOLOGIES = ['MSTEAMS', 'SIPSIMPLE', 'PBX', 'CONSOLE', 'HOLOGRAM'];
export const ARBITRARY_FLAGS = ['agent-paused', 'inferred-call'];
export const ARBITRARY_GROUPS = ['sales', 'support'];
export const ARBITRARY_PEOPLE = [PLAIN_FACTS.id, personId('somebody')];

/** Null in one case of `freq`. */
const nullable = <Value>(values: Arbitrary<Value>, freq = 5): Arbitrary<Value | null> =>
  fc.option(values, { nil: null, freq });
const half = <Value>(values: Arbitrary<Value>): Arbitrary<Value | null> => nullable(values, 2);

// Mostly inside the ten seconds and the minute that rules count in; a clock may be a little behind a source's.
const time = nullable(
  fc.oneof(
    fc.integer({ min: CLAIMS_NOW - 70_000, max: CLAIMS_NOW }),
    fc.integer({ min: CLAIMS_NOW - 12_000, max: CLAIMS_NOW + 2_000 }),
  ),
);
const end = nullable(fc.integer({ min: CLAIMS_NOW - 5_000, max: CLAIMS_NOW + 5_000 }));
const availability = nullable(fc.constantFrom(...AVAILABILITIES, 'DoNotDisturb', 'Levitating', 'constructor'));
const activity = nullable(
  fc.constantFrom(...ACTIVITIES, 'InACall', 'InACall', 'InACall', 'InACall + OOF', 'Hovering', 'toString'),
);
/** What Teams makes, so that choices by hand and calls are as frequent as they are. */
const teamsPair = fc
  .constantFrom(
    'Available/Available',
    'Available/Available',
    'Busy/InACall',
    'Busy/InAMeeting',
    'Busy/Busy',
    'DoNotDisturb/DoNotDisturb',
    'DoNotDisturb/Presenting',
    'BeRightBack/BeRightBack',
    'Away/Away',
    'Offline/Offline',
    'Offline/OffWork',
  )
  .map((pair) => ({ availability: pair.split('/')[0] ?? null, activity: pair.split('/')[1] ?? null }));
const pair = fc.oneof(teamsPair, fc.record({ availability, activity }));
const noPair = fc.constant({ availability: null, activity: null });
const callState = fc.constantFrom(...CALL_STATES, 'talking', 'talking', 'talking', 'talking');

const call = fc.record({
  state: callState,
  count: fc.nat(3),
  direction: fc.constantFrom('unknown', 'incoming', 'outgoing'),
  remoteParty: nullable(fc.constant({ address: '+49', displayName: 'B' })),
  since: time,
  groupCall: fc.boolean(),
});

const claimOf = (words: boolean, hasCall: boolean): Arbitrary<Claim> =>
  fc
    .record({
      pair: words ? pair : noPair,
      call: hasCall ? nullable(call, 9) : fc.constant(null),
      registered: fc.constant(null),
      doNotDisturb: nullable(fc.boolean()),
      messagesWaiting: nullable(fc.nat(3)),
      forwarding: nullable(
        fc.array(
          fc.record({ kind: fc.constantFrom('always', 'busy', 'unreachable'), target: fc.constantFrom('1', '2') }),
          { maxLength: 2 },
        ),
        2,
      ),
      outOfOffice: half(fc.record({ active: fc.boolean(), message: fc.constant('x'), until: end })),
      note: half(fc.record({ text: fc.constantFrom('', 'y'), until: end })),
      workLocation: half(fc.constant({ type: 'office', place: 'z', source: 'manual' })),
      howSet: fc.constantFrom('unknown', 'user', 'application', 'inferred', 'inferred'),
      masked: words ? fc.boolean() : fc.constant(false),
      since: time,
      previous: half(fc.record({ pair, callState: nullable(callState) })),
      flags: fc.subarray(ARBITRARY_FLAGS),
      loggedIn: fc.constantFrom('', '201', 'b@example.com'),
    })
    .map(({ pair: present, previous, ...claim }) => ({
      ...claim,
      ...present,
      previous: previous === null ? null : { ...previous.pair, callState: previous.callState },
    }));

interface Place {
  readonly systemId: string;
  readonly technology: string;
  /** Its claims may say something in words. */
  readonly words: boolean;
  readonly line: boolean;
}

const TEAMS: Place = { systemId: 'entra', technology: 'MSTEAMS', words: true, line: false };
const PHONES: Place = { systemId: 'pbx-1', technology: 'SIPSIMPLE', words: false, line: true };
const PLACES: readonly Place[] = [
  TEAMS,
  { ...TEAMS, systemId: 'entra-2' },
  PHONES,
  { ...PHONES, systemId: 'pbx-2', technology: 'PBX', words: true },
  { systemId: 'pidf', technology: 'SIPSIMPLE', words: true, line: false },
  { systemId: 'console', technology: 'CONSOLE', words: true, line: false },
  { systemId: 'other', technology: 'HOLOGRAM', words: true, line: false },
];

const boundClaimOf = ({ systemId: id, technology, words, line }: Place): Arbitrary<BoundClaim> =>
  fc
    .record({
      address: fc.constantFrom('201', '202', '203'),
      lineKind: line ? fc.constantFrom(...LINE_KINDS, 'desk', 'desk', 'desk', 'desk', 'desk') : fc.constant(null),
      role: fc.constantFrom('owner', 'owner', 'owner', 'owner', 'shared', 'logged-in'),
      primary: fc.boolean(),
      freshness: fc.constantFrom('fresh', 'fresh', 'fresh', 'fresh', 'fresh', 'stale', 'pending', 'withdrawn'),
      claim: claimOf(words, line),
    })
    .map(
      (value): BoundClaim => ({
        ...value,
        systemId: systemId(id),
        technology,
        claim: value.freshness === 'fresh' || value.freshness === 'stale' ? value.claim : null,
        staleSince: value.freshness === 'stale' ? CLAIMS_NOW - 1_000 : null,
      }),
    );

export const boundClaims: Arbitrary<BoundClaim> = fc.constantFrom(...PLACES).chain(boundClaimOf);

/** Each subject once; mostly with an account in Teams and a line, as people have them. */
export const claimSets: Arbitrary<readonly BoundClaim[]> = fc
  .tuple(nullable(boundClaimOf(TEAMS)), nullable(boundClaimOf(PHONES)), fc.array(boundClaims, { maxLength: 4 }))
  .map(([account, line, others]) => {
    const drawn = [...(account === null ? [] : [account]), ...(line === null ? [] : [line]), ...others];
    return [...new Map(drawn.map((claim) => [subjectKey(claim), claim])).values()];
  });

export const statusEdits: Arbitrary<StatusEdits> = fc.dictionary(
  fc.constantFrom('Busy', 'Away', 'InAMeeting', 'Available', 'InACall'),
  fc.record({
    tone: nullable(fc.constantFrom(...TONES)),
    labelId: nullable(fc.constantFrom(...LABEL_IDS)),
    reach: nullable(fc.constantFrom(...REACH_HINTS)),
  }),
  { maxKeys: 2, noNullPrototype: true },
);

export const arbitraryPeople: Arbitrary<PersonFacts> = fc.record({
  id: fc.constantFrom(...ARBITRARY_PEOPLE),
  groupIds: fc.subarray(ARBITRARY_GROUPS),
  timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/St_Johns'),
  takesPart: fc.constantFrom(null, null, null, true, false),
  statuses: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, statusEdits),
  telephony: fc.constantFrom('pbx', 'pbx', 'pbx', 'teams', 'twinned', 'twinned'),
  operatorNote: half(fc.record({ text: fc.constantFrom('', 'n'), until: end })),
  pause: fc.constant(null),
});
