/** Availabilities and activities in rules: known ones, each where it belongs, and pairs that go together. */
import { ACTIVITIES, AVAILABILITIES, type PresencePair } from '@lamplight/domain';
import type { Rule } from '@lamplight/resolver';
import type { Report } from './report.ts';
import { matchesOf } from './rule-kinds.ts';
import { quoted, suggestion } from './suggestion.ts';

type Vocabulary = 'availability' | 'activity';

/** Graph gives out-of-office as an activity; systems that have it as an availability are shown so. */
const KNOWN: Readonly<Record<Vocabulary, readonly string[]>> = {
  availability: [...AVAILABILITIES, 'OutOfOffice'],
  activity: ACTIVITIES,
};

/**
 * Availabilities that an activity is shown with. Source: Graph, "Manage presence state", permutations; idle variants as
 * their base. Not listed: any.
 */
const AVAILABILITIES_OF: Readonly<Record<string, readonly string[]>> = {
  Available: ['Available', 'AvailableIdle'],
  AvailableInactive: ['Available', 'AvailableIdle'],
  Away: ['Away'],
  BeRightBack: ['BeRightBack'],
  Busy: ['Busy', 'BusyIdle'],
  DoNotDisturb: ['DoNotDisturb'],
  Focusing: ['DoNotDisturb'],
  InACall: ['Busy', 'BusyIdle'],
  InAConferenceCall: ['Busy', 'BusyIdle'],
  InAMeeting: ['Busy', 'BusyIdle'],
  Offline: ['Offline'],
  OffWork: ['Offline'],
  PresenceUnknown: ['PresenceUnknown'],
  Presenting: ['DoNotDisturb'],
  UrgentInterruptionsOnly: ['DoNotDisturb'],
};

export function checkWords(rule: Rule, report: Report): void {
  for (const { path, match } of matchesOf(rule)) {
    checkList(rule, [...path, 'availabilities'], match.availabilities ?? [], 'availability', report);
    checkList(rule, [...path, 'activities'], match.activities ?? [], 'activity', report);
  }
  for (const [key, set] of WORD_LISTS) {
    const value: unknown = Object.getOwnPropertyDescriptor(rule, key)?.value;
    checkList(rule, [key], Array.isArray(value) ? value : [], set, report);
  }
  if (rule.kind === 'show') {
    checkShown(rule, report);
  }
  for (const { path, pair } of pairsOf(rule)) {
    checkPair(rule.id, path, pair, report);
  }
}

/** Lists of words that kinds have. */
const WORD_LISTS: readonly (readonly [key: string, set: Vocabulary])[] = [
  ['from', 'activity'],
  ['to', 'activity'],
  ['activities', 'activity'],
  ['availabilities', 'availability'],
  ['always', 'availability'],
  ['reportedTalking', 'activity'],
  ['reportedConference', 'activity'],
  ['unlessActivities', 'activity'],
  ['unlessAvailabilities', 'availability'],
];

function checkList(
  rule: Rule,
  path: readonly string[],
  words: readonly unknown[],
  set: Vocabulary,
  report: Report,
): void {
  for (const [index, word] of words.entries()) {
    if (typeof word === 'string') {
      checkWord(rule.id, [...path, index], word, set, report);
    }
  }
}

function checkWord(rule: string, path: readonly PropertyKey[], word: string, set: Vocabulary, report: Report): void {
  const remedy = remedyFor(word, set);
  if (remedy !== null) {
    report.warning(report.rule(rule, ...path), remedy);
  }
}

/** What to write instead of a word that Graph does not have there; null: it has. */
export function remedyFor(word: string, set: Vocabulary): string | null {
  if (KNOWN[set].includes(word)) {
    return null;
  }
  const other = set === 'availability' ? 'activity' : 'availability';
  if (KNOWN[other].includes(word)) {
    return `is ${quoted(word)}, which is an ${other} and no ${set}: ask for it there`;
  }
  return `is ${quoted(word)}, which is no ${set} that Graph has: ${suggestion(word, KNOWN[set], 'take another')}`;
}

function checkShown(rule: Extract<Rule, { readonly kind: 'show' }>, report: Report): void {
  const { availability, activity } = rule;
  if (availability !== null && activity !== null) {
    checkPair(rule.id, [], { availability, activity }, report);
  } else if (availability !== null) {
    checkWord(rule.id, ['availability'], availability, 'availability', report);
  } else if (activity !== null) {
    checkWord(rule.id, ['activity'], activity, 'activity', report);
  }
}

interface PlacedPair {
  readonly path: readonly PropertyKey[];
  readonly pair: PresencePair;
}

/** Pairs that are shown or compared; those that are written are checked when they are read. */
function pairsOf(rule: Rule): readonly PlacedPair[] {
  const listed = (key: string, pairs: readonly PresencePair[]): PlacedPair[] =>
    pairs.map((pair, index) => ({ path: [key, index], pair }));
  switch (rule.kind) {
    case 'chosen-state':
      return [...listed('onlyByHand', rule.onlyByHand), ...listed('neverByHand', rule.neverByHand)];
    case 'live-call':
      return Object.entries(rule.pairs).map(([call, pair]) => ({ path: ['pairs', call], pair }));
    default:
      return [];
  }
}

function checkPair(rule: string, path: readonly PropertyKey[], pair: PresencePair, report: Report): void {
  checkWord(rule, [...path, 'availability'], pair.availability, 'availability', report);
  checkWord(rule, [...path, 'activity'], pair.activity, 'activity', report);
  const fitting = Object.hasOwn(AVAILABILITIES_OF, pair.activity) ? AVAILABILITIES_OF[pair.activity] : undefined;
  if (fitting !== undefined && KNOWN.availability.includes(pair.availability) && !fitting.includes(pair.availability)) {
    report.error(
      report.rule(rule, ...path, 'activity'),
      `is ${quoted(pair.activity)} beside ${pair.availability}, and goes with ${fitting.join(' or ')}: change the availability, or make the activity one of ${activitiesOf(pair.availability)}`,
    );
  }
}

function activitiesOf(availability: string): string {
  const fitting = Object.entries(AVAILABILITIES_OF).filter(([, shownWith]) => shownWith.includes(availability));
  return [...fitting.map(([activity]) => activity), 'OutOfOffice'].join(', ');
}
