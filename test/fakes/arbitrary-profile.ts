/**
 * Arbitrary valid profiles: rules of every kind with random conditions in random order, random lamps, statuses,
 * participants, calendars and times. Their systems, technologies, flags and groups are those of `arbitrary-claims.ts`.
 *
 * What validity asks of each part by itself holds: pairs go together, nobody both takes part and does not, whatever keeps
 * a state after it has changed stands before every effect. What it asks of rules beside each other is left to chance.
 */
import { ACTIVITIES, AVAILABILITIES, TONES } from '@lamplight/domain';
import {
  LABEL_IDS,
  type Lamps,
  lamplightProfile,
  type Participants,
  type Profile,
  type Rule,
  SHIPPED_PROFILES,
  type TimeSpan,
  WEEKDAYS,
} from '@lamplight/resolver';
import fc, { type Arbitrary } from 'fast-check';
import {
  ARBITRARY_GROUPS,
  ARBITRARY_PEOPLE,
  ARBITRARY_TECHNOLOGIES,
  CLAIMS_NOW,
  statusEdits,
} from './arbitrary-claims.ts';
import { arbitraryRules, EFFECT_KINDS, mostlyNull, plainEffects, someOf, technology } from './arbitrary-rules.ts';

const CALENDARS = ['company', 'regional'];

const lamps: Arbitrary<Lamps> = fc.oneof(
  fc.constant(lamplightProfile.lamps),
  fc
    .record({
      availability: fc.constantFrom(...AVAILABILITIES),
      activity: fc.constantFrom(...ACTIVITIES),
      tone: fc.constantFrom(...TONES),
      label: fc.constantFrom(...LABEL_IDS),
    })
    .map(({ availability, activity, tone, label }) => ({
      toneByAvailability: { ...lamplightProfile.lamps.toneByAvailability, [availability]: tone },
      toneByActivity: { [activity]: tone },
      labelByAvailability: { ...lamplightProfile.lamps.labelByAvailability, [availability]: label },
      labelByActivity: { [activity]: label },
    })),
);

const participants: Arbitrary<Participants> = fc
  .record({
    technologies: fc.subarray(['MSTEAMS', 'PBX']),
    everybody: fc.constantFrom(true, true, true, false),
    groups: fc.subarray(ARBITRARY_GROUPS),
    people: fc.subarray(ARBITRARY_PEOPLE),
    exceptGroups: fc.constantFrom([], [], [...ARBITRARY_GROUPS.slice(0, 1)]),
    exceptPeople: fc.constantFrom([], [], [...ARBITRARY_PEOPLE.slice(0, 1)]),
    paused: fc.constantFrom(false, false, false, true),
    pausedUntil: mostlyNull(fc.integer({ min: CLAIMS_NOW - 5_000, max: CLAIMS_NOW + 5_000 })),
  })
  .map((drawn) => ({
    ...drawn,
    groups: drawn.everybody ? [] : without(drawn.groups, drawn.exceptGroups),
    people: drawn.everybody ? [] : without(drawn.people, drawn.exceptPeople),
    pausedUntil: drawn.paused ? drawn.pausedUntil : null,
  }));

function without<Name>(names: readonly Name[], others: readonly Name[]): readonly Name[] {
  return names.filter((name) => !others.includes(name));
}

const timeSpans: Arbitrary<TimeSpan> = fc
  .record({
    weekdays: someOf(WEEKDAYS),
    from: fc.constantFrom('00:00', '08:00', '09:00', '10:00', '22:00'),
    to: fc.constantFrom('06:00', '09:00', '09:01', '17:00', '24:00'),
    exceptHolidays: fc.subarray(CALENDARS, { maxLength: 1 }),
    onlyHolidays: fc.constantFrom([], [], [...CALENDARS.slice(1)]),
  })
  .map((drawn) => ({ ...drawn, onlyHolidays: without(drawn.onlyHolidays, drawn.exceptHolidays) }));

export const arbitraryProfile: Arbitrary<Profile> = fc.record({
  id: fc.constant('drawn'),
  title: fc.constant('drawn'),
  description: fc.constant(''),
  writes: fc.constantFrom('on', 'on', 'on', 'off'),
  winningTechnology: fc.shuffledSubarray(ARBITRARY_TECHNOLOGIES),
  participants: fc.oneof(fc.constant(lamplightProfile.participants), participants),
  sharedKinds: fc.constantFrom(['shared'], ['shared'], [], ['shared', 'dect']),
  placeKinds: fc.constantFrom(['room', 'park', 'queue'], ['room', 'park', 'queue'], []),
  lamps,
  lampsByTechnology: fc.oneof(fc.constant({}), fc.dictionary(technology, lamps, { maxKeys: 1, noNullPrototype: true })),
  statuses: fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, statusEdits),
  calendars: fc.constant({ company: ['12-24', '2026-11-21'], regional: ['11-22', '2026-11-20'] }),
  times: fc.record({ office: timeSpans, night: timeSpans }),
  rules: fc.array(arbitraryRules, { minLength: 1, maxLength: 8 }).map(inValidOrder),
} satisfies { readonly [Field in keyof Profile]: Arbitrary<Profile[Field]> });

/** Nothing but effects, all of which count: what one of them does to another shows. */
const effectsOnly: Arbitrary<Profile> = fc
  .array(plainEffects, { minLength: 2, maxLength: 5 })
  .map((rules) => ({ ...lamplightProfile, id: 'drawn', rules: inValidOrder(rules) }));

/** A shipped profile, any that is drawn, and one of effects, each as often. */
export const anyProfile: Arbitrary<Profile> = fc.oneof(
  fc.constantFrom(...SHIPPED_PROFILES.values()),
  arbitraryProfile,
  effectsOnly,
);

function inValidOrder(drawn: readonly Rule[]): readonly Rule[] {
  const firstEffect = drawn.findIndex((rule) => EFFECT_KINDS.includes(rule.kind));
  return drawn
    .filter((rule, index) => rule.kind !== 'keep-after-change' || firstEffect === -1 || index < firstEffect)
    .map((rule, index) => ({ ...rule, id: `rule-${index}` }));
}
