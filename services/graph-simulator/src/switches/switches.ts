/**
 * Every behaviour that published material leaves open or contradicts itself about is a switch here: what the simulator
 * does by default is a guess, and software under test should hold under each of its values. `fact` says what is
 * published, or that nothing is.
 */
import { z } from 'zod';

const choice = <const Values extends readonly [string, ...string[]]>(
  values: Values,
  byDefault: Values[number],
  fact: string,
) => z.enum(values).default(byDefault).meta({ description: fact });

const flag = (byDefault: boolean, fact: string) => z.boolean().default(byDefault).meta({ description: fact });

const milliseconds = (byDefault: number, fact: string) =>
  z.int().min(0).max(86_400_000).default(byDefault).meta({ description: fact });

/** The schema of all switches: an empty mapping gives every default. */
export const switchesSchema = z.strictObject({
  casing: choice(
    ['pascal', 'lowerCamel'],
    'pascal',
    'Contradictory: since December 2025 the page of the presence resource lists lowerCamelCase values; every published example is PascalCase.',
  ),
  unknownIds: choice(
    ['omit', 'PresenceUnknown', '404', '400'],
    'omit',
    'Not documented: what getPresencesByUserId does with ids that are unknown, unlicensed or guests.',
  ),
  tooManyIds: choice(
    ['bare', 'explained'],
    'bare',
    'Reported: more than 650 ids give a 400 without usable detail. `explained` names the limit.',
  ),
  duplicateIds: choice(['once', 'repeated'], 'once', 'Not documented: an id that stands twice in a bulk read.'),
  emptyIds: choice(['emptyList', '400'], 'emptyList', 'Not documented: a bulk read with an empty list of ids.'),
  resultOrder: choice(
    ['asAsked', 'reversed'],
    'asAsked',
    'Not documented: the order of the results of a bulk read. Match by id.',
  ),
  sequenceNumber: flag(
    true,
    'In the published schemas only the global cloud has sequenceNumber; the government clouds do not.',
  ),
  presenceService: choice(
    ['present', 'missing'],
    'present',
    'Reported from GCC High: a tenant without the service answers that the resource does not exist.',
  ),
  fadeActivity: choice(
    ['AvailableInactive', 'Available'],
    'AvailableInactive',
    'Contradictory: "Manage presence state" names AvailableInactive for the first stage of fading, no list of activities has it.',
  ),
  sameAvailability: choice(
    ['strongerActivity', 'latestSession'],
    'strongerActivity',
    'Not documented: which activity shows when two sessions have the same availability.',
  ),
  expiredSession: choice(
    ['gone', 'kept'],
    'gone',
    'Not documented: whether clearPresence still finds a session that has expired (200) or not (404).',
  ),
  outOfOfficeInCall: choice(
    ['InACall + OOF', 'InACall'],
    'InACall + OOF',
    'The permutation table gives the activity of a call while out of office as "InACall + OOF"; no example shows it.',
  ),
  joinedMeetingShows: choice(
    ['InAConferenceCall', 'InACall', 'InAMeeting'],
    'InAConferenceCall',
    'Not documented: what a joined online meeting shows. InAMeeting stands for the calendar.',
  ),
  lockedAwayAfterMs: milliseconds(
    0,
    'Not documented for Graph: how long after the screen was locked a client shows Away.',
  ),
  idleAwayAfterMs: milliseconds(
    300_000,
    'Not documented for Graph: how long after the last input a client shows Away; Teams says "a few minutes".',
  ),
  emptyStatusMessage: choice(
    ['clears', 'keeps'],
    'clears',
    'Not documented: whether setStatusMessage with empty content removes the message.',
  ),
  principalNameInPresencePath: choice(
    ['refused', 'accepted'],
    'refused',
    'One report: a user principal name in the path of a presence call does not work.',
  ),
  selectOnPresence: choice(['ignored', '400'], 'ignored', 'One report: $select on a presence does not work.'),
  missingRole: choice(
    ['emptyMessage', 'insufficientPrivileges'],
    'emptyMessage',
    'Reported for a delegated token: 403 Forbidden with an empty message. The text for an application without roles is not documented.',
  ),
});

/** All switches with their values. */
export type Switches = z.output<typeof switchesSchema>;

/** The switches as published material suggests them. */
export const DEFAULT_SWITCHES: Switches = Object.freeze(switchesSchema.parse({}));

export interface SwitchRow {
  readonly name: string;
  /** The value in force. */
  readonly value: string;
  readonly byDefault: string;
  readonly values: string;
  readonly fact: string;
}

/** One row for each switch, for the documentation and the control API. */
export function switchRows(current: Switches = DEFAULT_SWITCHES): readonly SwitchRow[] {
  const values = new Map<string, unknown>(Object.entries(current));
  return Object.entries(switchesSchema.shape).map(([name, schema]) => {
    const inner = schema.unwrap();
    return {
      name,
      value: String(values.get(name)),
      byDefault: String(schema.parse(undefined)),
      values:
        inner instanceof z.ZodEnum
          ? inner.options.join(', ')
          : inner instanceof z.ZodBoolean
            ? 'true, false'
            : 'milliseconds',
      fact: schema.meta()?.description ?? '',
    };
  });
}
