/** Arbitrary values of the domain for property tests: everything that the types allow and the contract carries. */
import {
  ACTIVITIES,
  AVAILABILITIES,
  CALL_STATES,
  type Call,
  type Change,
  type Claim,
  type ClaimItem,
  type Desired,
  type Effect,
  type EffectResult,
  type GatewayMessage,
  type Health,
  LEAVE_REASONS,
  LINE_KINDS,
  type Line,
  leaseId,
  type Presence,
  type Problem,
  personId,
  type SourceMessage,
  type SubscribeRequest,
  type SubscribeResponse,
  sourceId,
  systemId,
  TONES,
  type View,
} from '@lamplight/domain';
import fc, { type Arbitrary } from 'fast-check';

/** The `now` that ages are counted from in round trips. */
export const ARBITRARY_NOW = Date.UTC(2026, 10, 21, 9);

const word = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => text.length <= 60);
const requiredWord = word.filter((text) => text !== '');
const id = fc.uuid();
const systemIds = id.map(systemId);
const address = fc.oneof(requiredWord, fc.nat(99_999).map(String), fc.emailAddress());
const positive = fc.integer({ min: 1, max: 2 ** 31 });
const sequence = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const nullable = <Value>(values: Arbitrary<Value>): Arbitrary<Value | null> => fc.option(values, { nil: null });
/** A time that something has happened, or null. */
const past = nullable(fc.integer({ min: 1, max: ARBITRARY_NOW }));
const time = nullable(fc.integer({ min: 1, max: Date.UTC(2099, 0) }));
const token = nullable(fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => Buffer.from(bytes)));
const details = fc.dictionary(
  word.filter((key) => key !== '__proto__'),
  word,
  { maxKeys: 4, noNullPrototype: true },
);
const availability = fc.oneof(fc.constantFrom(...AVAILABILITIES), word);
const activity = fc.oneof(fc.constantFrom(...ACTIVITIES), word);
const howSet = fc.constantFrom('unknown', 'user', 'application', 'inferred');
const freshness = fc.constantFrom('pending', 'fresh', 'stale', 'withdrawn');
const note = fc.record({ text: word, until: time });
const outOfOffice = fc.record({ active: fc.boolean(), message: word, until: time });
const workLocation = fc.record({ type: word, place: word, source: word });
const forwarding = fc.array(
  fc.record({ kind: fc.constantFrom('always', 'busy', 'no-answer', 'unreachable'), target: word }),
  { maxLength: 3 },
);

export const calls: Arbitrary<Call> = fc.record({
  state: fc.constantFrom(...CALL_STATES),
  count: fc.nat(9),
  direction: fc.constantFrom('unknown', 'incoming', 'outgoing'),
  remoteParty: nullable(fc.record({ address: word, displayName: word })),
  since: past,
  groupCall: fc.boolean(),
});

const lines: Arbitrary<Line> = fc.record({
  systemId: systemIds,
  address,
  kind: fc.constantFrom(...LINE_KINDS),
  role: fc.constantFrom('owner', 'shared', 'logged-in'),
  primary: fc.boolean(),
  call: calls,
  freshness,
  staleSince: past,
  registered: nullable(fc.boolean()),
  doNotDisturb: nullable(fc.boolean()),
  messagesWaiting: nullable(fc.nat()),
  forwarding,
  flags: fc.array(word, { maxLength: 3 }),
});

const views: Arbitrary<View> = fc.record({
  systemId: systemIds,
  technology: word,
  availability,
  activity,
  tone: fc.constantFrom(...TONES),
  labelId: word,
  freshness,
  since: past,
  staleSince: past,
  howSet,
  masked: fc.boolean(),
});

export const presences: Arbitrary<Presence> = fc.record({
  availability,
  activity,
  tone: fc.constantFrom(...TONES),
  labelId: word,
  since: past,
  freshness,
  staleSince: past,
  winningTechnology: word,
  winningSystemId: nullable(systemIds),
  call: nullable(calls),
  lines: fc.array(lines, { maxLength: 3 }),
  views: fc.array(views, { maxLength: 3 }),
  doNotDisturb: fc.boolean(),
  forwarding,
  messagesWaiting: fc.nat(),
  outOfOffice: nullable(outOfOffice),
  note: nullable(note),
  operatorNote: nullable(note),
  workLocation: nullable(workLocation),
  until: time,
  nextFree: time,
  absentUntil: time,
  substitute: nullable(id.map(personId)),
  managedBy: nullable(systemIds),
  lockedFields: fc.array(word, { maxLength: 3 }),
  noticeId: word,
  reach: fc.array(
    fc.record({
      systemId: systemIds,
      hint: fc.constantFrom('free', 'second-call', 'voicemail', 'blocked'),
      reasonId: word,
    }),
    { maxLength: 3 },
  ),
  telephony: fc.constantFrom('pbx', 'teams', 'twinned'),
  flags: fc.array(word, { maxLength: 3 }),
  hiddenFields: fc.array(word, { maxLength: 3 }),
});

export const claims: Arbitrary<Claim> = fc.record({
  availability: nullable(availability),
  activity: nullable(activity),
  call: nullable(calls),
  registered: nullable(fc.boolean()),
  doNotDisturb: nullable(fc.boolean()),
  messagesWaiting: nullable(fc.nat()),
  forwarding: nullable(forwarding),
  outOfOffice: nullable(outOfOffice),
  note: nullable(note),
  workLocation: nullable(workLocation),
  howSet,
  masked: fc.boolean(),
  since: past,
  previous: nullable(
    fc.record({
      availability: nullable(availability),
      activity: nullable(activity),
      callState: nullable(fc.constantFrom(...CALL_STATES)),
    }),
  ),
  flags: fc.array(word, { maxLength: 3 }),
  loggedIn: word,
});

export const problems: Arbitrary<Problem> = fc.record({
  code: fc.integer({ min: 1, max: 16 }),
  reason: requiredWord,
  message: word,
  details,
});

const claimItems: Arbitrary<ClaimItem> = fc.record({ address, claim: nullable(claims) });

const desired: Arbitrary<Desired> = fc.oneof(
  fc.record(
    {
      kind: fc.constant('session'),
      availability: requiredWord,
      activity: requiredWord,
      readBack: fc.constant(true as const),
    },
    { requiredKeys: ['kind', 'availability', 'activity'] },
  ),
  fc.record({
    kind: fc.constant('preferred'),
    availability: requiredWord,
    activity: requiredWord,
    restore: nullable(fc.record({ availability: requiredWord, activity: requiredWord })),
  }),
  fc.record({ kind: fc.constant('talking'), causeSystemId: systemIds }),
  fc.record({
    kind: fc.constant('do-not-disturb'),
    causeSystemId: systemIds,
    exceptions: fc.array(address, { maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant('leave'), reason: fc.constantFrom(...LEAVE_REASONS) }),
);

/** In the order in which they travel: what is wanted, then what is not. */
const effects: Arbitrary<readonly Effect[]> = fc
  .tuple(
    fc.array(fc.record({ address, generation: sequence, desired }), { maxLength: 3 }),
    fc.array(fc.record({ address, generation: sequence, desired: fc.constant(null) }), { maxLength: 3 }),
  )
  .map(([wanted, removed]) => [...wanted, ...removed]);

const effectResults: Arbitrary<EffectResult> = fc.record({
  address,
  generation: sequence,
  outcome: fc.constantFrom('applied', 'refused', 'without-effect'),
  reason: word,
  message: word,
});

const health: Arbitrary<Health> = fc.record({
  state: fc.constantFrom('starting', 'ok', 'degraded', 'down', 'action-needed'),
  reason: word,
  message: word,
  remedy: word,
  details,
});

export const sourceMessages: Arbitrary<SourceMessage> = fc.oneof(
  fc.record({
    kind: fc.constant('hello'),
    systemId: systemIds,
    sourceId: id.map(sourceId),
    instanceId: requiredWord,
    technology: requiredWord,
    capabilities: fc.record({
      callStates: fc.array(fc.constantFrom(...CALL_STATES), { maxLength: 9 }),
      effects: fc.array(word, { maxLength: 3 }),
      features: fc.array(word, { maxLength: 3 }),
    }),
    previousLease: nullable(id.map(leaseId)),
    takeOver: fc.boolean(),
    softwareName: word,
    softwareVersion: word,
  }),
  fc.record({ kind: fc.constant('claims'), sequence, items: fc.array(claimItems, { maxLength: 4 }) }),
  fc.record({ kind: fc.constant('claims-complete'), sequence }),
  fc.record({ kind: fc.constant('effect-results'), items: fc.array(effectResults, { maxLength: 4 }) }),
  fc.record({ kind: fc.constant('health'), health }),
  fc.record({ kind: fc.constant('heartbeat') }),
  fc.record({ kind: fc.constant('leaving'), handover: fc.boolean() }),
);

export const gatewayMessages: Arbitrary<GatewayMessage> = fc.oneof(
  fc.record({
    kind: fc.constant('welcome'),
    lease: id.map(leaseId),
    leaseMs: positive,
    renewMs: positive,
    credit: positive,
    continued: fc.boolean(),
    maxItemsPerMessage: positive,
  }),
  fc.record({ kind: fc.constant('standby'), activeSourceId: id.map(sourceId) }),
  fc.record({ kind: fc.constant('superseded'), bySourceId: id.map(sourceId) }),
  fc.record({ kind: fc.constant('accepted'), throughSequence: sequence }),
  fc.record({
    kind: fc.constant('claims-refused'),
    sequence,
    items: fc.array(fc.record({ address, problem: problems }), { maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant('roster'),
    items: fc.array(
      fc.record({
        address,
        interest: fc.constantFrom('synced', 'watched'),
        lineKind: nullable(fc.constantFrom(...LINE_KINDS)),
      }),
      { maxLength: 4 },
    ),
    removed: fc.array(address, { maxLength: 3 }),
    complete: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('effects'), items: effects, complete: fc.boolean() }),
  fc.record({
    kind: fc.constant('draining'),
    reason: word,
    reconnectAfterMinMs: positive,
    reconnectAfterMaxMs: positive,
  }),
  fc.record({ kind: fc.constant('heartbeat'), serverTime: fc.integer({ min: 1, max: ARBITRARY_NOW }) }),
);

export const changes: Arbitrary<Change> = fc.record({
  personId: nullable(id.map(personId)),
  requestedAddress: nullable(address),
  revision: fc.nat(),
  outcome: fc.oneof(
    fc.record({ kind: fc.constant('presence'), presence: presences }),
    fc.record({ kind: fc.constant('problem'), problem: problems }),
  ),
});

export const subscribeRequests: Arbitrary<SubscribeRequest> = fc.oneof(
  fc.record({
    kind: fc.constant('hello'),
    clientName: word,
    clientVersion: word,
    resumeToken: token,
    minUpdateIntervalMs: nullable(positive),
  }),
  fc.record({
    kind: fc.constant('watch'),
    requestId: sequence,
    add: fc.array(
      fc.oneof(
        fc.record({ by: fc.constant('id'), personId: requiredWord }),
        fc.record({ by: fc.constant('address'), address: requiredWord }),
      ),
      { maxLength: 4 },
    ),
    keep: fc.array(id, { maxLength: 4 }),
    remove: fc.array(id, { maxLength: 4 }),
  }),
  fc.record({ kind: fc.constant('unrecognised') }),
);

export const subscribeResponses: Arbitrary<SubscribeResponse> = fc.oneof(
  fc.record({
    kind: fc.constant('welcome'),
    epoch: word,
    heartbeatIntervalMs: positive,
    maxWatched: positive,
    maxPerRequest: positive,
    minUpdateIntervalMs: positive,
  }),
  fc.record({ kind: fc.constant('changes'), items: fc.array(changes, { maxLength: 3 }), resumeToken: token }),
  fc.record({
    kind: fc.constant('caught-up'),
    requestId: sequence,
    watchedCount: fc.nat(),
    resumed: fc.boolean(),
    resumeToken: token,
  }),
  fc.record({ kind: fc.constant('watch-refused'), requestId: sequence, problem: problems }),
  fc.record({
    kind: fc.constant('heartbeat'),
    serverTime: fc.integer({ min: 1, max: ARBITRARY_NOW }),
    resumeToken: token,
  }),
  fc.record({ kind: fc.constant('reset'), reason: word }),
  fc.record({
    kind: fc.constant('draining'),
    reason: word,
    reconnectAfterMinMs: positive,
    reconnectAfterMaxMs: positive,
  }),
);
