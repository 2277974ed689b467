/** How states are shown: lamps and statuses, each entry where it was written, in whatever case. */
import { DO_NOT_DISTURB_STATUSES, inGraphSpelling, NOT_EDITABLE } from '@lamplight/domain';
import type { Profile } from '@lamplight/resolver';
import { checkLabel } from './names.ts';
import type { Path, Report } from './report.ts';
import { quoted } from './suggestion.ts';
import type { ProfileSurroundings } from './surroundings.ts';
import { valueAt } from './value-at.ts';
import { remedyFor } from './words.ts';

/** @param document as it was written: what only the base has was checked with it. */
export function checkLooks(profile: Profile, document: unknown, around: ProfileSurroundings, report: Report): void {
  checkLamps(['lamps'], document, around, report);
  for (const technology of Object.keys(profile.lampsByTechnology)) {
    checkLamps(['lampsByTechnology', technology], document, around, report);
  }
  for (const { path, word } of entriesAt(['statuses'], document, report)) {
    if (valueAt(document, path) !== null) {
      warnOfUnknownStatus(word, path, report);
    }
    refuseDoNotDisturb(word, path, document, report);
    checkLabelAt([...path, 'label'], document, around, report);
  }
}

interface WrittenEntry {
  readonly path: Path;
  /** In Graph's spelling. */
  readonly word: string;
}

/** The entries of a table by availability or activity. Of two that are one when case is left out, the later is refused. */
function entriesAt(table: Path, document: unknown, report: Report): readonly WrittenEntry[] {
  const seen = new Map<string, string>();
  return Object.keys(valueAt(document, table) ?? {}).map((written) => {
    const word = inGraphSpelling(written);
    const path = [...table, written];
    const first = seen.get(word);
    if (first === undefined) {
      seen.set(word, written);
    } else {
      report.errorAtKey(report.top(...path), `is ${word} again, after ${quoted(first)}: keep one of them`);
    }
    return { path, word };
  });
}

function checkLamps(above: Path, document: unknown, around: ProfileSurroundings, report: Report): void {
  for (const [table, set] of [
    ['toneByAvailability', 'availability'],
    ['labelByAvailability', 'availability'],
    ['toneByActivity', 'activity'],
    ['labelByActivity', 'activity'],
  ] as const) {
    for (const { path, word } of entriesAt([...above, table], document, report)) {
      const remedy = remedyFor(word, set);
      if (remedy !== null && valueAt(document, path) !== null) {
        report.warnAtKey(report.top(...path), remedy);
      }
      if (table === 'labelByAvailability' || table === 'labelByActivity') {
        checkLabelAt(path, document, around, report);
      }
    }
  }
}

function checkLabelAt(path: Path, document: unknown, around: ProfileSurroundings, report: Report): void {
  const label = valueAt(document, path);
  if (typeof label === 'string') {
    checkLabel(label, report.top(...path), around, report);
  }
}

/** A status is an activity or an availability. */
function warnOfUnknownStatus(status: string, path: Path, report: Report): void {
  const remedy = remedyFor(status, 'activity');
  if (remedy !== null && remedyFor(status, 'availability') !== null) {
    report.warnAtKey(report.top(...path), remedy);
  }
}

/** As the API refuses it of a tenant and a person: it would have no effect. */
function refuseDoNotDisturb(status: string, path: Path, document: unknown, report: Report): void {
  if (!DO_NOT_DISTURB_STATUSES.includes(status)) {
    return;
  }
  for (const field of ['tone', 'label', 'reach']) {
    const value = valueAt(document, [...path, field]);
    if (typeof value === 'string') {
      report.error(
        report.top(...path, field),
        `is ${quoted(value)}: expected none, since ${status} is do-not-disturb, which is ${NOT_EDITABLE}`,
      );
    }
  }
}
