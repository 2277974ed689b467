/** The document as it is written. What is left out is as in the base, and without one as in the default profile. */
import { LINE_KINDS, NOT_EDITABLE } from '@lamplight/domain';
import { WEEKDAYS } from '@lamplight/resolver';
import { z } from 'zod';
import { anyOf, day, id, moment, name, reachHint, timeOfDay, tone, word } from './fields.ts';
import { RULE_DOCUMENTS, ruleDocument } from './rule-document.ts';

/** The version of the format. */
export const FORMAT = 'lamplight/1';

/** A mapping by name over that of the base: null takes an entry away. */
function table<Key extends z.core.$ZodRecordKey, Value extends z.ZodType>(key: Key, value: Value) {
  return z.record(key, value.nullable());
}

const toneTable = table(word, tone).describe('Tones by availability or activity.');
const labelTable = table(word, name).describe('Label ids by availability or activity.');

export const lampsDocument = z
  .strictObject({
    toneByAvailability: toneTable.optional(),
    toneByActivity: toneTable.optional(),
    labelByAvailability: labelTable.optional(),
    labelByActivity: labelTable.optional(),
  })
  .describe('How a lamp looks; an activity goes before its availability.');

export const participantsDocument = z
  .strictObject({
    technologies: z.array(name).optional().describe('What is integrated, and can be left. Default: MSTEAMS.'),
    everybody: z
      .boolean()
      .optional()
      .describe('Whether everybody takes part. Default: yes, unless groups or people are named.'),
    groups: z.array(name).optional().describe('Groups that take part.'),
    people: z.array(name).optional().describe('Ids of people who take part.'),
    exceptGroups: z.array(name).optional().describe('Groups that do not take part.'),
    exceptPeople: z.array(name).optional().describe('Ids of people who do not take part.'),
    paused: z.boolean().optional().describe('Nobody takes part for now.'),
    pausedUntil: moment.nullable().optional().describe('When the pause ends. Left out: when it is changed.'),
  })
  .describe('Who takes part. Of anybody else the technologies are neither shown nor written.');

export const timeDocument = z
  .strictObject({
    weekdays: anyOf(z.enum(WEEKDAYS))
      .default([...WEEKDAYS])
      .describe('Days on which it begins. Default: all.'),
    from: timeOfDay.default('00:00').describe('When it begins, in the time zone of the person: "08:00".'),
    to: timeOfDay.default('24:00').describe('When it ends; not after `from`: on the next day.'),
    exceptHolidays: z.array(name).default([]).describe('Calendars whose days are left out.'),
    onlyHolidays: z.array(name).default([]).describe('Only days of these calendars.'),
  })
  .describe('A span of time that comes again, such as working hours.');

const managed = z
  .never({ error: `expected none, since it is ${NOT_EDITABLE}` })
  .optional()
  .describe(`Cannot be given: it is ${NOT_EDITABLE}.`);

export const statusDocument = z
  .strictObject({
    tone: tone.nullable().default(null).describe('Its tone. Left out: as the profile says.'),
    label: name.nullable().default(null).describe('Id of its label. Left out: as the profile says.'),
    reach: reachHint.nullable().default(null).describe('The hint for a transfer while it is shown.'),
    name: managed,
    doNotDisturb: managed,
  })
  .describe('How a status is shown.');

const WRITES_EXPECTED = 'expected on or off';

const header = {
  profile: z.literal(FORMAT).optional().describe('The version of the format.'),
  id: id.describe('Names the profile.'),
  extends: id.optional().describe('Id of the profile that this one changes: a shipped one, or one of the tenant.'),
  title: z.string().optional().describe('One line: what it is for.'),
  description: z.string().optional().describe('More about it, for people.'),
  writes: z
    .literal(['on', 'off', true, false], { error: WRITES_EXPECTED })
    .transform((written) => (written === true || written === 'on' ? ('on' as const) : ('off' as const)))
    .optional()
    .describe('off: read-only, to run beside another product. Reasons say what would have been written.'),
  winningTechnology: z.array(name).optional().describe('Technologies, the winning one first.'),
  participants: participantsDocument.optional(),
  sharedKinds: z.array(z.enum(LINE_KINDS)).optional().describe('Lines that count only for whoever is on them.'),
  placeKinds: z.array(z.enum(LINE_KINDS)).optional().describe('Lines that are no person: they cause and get nothing.'),
  lamps: lampsDocument.optional(),
  lampsByTechnology: table(name, lampsDocument)
    .optional()
    .describe('How single calling platforms show it; `lamps` is asked for what is not named here.'),
  statuses: table(word, statusDocument)
    .optional()
    .describe('How single statuses are shown; not those of which do-not-disturb is a part.'),
  calendars: table(name, z.array(day)).optional().describe('Days by name: 2026-12-25, or 12-25 for every year.'),
  times: table(name, timeDocument).optional().describe('Spans of time by name.'),
  remove: z.array(id).optional().describe('Ids of rules of the base that do not count here.'),
};

/** The document without its rules, which can be read only once the base is known. */
export const headDocument = z.strictObject({
  ...header,
  rules: z.array(z.record(z.string(), z.unknown())).optional(),
});

export type HeadDocument = z.output<typeof headDocument>;

/** Every field that a rule may have, for one of the base that is changed in part: its kind is that of the base. */
const changedRule = z
  .strictObject(changedFields())
  .describe('Changes these fields of the rule of the base that has this id.');

/** The whole document, as editors are told of it. */
export const profileDocument = z
  .strictObject({
    ...header,
    rules: z
      .array(z.union([ruleDocument, changedRule]))
      .optional()
      .describe('The rules, in order: the first that can fill something fills it.'),
  })
  .meta({ title: 'Lamplight profile', description: 'Rules from what systems report to what is shown and written.' });

function changedFields(): z.ZodRawShape {
  const fields = new Map<string, Set<z.ZodType>>();
  for (const { shape } of Object.values(RULE_DOCUMENTS)) {
    for (const [key, field] of Object.entries<z.ZodType>(shape)) {
      fields.set(key, (fields.get(key) ?? new Set()).add(field));
    }
  }
  fields.delete('kind');
  return Object.fromEntries(
    [...fields].map(([key, variants]) => [key, key === 'id' ? id : oneOf([...variants]).optional()]),
  );
}

function oneOf(variants: readonly z.ZodType[]): z.ZodType {
  const [only] = variants;
  return variants.length === 1 && only !== undefined ? only : z.union(variants);
}
