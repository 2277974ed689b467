/**
 * Every behaviour that published material leaves open or contradicts itself about is a switch here: what the simulator
 * does by default is a guess, and software under test should hold under each of its values. `fact` says what is
 * published, or that nothing is.
 */
import { z } from 'zod';
import { CLOUDS } from './clouds.ts';

const choice = <const Values extends readonly [string, ...string[]]>(
  values: Values,
  byDefault: Values[number],
  fact: string,
) => z.enum(values).default(byDefault).meta({ description: fact });

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
  cloud: choice(
    CLOUDS,
    'global',
    'In the published schemas presence is absent from China and Delos, and only the global cloud has sequenceNumber; the pages offer presence notifications in the global cloud alone.',
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
  deltaPageSize: choice(
    ['200', '20', '1000'],
    '200',
    'Not documented: how many objects a page of a delta query has, and with them how many members of groups.',
  ),
  deltaResetCode: choice(
    ['resyncRequired', 'syncStateNotFound'],
    'resyncRequired',
    'Documented: a delta query may answer 410 with a Location when the service forgets its state; reported with either code.',
  ),
  expiredDeltaToken: choice(
    ['400', '410'],
    '400',
    'Documented: "a 40X-series error" such as syncStateNotFound for a delta token older than seven days; announced as 400, reported as 410.',
  ),
  missingRole: choice(
    ['emptyMessage', 'insufficientPrivileges'],
    'emptyMessage',
    'Reported for a delegated token: 403 Forbidden with an empty message. The text for an application without roles is not documented.',
  ),
  encryptionCertificate: choice(
    ['required', 'optional'],
    'required',
    'Published: "Always specify the encryptionCertificate … to avoid failure". Not documented: whether a presence subscription without one is still accepted.',
  ),
  clientStateLength: choice(
    ['128', '255'],
    '128',
    'Contradictory: the page of the subscription resource allows 128 characters of clientState, the published types 255.',
  ),
  subscriptionUnknownIds: choice(
    ['accepted', '400', '404'],
    'accepted',
    'Not documented: what is answered to a subscription whose filter has an id that no person has.',
  ),
  subscriptionRenewal: choice(
    ['supported', 'unsupported'],
    'supported',
    'Contradictory: the pages renew presence subscriptions by PATCH; Microsoft staff (2023) said "currently not supported". Status and text of the refusal are guesses.',
  ),
  validationErrorCode: choice(
    ['ValidationError', 'InvalidRequest'],
    'ValidationError',
    'Reported: the code of a failed validation handshake was InvalidRequest, and ValidationError in 2025.',
  ),
  notificationSpelling: choice(
    ['page', 'devblogs'],
    'page',
    'Contradictory: the developer blog shows notifications with the filter as `resource`, `#Microsoft.Graph.presence` with capitals, and an expiry without Z.',
  ),
  notificationContent: choice(
    ['pair', 'wholePresence'],
    'pair',
    'Contradictory: the example of the decrypted content has availability and activity only; the page promises all properties. Whether sequenceNumber is inside is not known.',
  ),
  notificationCopies: choice(
    ['one', 'sometimesTwo', 'two'],
    'one',
    'Not documented: whether a notification may come twice; "at least one" per change is promised. `sometimesTwo`: one in five.',
  ),
  notificationOrder: choice(
    ['asChanged', 'shuffled'],
    'asChanged',
    'Not documented: the order of notifications. `shuffled`: each is late by up to 10 s.',
  ),
  unchangedNotifications: choice(
    ['never', 'sometimes'],
    'never',
    'Published: availability and activity in a notification "can be the same value". `sometimes`: one in five is repeated within 30 s.',
  ),
  notificationBatches: choice(
    ['together', 'oneEach'],
    'together',
    'Published: one request may carry notifications of several subscriptions; when it does is not said.',
  ),
  validationTokenVersion: choice(
    ['2.0', '1.0'],
    '2.0',
    'Contradictory: the example of a validation token is version 2.0 (`azp`, issuer login.microsoftonline.com), the sample code demands 1.0 (`appid`, issuer sts.windows.net).',
  ),
  validationTokens: choice(
    ['good', 'missing', 'wrongAudience', 'wrongPublisher', 'expired', 'wrongKey'],
    'good',
    'Published: validationTokens is null when the app requires assignment. The others are what a forger would send.',
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
