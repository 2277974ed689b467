/** Arbitrary rules of every kind, for `arbitrary-profile.ts`; their words are those of `arbitrary-claims.ts`. */
import {
  ACTIVITIES,
  AVAILABILITIES,
  CALL_STATES,
  LINE_KINDS,
  PREFERRED_PAIRS,
  type PresencePair,
  SESSION_PAIRS,
  TONES,
} from '@lamplight/domain';
import {
  ANY_CLAIM,
  CLAIM_PARTS,
  type ClaimMatch,
  LABEL_IDS,
  type Rule,
  type RuleCondition,
  type RuleKind,
} from '@lamplight/resolver';
import fc, { type Arbitrary } from 'fast-check';
import { ARBITRARY_FLAGS, ARBITRARY_GROUPS, ARBITRARY_SYSTEMS, ARBITRARY_TECHNOLOGIES } from './arbitrary-claims.ts';

export const EFFECT_KINDS: readonly RuleKind[] = [
  'write-session',
  'write-do-not-disturb',
  'prefer-presence',
  'tell-talking',
  'tell-do-not-disturb',
];
const TIMES = ['office', 'night'];

const HOW_SET = ['unknown', 'user', 'application', 'inferred'] as const;
const TELEPHONY = ['pbx', 'teams', 'twinned'] as const;
const CALLS = ['InACall', 'InAConferenceCall', 'Presenting', 'InAMeeting'];

/** Null in two cases of three. */
export const mostlyNull = <Value>(values: Arbitrary<Value>): Arbitrary<Value | null> =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: values });
export const someOf = <Value>(values: readonly Value[]): Arbitrary<Value[]> =>
  fc.subarray([...values], { minLength: 1 });
/** Asked for once in a while, so that a description still fits something. */
const seldom = <Value>(values: readonly Value[]): Arbitrary<Value[] | null> =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: someOf(values) });

export const technology = fc.constantFrom('MSTEAMS', 'MSTEAMS', 'MSTEAMS', ...ARBITRARY_TECHNOLOGIES);
const technologies = fc.oneof(
  fc.constant(['MSTEAMS']),
  fc.constant([...ARBITRARY_TECHNOLOGIES]),
  someOf(ARBITRARY_TECHNOLOGIES),
);
/** That go together. */
const pair = fc.constantFrom<PresencePair>(
  ...SESSION_PAIRS,
  ...PREFERRED_PAIRS,
  { availability: 'AvailableIdle', activity: 'AvailableInactive' },
  { availability: 'Busy', activity: 'InAMeeting' },
  { availability: 'BusyIdle', activity: 'Inactive' },
  { availability: 'Away', activity: 'OutOfOffice' },
  { availability: 'DoNotDisturb', activity: 'Focusing' },
  { availability: 'PresenceUnknown', activity: 'PresenceUnknown' },
);
const sessionPair = fc.constantFrom(...SESSION_PAIRS);
const durations = fc.constantFrom(1, 10_000, 60_000, 60_000);
const fills = fc.subarray(['availability', 'lamp'] as const, { minLength: 1 });

const conditionMatches: Arbitrary<ClaimMatch> = fc.record({
  systems: seldom(ARBITRARY_SYSTEMS),
  technologies: seldom(ARBITRARY_TECHNOLOGIES),
  availabilities: seldom(AVAILABILITIES),
  activities: seldom(ACTIVITIES),
  callStates: seldom(CALL_STATES),
  doNotDisturb: mostlyNull(fc.boolean()),
  flags: seldom(ARBITRARY_FLAGS),
  howSet: seldom(HOW_SET),
  lineKinds: seldom(LINE_KINDS),
  roles: seldom(['owner', 'shared', 'logged-in'] as const),
  freshness: fc.constant(null),
});

/** What rules may ask whose words everybody sees. */
const ofAccounts: Arbitrary<ClaimMatch> = fc
  .record({ systems: seldom(ARBITRARY_SYSTEMS), technologies: seldom(ARBITRARY_TECHNOLOGIES) })
  .map((match) => ({ ...ANY_CLAIM, ...match }));

const matches: Arbitrary<ClaimMatch> = fc
  .tuple(conditionMatches, seldom(['fresh', 'stale'] as const))
  .map(([match, freshness]) => ({ ...match, freshness }));

const conditions = (claims: Arbitrary<ClaimMatch>): Arbitrary<RuleCondition> =>
  fc.record({
    groups: seldom(ARBITRARY_GROUPS),
    exceptGroups: seldom(ARBITRARY_GROUPS),
    telephony: seldom(TELEPHONY),
    accounts: seldom(['MSTEAMS', 'CONSOLE']),
    during: seldom(TIMES),
    outside: seldom(TIMES),
    any: mostlyNull(claims),
    none: mostlyNull(claims),
  });

const base = {
  id: fc.constant(''),
  why: fc.constant('drawn'),
  when: mostlyNull(mostlyNull(conditions(conditionMatches))),
  of: mostlyNull(matches),
  except: mostlyNull(mostlyNull(matches)),
};

const seenByAll = {
  ...base,
  when: mostlyNull(mostlyNull(conditions(ofAccounts))),
  of: mostlyNull(ofAccounts),
  except: mostlyNull(mostlyNull(ofAccounts)),
};

/** Both of them, one of them, or neither. */
const shownPair = fc.oneof(
  fc.constant({ availability: null, activity: null }),
  pair,
  pair.map(({ availability }) => ({ availability, activity: null })),
  pair.map(({ activity }) => ({ availability: null, activity })),
);
const shownLamp = fc.record({
  tone: mostlyNull(fc.constantFrom(...TONES)),
  label: mostlyNull(fc.constantFrom(...LABEL_IDS)),
});

const limits = {
  unlessActivities: fc.subarray(CALLS),
  unlessAvailabilities: fc.subarray(['DoNotDisturb', 'Away']),
  exceptTelephony: fc.subarray([...TELEPHONY], { maxLength: 2 }),
};

const kind = <Kind extends RuleKind>(name: Kind): Arbitrary<Kind> => fc.constant(name);

const RULES: { readonly [Kind in RuleKind]: Arbitrary<Extract<Rule, { kind: Kind }>> } = {
  'leave-out': fc.record({ ...base, kind: kind('leave-out'), parts: someOf(CLAIM_PARTS) }),
  'keep-after-change': fc.record({
    ...base,
    kind: kind('keep-after-change'),
    technologies,
    from: someOf(CALLS.filter((activity) => activity !== 'InAMeeting')),
    to: someOf(['InAMeeting', 'Available', 'Busy']),
    forMs: durations,
  }),
  'ignore-after-hang-up': fc.record({
    ...base,
    kind: kind('ignore-after-hang-up'),
    telephony: someOf(TELEPHONY),
    technologies,
    activities: someOf(CALLS),
    forMs: durations,
  }),
  show: fc
    .tuple(fc.record({ ...base, kind: kind('show'), fills }), shownPair, shownLamp)
    .map(([rule, shown, lamp]) => ({
      ...rule,
      ...shown,
      ...(rule.fills.includes('lamp') ? lamp : { tone: null, label: null }),
    })),
  'chosen-state': fc.record({
    ...base,
    kind: kind('chosen-state'),
    fills,
    availabilities: someOf(['DoNotDisturb', 'Away', 'BeRightBack', 'Offline', 'Busy', 'Available']),
    howSet: fc.subarray([...HOW_SET]),
    always: fc.subarray(['DoNotDisturb']),
    onlyByHand: fc.array(pair, { maxLength: 2 }),
    neverByHand: fc.array(pair, { maxLength: 1 }),
  }),
  'live-call': fc.record({
    ...base,
    kind: kind('live-call'),
    pairs: fc.record({ talking: pair, held: pair, conference: pair }),
    lamp: fc.constantFrom('line', 'status'),
  }),
  'ringing-call': fc.record({ ...base, kind: kind('ringing-call') }),
  'do-not-disturb': fc.record({ ...base, kind: kind('do-not-disturb') }),
  'reported-call': fc.record({ ...base, kind: kind('reported-call'), activities: someOf(CALLS) }),
  'winning-technology': fc.record({
    ...base,
    kind: kind('winning-technology'),
    callOutOfSightMs: fc.constantFrom(0, 10_000, 300_000),
  }),
  'missing-technology': fc.record({
    ...seenByAll,
    kind: kind('missing-technology'),
    technology,
    flag: fc.constant('missing'),
  }),
  'managed-by': fc.record({
    ...seenByAll,
    kind: kind('managed-by'),
    technology,
    lockedFields: fc.subarray(['availability', 'note']),
    notice: fc.constantFrom('', ...LABEL_IDS),
  }),
  'write-session': fc.record({
    ...base,
    ...limits,
    kind: kind('write-session'),
    technology,
    pairs: fc.record({ talking: sessionPair, conference: sessionPair }),
    reportedTalking: fc.subarray(CALLS),
    reportedConference: fc.subarray(CALLS),
    protectCalls: fc.constantFrom('off', 'off', 'dnd'),
    whenOffline: fc.constantFrom('write', 'skip'),
    readBack: fc.boolean(),
  }),
  'write-do-not-disturb': fc.record({
    ...base,
    ...limits,
    kind: kind('write-do-not-disturb'),
    technology,
    lookAgainEveryMs: fc.constantFrom(600_000, 3_600_000),
    lookAgainForMs: fc.constantFrom(10_000, 300_000),
    readBack: fc.boolean(),
  }),
  'prefer-presence': fc.record({
    ...base,
    kind: kind('prefer-presence'),
    technology,
    pair: fc.constantFrom(...PREFERRED_PAIRS),
    exceptTelephony: limits.exceptTelephony,
  }),
  'tell-talking': fc.record({
    ...base,
    kind: kind('tell-talking'),
    technologies,
    activities: someOf(CALLS),
    unconfirmedFlags: fc.subarray(['inferred-call']),
    sameCallTelephony: fc.subarray(['twinned'] as const),
    toSystems: seldom(ARBITRARY_SYSTEMS),
  }),
  'tell-do-not-disturb': fc.record({
    ...base,
    kind: kind('tell-do-not-disturb'),
    technologies,
    exceptions: fc.subarray(['112', '+49 30 1']),
    toSystems: seldom(ARBITRARY_SYSTEMS),
  }),
};

/** A rule of any kind; effects are half of them. */
export const arbitraryRules: Arbitrary<Rule> = fc.oneof(
  { weight: 1, arbitrary: fc.oneof(...EFFECT_KINDS.map((name) => RULES[name])) },
  { weight: 1, arbitrary: fc.oneof(...Object.values<Arbitrary<Rule>>(RULES)) },
);

/** An effect that always counts, for everybody and for every claim. */
export const plainEffects: Arbitrary<Rule> = fc.oneof(...EFFECT_KINDS.map((name) => RULES[name])).map((rule) => {
  const plain = { ...rule, when: null, of: null, except: null };
  return 'exceptTelephony' in plain ? { ...plain, exceptTelephony: [] } : plain;
});
