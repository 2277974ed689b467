/**
 * The rules of the default profile as json-rules-engine takes them. The engine judges one claim, or one subject that may be
 * written, by the facts it is given; each rule that holds says what it would decide, with a rank: the lowest decides.
 */
import { MSTEAMS } from '@lamplight/domain';
import type { RuleProperties } from 'json-rules-engine';

type Conditions = RuleProperties['conditions'];

const is = (fact: string, value: unknown) => ({ fact, operator: 'equal', value });
const isNot = (fact: string, value: unknown) => ({ fact, operator: 'notEqual', value });
const among = (fact: string, value: readonly unknown[]) => ({ fact, operator: 'in', value });
const notAmong = (fact: string, value: readonly unknown[]) => ({ fact, operator: 'notIn', value });
const all = (...conditions: { fact: string; operator: string; value: unknown }[]): Conditions => ({ all: conditions });

const CALLS = ['InACall', 'InAConferenceCall', 'Presenting'];
const LIVE = ['talking', 'held', 'conference'];
const TECHNOLOGIES = [MSTEAMS, 'SIPSIMPLE', 'PBX', 'CONSOLE'];

const rule = (type: string, conditions: Conditions, params: Record<string, unknown>): RuleProperties => ({
  conditions,
  event: { type, params },
});

/** Chosen by hand; a live call; a reported call; busy by hand; the first technology that knows. */
const AVAILABILITY: readonly RuleProperties[] = [
  rule('pair', all(is('availability', 'DoNotDisturb'), is('inWords', true)), { rank: 1000 }),
  ...['Away', 'BeRightBack'].map((value, index) =>
    rule('pair', all(is('availability', value), among('howSet', ['user', 'inferred'])), { rank: 1001 + index }),
  ),
  rule(
    'pair',
    all(is('availability', 'Offline'), isNot('activity', 'Offline'), among('howSet', ['user', 'inferred'])),
    {
      rank: 1003,
    },
  ),
  rule('pair', all(is('availability', 'Offline'), is('activity', 'Offline'), is('howSet', 'user')), { rank: 1003 }),
  ...['conference', 'talking', 'held'].map((state, index) =>
    rule('pair', all(is('callState', state)), {
      rank: 2000 + index,
      availability: 'Busy',
      activity: state === 'conference' ? 'InAConferenceCall' : 'InACall',
    }),
  ),
  rule('pair', all(among('activity', CALLS), is('inWords', true)), { rank: 3000 }),
  rule('pair', all(is('availability', 'Busy'), is('howSet', 'user')), { rank: 4000 }),
  ...TECHNOLOGIES.flatMap((technology, index) =>
    ['DoNotDisturb', 'Busy', 'BusyIdle', 'Available', 'AvailableIdle', 'BeRightBack', 'Away', 'Offline'].map(
      (availability, place) =>
        rule('pair', all(is('technology', technology), is('availability', availability), notAmong('callState', LIVE)), {
          // Among lines that are as strong, a ringing one is stronger than one that dials, and than an idle one.
          rank: 5000 + index * 1000 + place * 10,
          byCall: true,
        }),
    ),
  ),
];

const lamp = (rank: number, tone: string, labelId: string) => ({ rank, tone, labelId });

const LAMPS: readonly RuleProperties[] = [
  rule('lamp', all(is('callState', 'conference')), lamp(1000, 'busy', 'call-conference')),
  rule('lamp', all(is('callState', 'talking')), lamp(1001, 'busy', 'call-talking')),
  rule('lamp', all(is('callState', 'held')), lamp(1002, 'busy', 'call-held')),
  rule('lamp', all(is('callState', 'ringing')), lamp(2000, 'ringing', 'call-ringing')),
  rule('lamp', all(is('callState', 'dialling')), lamp(2001, 'ringing', 'call-dialling')),
  rule('lamp', all(is('doNotDisturb', true)), lamp(3000, 'do-not-disturb', 'do-not-disturb')),
];

const LOOKS: readonly RuleProperties[] = [
  ...(
    [
      ['Available', 'available', 'available'],
      ['AvailableIdle', 'available', 'available-idle'],
      ['Away', 'away', 'away'],
      ['BeRightBack', 'away', 'be-right-back'],
      ['Busy', 'busy', 'busy'],
      ['BusyIdle', 'busy', 'busy-idle'],
      ['DoNotDisturb', 'do-not-disturb', 'do-not-disturb'],
      ['Offline', 'offline', 'offline'],
    ] as const
  ).map(([availability, tone, labelId]) => rule('look', all(is('availability', availability)), { tone, labelId })),
  ...(
    [
      ['Focusing', 'focusing'],
      ['InACall', 'in-a-call'],
      ['InAConferenceCall', 'in-a-conference-call'],
      ['InAMeeting', 'in-a-meeting'],
      ['OffWork', 'off-work'],
      ['Presenting', 'presenting'],
    ] as const
  ).map(([activity, labelId]) => rule('name', all(is('activity', activity)), { labelId })),
];

const CAUSES: readonly RuleProperties[] = [
  rule('cause', all(is('technology', MSTEAMS), among('activity', CALLS), is('inWords', true)), { rank: 0 }),
  rule('cause', all(among('callState', LIVE)), { rank: 1 }),
];

/** About one claim. */
export const CLAIM_RULES: RuleProperties[] = [...AVAILABILITY, ...LAMPS, ...LOOKS, ...CAUSES];

const MAY_WRITE = [
  is('technology', MSTEAMS),
  isNot('howSet', 'user'),
  notAmong('activity', [...CALLS, 'BeRightBack', 'OffWork']),
  isNot('availability', 'DoNotDisturb'),
];

/** About one subject that may be written, with what the other systems say. */
export const EFFECT_RULES: RuleProperties[] = [
  rule('effect', all(...MAY_WRITE, is('conferenceElsewhere', true)), {
    kind: 'session',
    availability: 'Busy',
    activity: 'InAConferenceCall',
  }),
  rule('effect', all(...MAY_WRITE, is('conferenceElsewhere', false), is('lineTalksElsewhere', true)), {
    kind: 'session',
    availability: 'Busy',
    activity: 'InACall',
  }),
  rule('effect', all(is('isLine', true), notAmong('callState', LIVE), isNot('causeElsewhere', '')), {
    kind: 'talking',
  }),
];
