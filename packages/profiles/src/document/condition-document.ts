/** When a rule counts and which claims it looks at, as they are written. */
import { CALL_STATES, LINE_KINDS, systemId } from '@lamplight/domain';
import { z } from 'zod';
import { anyOf, name, word } from './fields.ts';

export const telephony = z.enum(['pbx', 'teams', 'twinned']);
export const howSet = z.enum(['unknown', 'user', 'application', 'inferred']);

export const system = z
  .string()
  .regex(/^[^\p{Cc}]{1,128}$/u, { error: 'expected the id of a system: 1 to 128 characters' })
  .transform(systemId);

/** Optional, and null for what is not asked. */
function asked<Schema extends z.ZodType>(field: Schema, description: string) {
  return field.nullable().default(null).describe(description);
}

const freshClaim = {
  systems: asked(anyOf(system), 'Ids of systems that the claim is of.'),
  technologies: asked(anyOf(name), 'Technologies that the claim is of, such as MSTEAMS, SIPSIMPLE, PBX or CONSOLE.'),
  availabilities: asked(anyOf(word), "Availabilities in Graph's words, such as Busy or Away."),
  activities: asked(anyOf(word), "Activities in Graph's words, such as InACall or InAMeeting."),
  callStates: asked(anyOf(z.enum(CALL_STATES)), 'States of the call at a line.'),
  doNotDisturb: asked(z.boolean(), 'Whether a phone says do-not-disturb.'),
  flags: asked(anyOf(name), 'Flags that the claim carries, such as agent-paused.'),
  howSet: asked(anyOf(howSet), 'How the state came about, as far as the system says.'),
  lineKinds: asked(anyOf(z.enum(LINE_KINDS)), 'Kinds of line.'),
  roles: asked(anyOf(z.enum(['owner', 'shared', 'logged-in'])), 'How the person is bound to the line.'),
};

export const claimMatch = z
  .strictObject({
    ...freshClaim,
    freshness: asked(anyOf(z.enum(['fresh', 'stale'])), 'Whether the source of the claim is alive.'),
  })
  .describe('Claims: lists mean any of; several fields mean all of.');

/** What `any` and `none` ask for: fresh claims always, so freshness is not asked. */
export const freshMatch = z
  .strictObject(freshClaim)
  .transform((match) => ({ ...match, freshness: null }))
  .describe('Fresh claims of the person: lists mean any of; several fields mean all of.');

export const condition = z
  .strictObject({
    groups: asked(anyOf(name), 'The person is in any of these groups.'),
    exceptGroups: asked(anyOf(name), 'The person is in none of these groups.'),
    telephony: asked(anyOf(telephony), 'Where the calls of the person are made.'),
    accounts: asked(
      anyOf(name),
      'The person has an account or line of any of these technologies, and takes part in it.',
    ),
    during: asked(anyOf(name), "Names of the profile's times: inside any of them."),
    outside: asked(anyOf(name), "Names of the profile's times: outside all of them."),
    any: asked(freshMatch, 'At least one fresh claim of the person fits.'),
    none: asked(freshMatch, 'No fresh claim of the person fits.'),
  })
  .describe('When the rule counts; several fields mean all of.');
