/**
 * What people do, in words: the script of a test or of an office's day. Graph publishes what a presence looks like, not
 * what a Teams client makes of what its user does, so several of these are guesses; each says so, and where two
 * behaviours are plausible there is a switch.
 */
import { z } from 'zod';
import { CLIENT_KINDS } from '../engine/session.ts';

const client = z.string().min(1).default('desktop').meta({ description: "Which of the person's clients" });
const onClient = <const Verb extends string>(verb: Verb, description: string) =>
  z.strictObject({ do: z.literal(verb), client }).meta({ description });
const chosen = <const Verb extends string>(verb: Verb, description: string) =>
  z
    .strictObject({ do: z.literal(verb), forMs: z.int().min(1).optional() })
    .meta({ description: `${description} forMs: how long; default one day for busy and do-not-disturb, else seven.` });

export const personActionSchema = z.discriminatedUnion('do', [
  z
    .strictObject({ do: z.literal('sign in'), client, kind: z.enum(CLIENT_KINDS).optional() })
    .meta({ description: 'Opens a Teams client. Its kind is that of its name, else desktop.' }),
  onClient('go offline', 'Closes a Teams client. Without any session the person is Offline.'),
  onClient('join a call', 'Begins a Teams call: Busy/InACall.'),
  onClient('leave the call', 'Ends the Teams call, and the presenting in it.'),
  onClient(
    'join a meeting',
    'Joins an online meeting. Guess: Busy/InAConferenceCall; the switch joinedMeetingShows has the other readings.',
  ),
  onClient('leave the meeting', 'Leaves the meeting, and the presenting in it.'),
  onClient('start presenting', 'Shares the screen in a call or meeting: DoNotDisturb/Presenting.'),
  onClient('stop presenting', 'Back to what the call or meeting shows.'),
  onClient(
    'lock the screen',
    'Away/Away unless in a call or meeting. Guess: at once; the switch lockedAwayAfterMs says how much later.',
  ),
  onClient('unlock the screen', 'Back to Available.'),
  onClient(
    'go idle',
    'Stops touching the client. Guess: Away/Away after five minutes; the switch idleAwayAfterMs says when.',
  ),
  onClient('come back', 'Touches the client again.'),
  z
    .strictObject({ do: z.literal('start an appointment') })
    .meta({ description: 'The calendar has a meeting now. Guess: Busy/InAMeeting while the person has a session.' }),
  z.strictObject({ do: z.literal('end the appointment') }).meta({ description: 'The calendar is free again.' }),
  chosen('choose available', 'Chooses Available by hand.'),
  chosen('choose busy', 'Chooses Busy/Busy by hand.'),
  chosen('choose do not disturb', 'Chooses DoNotDisturb/DoNotDisturb by hand.'),
  chosen('choose be right back', 'Chooses BeRightBack by hand.'),
  chosen('choose away', 'Chooses Away by hand.'),
  chosen('appear offline', 'Chooses Offline/OffWork by hand.'),
  z
    .strictObject({ do: z.literal('reset status') })
    .meta({ description: 'Takes back what was chosen by hand, also by setUserPreferredPresence.' }),
  z
    .strictObject({ do: z.literal('set out of office'), message: z.string().optional() })
    .meta({ description: 'Out of office: Available/OutOfOffice, and "InACall + OOF" in a call.' }),
  z.strictObject({ do: z.literal('end out of office') }).meta({ description: 'Back in the office.' }),
  z
    .strictObject({ do: z.literal('set status message'), content: z.string().min(1), forMs: z.int().min(1).optional() })
    .meta({ description: 'A note beside the name; forMs: how long, default for ever.' }),
  z.strictObject({ do: z.literal('clear status message') }).meta({ description: 'Removes the note.' }),
  z
    .strictObject({
      do: z.literal('set work location'),
      workLocationType: z.enum(['unspecified', 'office', 'remote', 'timeOff']),
      source: z.enum(['none', 'manual', 'scheduled', 'automatic']).default('manual'),
      placeId: z.string().nullable().default(null),
    })
    .meta({ description: 'Where the person works today.' }),
  z.strictObject({ do: z.literal('clear work location') }).meta({ description: 'Says nothing of a location.' }),
  z
    .strictObject({
      do: z.literal('set application session'),
      sessionId: z.string().min(1),
      availability: z.string(),
      activity: z.string(),
      forMs: z.int().min(300_000).max(14_400_000).default(300_000),
    })
    .meta({
      description:
        'A foreign application sets its session, by the pairs and durations of setPresence; not recorded as a write.',
    }),
  z
    .strictObject({ do: z.literal('clear application session'), sessionId: z.string().min(1) })
    .meta({ description: "A foreign application clears its session, or somebody clears another's." }),
  z
    .strictObject({ do: z.literal('show'), availability: z.string().min(1), activity: z.string().min(1) })
    .meta({ description: 'Shows this pair whatever the rules say: values that are not known, or combinations.' }),
  z.strictObject({ do: z.literal('show what is true') }).meta({ description: 'Ends "show".' }),
  z
    .strictObject({ do: z.literal('start over') })
    .meta({ description: 'No client, no session, nothing chosen: as a person who was just created.' }),
]);

export type PersonAction = z.output<typeof personActionSchema>;
export type PersonActionInput = z.input<typeof personActionSchema>;

/** Every verb with what it does, for the control API. */
export function actionRows(): readonly { readonly do: string; readonly description: string }[] {
  return personActionSchema.options.map((option) => ({
    do: option.shape.do.value,
    description: option.meta()?.description ?? '',
  }));
}
