/** What can be settled about how people are shown: for one of them, and for a tenant. */
import { DO_NOT_DISTURB_STATUSES, inGraphSpelling, NOT_EDITABLE, REACH_HINTS, TONES } from '@lamplight/domain';
import { z } from 'zod';
import { id, text } from './shared.ts';

const NAMED_ZONES: ReadonlySet<string> = new Set(['UTC', ...Intl.supportedValuesOf('timeZone')]);

/** IANA. Names that were replaced by others are known too. */
export const timeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, 'expected an IANA time zone such as Europe/Berlin, Europe/London, America/New_York or UTC');

function isTimeZone(name: string): boolean {
  if (NAMED_ZONES.has(name)) {
    return true;
  }
  // Intl takes offsets too, which know nothing of daylight saving.
  if (!/^[A-Za-z]/.test(name)) {
    return false;
  }
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

const managed = z.never({ error: `expected none, since it is ${NOT_EDITABLE}` }).optional();

const tone = z.enum(TONES).nullable();
const label = id.nullable();
const reach = z.enum(REACH_HINTS).nullable();

/** How statuses are shown, by availability or activity; null: as the profile says. */
export const statuses = z.record(z.string(), z.object({ tone, label, reach }));
export type StatusesBody = z.output<typeof statuses>;

const statusInput = z.strictObject({
  tone: tone.default(null),
  label: label.default(null),
  reach: reach.default(null),
  name: managed,
  doNotDisturb: managed,
});

/** As {@link statuses}, of which each may be in any case; whoever says nothing of a status leaves it as it is. */
export const statusesInput = z.record(z.string().max(64), statusInput).transform((edits, context): StatusesBody => {
  const read: StatusesBody = {};
  const seen = new Set<string>();
  const refuse = (path: readonly string[], message: string, input: unknown): void => {
    context.issues.push({ code: 'custom', path: [...path], message, input });
  };
  for (const [name, edit] of Object.entries(edits)) {
    const status = inGraphSpelling(name);
    if (!/^[A-Za-z]\w*$/.test(status)) {
      refuse([name], 'expected the name of an availability or an activity, such as Busy or InAMeeting', edit);
    } else if (seen.has(status)) {
      refuse([name], `expected ${status} once: remove one of the two`, edit);
    } else if (DO_NOT_DISTURB_STATUSES.includes(status)) {
      for (const field of ['tone', 'label', 'reach'] as const) {
        if (edit[field] !== null) {
          refuse(
            [name, field],
            `expected none, since ${status} is do-not-disturb, which is ${NOT_EDITABLE}`,
            edit[field],
          );
        }
      }
    }
    seen.add(status);
    if (edit.tone !== null || edit.label !== null || edit.reach !== null) {
      read[status] = { tone: edit.tone, label: edit.label, reach: edit.reach };
    }
  }
  return read;
});

/** As the ids of labels that are shipped. */
export const labelId = z
  .string()
  .max(64)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected lower-case letters, digits and hyphens, such as in-the-lab');

/** The first part of a tag of BCP 47: en, de. */
const language = z.string().regex(/^[a-z]{2,3}$/, 'expected a language such as en or de');

const MOST_LABELS = 500;

export const profiles = z.strictObject({
  /** Of whoever has none of their own, nor a group that has one. */
  profile: id.default('lamplight'),
  /** The first whose group a person is in decides. */
  groups: z
    .array(z.strictObject({ group: id, profile: id }))
    .max(500)
    .superRefine((groups, context) => {
      for (const [index, { group }] of groups.entries()) {
        if (groups.findIndex((other) => other.group === group) < index) {
          const message = 'expected each group once: only the first would count';
          context.issues.push({ code: 'custom', path: [index, 'group'], message, input: group });
        }
      }
    })
    .default([]),
  /** IANA; of whoever has none of their own. */
  timeZone: timeZone.default('UTC'),
  /** The tenant's own, beside those of the catalogue: by id, the words by language. */
  labels: z
    .record(
      labelId,
      z
        .record(language, text.min(1).max(64))
        .refine((words) => Object.keys(words).length > 0, 'expected words in one language at least'),
    )
    .refine((labels) => Object.keys(labels).length <= MOST_LABELS, `expected at most ${MOST_LABELS} labels`)
    .default({}),
  /** How statuses are shown of everybody; a person's own go before these. */
  statuses: statusesInput.default({}),
});
export type ProfilesSettings = z.output<typeof profiles>;
