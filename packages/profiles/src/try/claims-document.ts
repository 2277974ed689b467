/** The claims file: people, and what is claimed of their accounts and lines. */
import { CALL_STATES, isId, LINE_KINDS } from '@lamplight/domain';
import type { DeepReadonly } from '@lamplight/runtime';
import { z } from 'zod';
import { telephony } from '../document/condition-document.ts';
import { moment, name, word } from '../document/fields.ts';

const ID_EXPECTED = 'expected 1 to 128 characters without control characters';
const ZONE_EXPECTED = 'expected a time zone by its IANA name, such as Europe/Berlin';

const anId = z.string().refine(isId, { error: ID_EXPECTED });
const ago = z.number().min(0).nullable().default(null);
const said = { availability: word.nullable().default(null), activity: word.nullable().default(null) };
const callState = z.enum(CALL_STATES);

const call = z.strictObject({
  state: callState,
  count: z.int().min(0).optional(),
  direction: z.enum(['unknown', 'incoming', 'outgoing']).default('unknown'),
  remoteParty: z
    .strictObject({ address: z.string(), displayName: z.string().default('') })
    .nullable()
    .default(null),
  sinceSecondsAgo: ago,
  groupCall: z.boolean().default(false),
});

const claim = z.strictObject({
  system: anId,
  technology: name,
  /** Default: the id of the person. */
  address: anId.optional(),
  /** Default: desk where a call is given, else none. */
  lineKind: z.enum(LINE_KINDS).nullable().optional(),
  role: z.enum(['owner', 'shared', 'logged-in']).default('owner'),
  primary: z.boolean().default(true),
  freshness: z.enum(['pending', 'fresh', 'stale', 'withdrawn']).default('fresh'),
  /** Of a stale claim; default: since now. */
  staleSecondsAgo: z.number().min(0).default(0),
  ...said,
  call: z.union([callState, call]).nullable().default(null),
  registered: z.boolean().nullable().default(null),
  doNotDisturb: z.boolean().nullable().default(null),
  messagesWaiting: z.int().min(0).nullable().default(null),
  forwarding: z
    .array(z.strictObject({ kind: z.enum(['always', 'busy', 'no-answer', 'unreachable']), target: z.string() }))
    .nullable()
    .default(null),
  outOfOffice: z
    .strictObject({
      active: z.boolean().default(true),
      message: z.string().default(''),
      until: moment.nullable().default(null),
    })
    .nullable()
    .default(null),
  note: z
    .strictObject({ text: z.string(), until: moment.nullable().default(null) })
    .nullable()
    .default(null),
  workLocation: z
    .strictObject({ type: name, place: z.string().default(''), source: z.string().default('') })
    .nullable()
    .default(null),
  howSet: z.enum(['unknown', 'user', 'application', 'inferred']).default('unknown'),
  masked: z.boolean().default(false),
  flags: z.array(name).default([]),
  sinceSecondsAgo: ago,
  previous: z
    .strictObject({ ...said, call: callState.nullable().default(null) })
    .nullable()
    .default(null),
  loggedIn: z.string().default(''),
});

const person = z.strictObject({
  id: anId,
  /** Default: the id. */
  displayName: z.string().optional(),
  groups: z.array(name).default([]),
  timeZone: z.string().refine(isTimeZone, { error: ZONE_EXPECTED }).default('UTC'),
  telephony: telephony.default('pbx'),
  takesPart: z.boolean().nullable().default(null),
  claims: z.array(claim).default([]),
});

export const claimsDocument = z.strictObject({
  /** Default: what the caller says. */
  now: moment.optional(),
  people: z.array(person).superRefine((people, context) => {
    const ids = people.map(({ id }) => id);
    for (const [index, id] of ids.entries()) {
      if (ids.indexOf(id) !== index) {
        context.addIssue({ code: 'custom', path: [index, 'id'], message: 'expected an id that nobody above has' });
      }
    }
  }),
});

export type ClaimDocument = DeepReadonly<z.output<typeof claim>>;
export type PersonDocument = DeepReadonly<z.output<typeof person>>;

function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
