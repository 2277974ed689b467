/**
 * Every kind of rule as it is written: its fields, their defaults and what an editor says about them. A field that is
 * left out has the value that the default profile would give it.
 */
import { CALL_ACTIVITIES, MSTEAMS } from '@lamplight/domain';
import { CLAIM_PARTS, type RuleKind } from '@lamplight/resolver';
import { z } from 'zod';
import { claimMatch, condition, howSet, system, telephony } from './condition-document.ts';
import { anyOf, duration, id, name, pair, preferredPair, sessionPair, tone, word } from './fields.ts';

const TALKING = { availability: 'Busy', activity: 'InACall' } as const;
const CONFERENCE = { availability: 'Busy', activity: 'InAConferenceCall' } as const;
/** Graph, "Manage presence state": only a choice by hand makes these. */
const ONLY_BY_HAND = [
  { availability: 'BeRightBack', activity: 'BeRightBack' },
  { availability: 'Offline', activity: 'OffWork' },
];

/** What every rule may say. */
const common = {
  before: id.optional().describe('A new rule over a base: right before this rule.'),
  after: id.optional().describe('A new rule over a base: right after this rule.'),
  why: z.string().default('').describe('Why the rule is there. For people; decides nothing.'),
  when: condition.nullable().default(null).describe('When the rule counts. Left out: always.'),
  of: claimMatch
    .nullable()
    .default(null)
    .describe('The only claims that the rule looks at; of an effect: its only causes. Left out: all.'),
  except: claimMatch.nullable().default(null).describe('Claims that the rule does not look at.'),
};

const technology = name.default(MSTEAMS).describe('The technology that it is about.');
const technologies = anyOf(name).default([MSTEAMS]).describe('The technologies whose claims it is about.');
const words = z.array(word);
const exceptTelephony = z
  .array(telephony)
  .default(['teams', 'twinned'])
  .describe('People whose calls are made there are never written.');
const unlessActivities = words
  .default([...CALL_ACTIVITIES])
  .describe('Nothing is written while the account shows one of these.');
const unlessAvailabilities = words
  .default(['DoNotDisturb'])
  .describe('Nothing is written while the account shows one of these.');
const readBack = z
  .boolean()
  .default(false)
  .describe(
    'Whether the account is read after each write, so that a write that does not show is reported with its likely reason.',
  );
const toSystems = anyOf(system).nullable().default(null).describe('The systems whose lines are told. Left out: all.');

function kind<Kind extends RuleKind, Fields extends z.ZodRawShape>(of: Kind, says: string, fields: Fields) {
  const named = id.describe('Names the rule in reasons, and for profiles that extend this one.');
  return z.strictObject({ id: named, kind: z.literal(of).describe(says), ...common, ...fields }).describe(says);
}

/** By kind. */
export const RULE_DOCUMENTS = {
  'leave-out': kind('leave-out', 'Parts of claims that no later rule gets to see.', {
    parts: anyOf(z.enum(CLAIM_PARTS))
      .default([...CLAIM_PARTS])
      .describe(
        'presence: of the person; view: of its system; details: out-of-office, note and what else rides along.',
      ),
  }),
  'keep-after-change': kind('keep-after-change', 'An activity goes on counting for a while after it has changed.', {
    technologies,
    from: anyOf(word).describe('Activities that go on counting.'),
    to: anyOf(word).describe('Activities that they turn into.'),
    for: duration.default(60_000).describe('For how long. Default: 1 min.'),
  }),
  'ignore-after-hang-up': kind(
    'ignore-after-hang-up',
    'What a slower system still shows after the hang-up is ignored.',
    {
      telephony: anyOf(telephony).default(['twinned']).describe('People whose calls are made there.'),
      technologies,
      activities: anyOf(word).default(['InACall']).describe('Activities that are ignored.'),
      for: duration.default(10_000).describe('For how long. Default: 10 s.'),
    },
  ),
  show: kind('show', 'The strongest claim that fits is shown, as it says itself or as the rule says.', {
    fills: anyOf(z.enum(['availability', 'lamp']))
      .default(['availability', 'lamp'])
      .describe('What is filled: availability with activity, the lamp (tone and label), or both.'),
    availability: word.nullable().default(null).describe('Shown instead of what the claim says.'),
    activity: word.nullable().default(null).describe('Shown instead of what the claim says.'),
    tone: tone.nullable().default(null).describe('The colour of the lamp. Left out: by availability and activity.'),
    label: name.nullable().default(null).describe('Id of a label. Left out: by availability and activity.'),
  }),
  'chosen-state': kind('chosen-state', 'What was chosen by hand fills availability.', {
    fills: anyOf(z.enum(['availability', 'lamp']))
      .default(['availability'])
      .describe('What is filled. With lamp, no call shows through it.'),
    availabilities: anyOf(word)
      .default(['DoNotDisturb', 'Away', 'BeRightBack', 'Offline'])
      .describe('Availabilities that count, the strongest first.'),
    howSet: z.array(howSet).default(['user', 'inferred']).describe('How the state must have come about to count.'),
    always: words.default(['DoNotDisturb']).describe('Availabilities that count however they came about.'),
    onlyByHand: z.array(pair).default(ONLY_BY_HAND).describe('Pairs that nothing but a choice by hand makes.'),
    neverByHand: z
      .array(pair)
      .default([
        { availability: 'Offline', activity: 'Offline' },
        { availability: 'Away', activity: 'OutOfOffice' },
        { availability: 'Offline', activity: 'OutOfOffice' },
      ])
      .describe('Pairs that a choice by hand never makes.'),
  }),
  'live-call': kind('live-call', 'A live call at a line fills the lamp, and availability where that is open.', {
    pairs: z
      .strictObject({
        talking: pair.default(TALKING),
        held: pair.default(TALKING),
        conference: pair.default(CONFERENCE),
      })
      .prefault({})
      .describe('What is shown of a call.'),
    lamp: z.enum(['line', 'status']).default('line').describe('The lamp names the call at the line, or the pair.'),
  }),
  'ringing-call': kind('ringing-call', 'A call that rings or is being dialled fills the lamp only.', {}),
  'do-not-disturb': kind('do-not-disturb', 'Do-not-disturb of a phone fills the lamp only.', {}),
  'reported-call': kind('reported-call', 'A call that a system reports of the person fills availability.', {
    activities: anyOf(word)
      .default([...CALL_ACTIVITIES])
      .describe('Activities that are a call.'),
  }),
  'winning-technology': kind(
    'winning-technology',
    'The first of the winning technologies that knows something fills availability. No rule after it shows anything.',
    {
      callOutOfSight: duration
        .default(300_000)
        .describe(
          'For so long nobody is shown as free after a line was lost out of sight in mid-call. Default: 5 min.',
        ),
    },
  ),
  'missing-technology': kind('missing-technology', 'A flag for whoever has no account or line of a technology.', {
    technology,
    flag: name.default('no-teams').describe('The flag.'),
  }),
  'managed-by': kind('managed-by', 'A technology manages the presence of whoever has an account there.', {
    technology,
    lockedFields: z.array(name).default([]).describe('Names of fields of the presence that are locked.'),
    notice: z.string().default('').describe('Id of a label with what the person is told. Default: nothing.'),
  }),
  'write-session': kind('write-session', 'A live call at a line is written as a session to accounts of a technology.', {
    technology,
    pairs: z
      .strictObject({ talking: sessionPair.default(TALKING), conference: sessionPair.default(CONFERENCE) })
      .prefault({})
      .describe('What is written.'),
    reportedTalking: words
      .default([])
      .describe('Activities that other systems report without a line, written as talking.'),
    reportedConference: words.default([]).describe('The same, written as a conference.'),
    protectCalls: z
      .enum(['off', 'dnd'])
      .default('off')
      .describe(
        'dnd: writes DoNotDisturb/Presenting, so that a second Teams call does not ring. Teams then silences chats for the length of the call.',
      ),
    whenOffline: z
      .enum(['write', 'skip'])
      .default('write')
      .describe('Whether somebody signed out there is written too.'),
    unlessActivities,
    unlessAvailabilities,
    exceptTelephony,
    readBack,
  }),
  'write-do-not-disturb': kind(
    'write-do-not-disturb',
    'Do-not-disturb of a phone is written to accounts of a technology.',
    {
      technology,
      lookAgainEvery: duration
        .default(3_600_000)
        .describe('How often it is taken away, to see who signed out. Default: 1 h.'),
      lookAgainFor: duration.default(120_000).describe('For how long it stays away each time. Default: 2 min.'),
      unlessActivities,
      unlessAvailabilities,
      exceptTelephony,
      readBack,
    },
  ),
  'prefer-presence': kind(
    'prefer-presence',
    'While a claim of another system fits, a status is chosen for the person.',
    {
      technology,
      pair: preferredPair.describe('The status that is chosen.'),
      exceptTelephony,
    },
  ),
  'tell-talking': kind('tell-talking', 'A call in one system is told to the lines of the person in other systems.', {
    technologies: z.array(name).default([MSTEAMS]).describe('Technologies whose reported activity proves a call.'),
    activities: words.default([...CALL_ACTIVITIES]).describe('Activities that prove a call.'),
    unconfirmedFlags: z
      .array(name)
      .default(['inferred-call'])
      .describe('Claims with one of these flags prove nothing until they are confirmed.'),
    sameCallTelephony: z
      .array(telephony)
      .default(['twinned'])
      .describe('For people whose calls are made there, a reported call beside a live line is the call of that line.'),
    toSystems,
  }),
  'tell-do-not-disturb': kind(
    'tell-do-not-disturb',
    'Do-not-disturb in one system is imposed on the lines of the person in other systems.',
    {
      technologies: z.array(name).default([MSTEAMS]).describe('Technologies whose do-not-disturb counts.'),
      exceptions: z.array(name).default([]).describe('Addresses whose calls still come through.'),
      toSystems,
    },
  ),
} as const;

/** A rule as it is written, whole. */
export const ruleDocument = z.discriminatedUnion('kind', [
  RULE_DOCUMENTS['leave-out'],
  RULE_DOCUMENTS['keep-after-change'],
  RULE_DOCUMENTS['ignore-after-hang-up'],
  RULE_DOCUMENTS.show,
  RULE_DOCUMENTS['chosen-state'],
  RULE_DOCUMENTS['live-call'],
  RULE_DOCUMENTS['ringing-call'],
  RULE_DOCUMENTS['do-not-disturb'],
  RULE_DOCUMENTS['reported-call'],
  RULE_DOCUMENTS['winning-technology'],
  RULE_DOCUMENTS['missing-technology'],
  RULE_DOCUMENTS['managed-by'],
  RULE_DOCUMENTS['write-session'],
  RULE_DOCUMENTS['write-do-not-disturb'],
  RULE_DOCUMENTS['prefer-presence'],
  RULE_DOCUMENTS['tell-talking'],
  RULE_DOCUMENTS['tell-do-not-disturb'],
]);
