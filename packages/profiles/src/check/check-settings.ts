/** What stands beside the rules: who takes part, kinds of lines, calendars, times. */
import type { Profile } from '@lamplight/resolver';
import { checkLooks } from './looks.ts';
import { checkGroups, checkPeople, checkTechnologies } from './names.ts';
import type { Path, Report } from './report.ts';
import { quoted, suggestion } from './suggestion.ts';
import type { ProfileSurroundings } from './surroundings.ts';
import { valueAt } from './value-at.ts';

/** @param document as it was written, to tell what is of this text and what of its base. */
export function checkSettings(profile: Profile, document: unknown, around: ProfileSurroundings, report: Report): void {
  const isWritten = (...path: Path) => valueAt(document, path) !== undefined;
  if (isWritten('winningTechnology')) {
    refuseRepeated(profile.winningTechnology, ['winningTechnology'], report);
    checkTechnologies(profile.winningTechnology, (index) => report.top('winningTechnology', index), around, report);
  }
  if (isWritten('participants')) {
    checkParticipants(profile, isWritten, around, report);
  }
  if (isWritten('sharedKinds') || isWritten('placeKinds')) {
    checkLineKinds(profile, isWritten('placeKinds') ? 'placeKinds' : 'sharedKinds', report);
  }
  checkLooks(profile, document, around, report);
  checkTimes(profile, isWritten, report);
}

/** A line is of a person who is on it, or of nobody. */
function checkLineKinds(profile: Profile, written: 'sharedKinds' | 'placeKinds', report: Report): void {
  const other = written === 'placeKinds' ? 'sharedKinds' : 'placeKinds';
  for (const [index, kind] of profile[written].entries()) {
    if (profile[other].includes(kind)) {
      report.error(
        report.top(written, index),
        `is ${quoted(kind)}, which ${other} names as well: take it out of one of them`,
      );
    }
  }
}

type IsWritten = (...path: Path) => boolean;

function checkParticipants(
  { participants }: Profile,
  isWritten: IsWritten,
  around: ProfileSurroundings,
  report: Report,
): void {
  const at = (...path: Path) => report.top('participants', ...path);
  for (const [takesPart, except] of [
    ['groups', 'exceptGroups'],
    ['people', 'exceptPeople'],
  ] as const) {
    for (const [index, name] of participants[except].entries()) {
      if (participants[takesPart].includes(name)) {
        report.error(
          at(except, index),
          `is ${quoted(name)}, which ${takesPart} names as well: take it out of one of them`,
        );
      }
    }
  }
  const named = [...participants.groups, ...participants.people];
  if (participants.everybody && named.length > 0) {
    report.error(
      at('everybody'),
      `is true beside ${named.join(', ')}: everybody takes part already; write false, or leave groups and people out`,
    );
  }
  if (!participants.everybody && named.length === 0) {
    report.warning(
      at('everybody'),
      'is false, and neither groups nor people are named: nobody takes part; name some, or write paused: true for now',
    );
  }
  if (participants.pausedUntil !== null && !participants.paused) {
    report.error(at('pausedUntil'), 'is given without a pause: write paused: true beside it, or leave it out');
  }
  if (isWritten('participants', 'technologies')) {
    checkTechnologies(participants.technologies, (index) => at('technologies', index), around, report);
  }
  for (const key of ['groups', 'exceptGroups'] as const) {
    if (isWritten('participants', key)) {
      checkGroups(participants[key], (index) => at(key, index), around, report);
    }
  }
  for (const key of ['people', 'exceptPeople'] as const) {
    if (isWritten('participants', key)) {
      checkPeople(participants[key], (index) => at(key, index), around, report);
    }
  }
}

function checkTimes(profile: Profile, isWritten: IsWritten, report: Report): void {
  const calendars = Object.keys(profile.calendars);
  const usedCalendars = new Set<string>();
  for (const [name, { exceptHolidays, onlyHolidays }] of Object.entries(profile.times)) {
    const at = (...path: Path) => report.top('times', name, ...path);
    for (const [key, used] of Object.entries({ exceptHolidays, onlyHolidays })) {
      for (const [index, calendar] of used.entries()) {
        usedCalendars.add(calendar);
        if (!calendars.includes(calendar)) {
          const remedy = suggestion(calendar, calendars, 'add it to calendars');
          report.error(at(key, index), `is ${quoted(calendar)}, which calendars does not have: ${remedy}`);
        }
      }
    }
    checkHolidays(profile, name, report);
  }
  for (const calendar of calendars) {
    if (!usedCalendars.has(calendar) && isWritten('calendars', calendar)) {
      report.warnAtKey(report.top('calendars', calendar), 'is used by none of the times: use it there, or remove it');
    }
  }
  const usedTimes = new Set(profile.rules.flatMap(({ when }) => [...(when?.during ?? []), ...(when?.outside ?? [])]));
  for (const time of Object.keys(profile.times)) {
    if (!usedTimes.has(time) && isWritten('times', time)) {
      report.warnAtKey(report.top('times', time), 'is used by no rule: name it in during or outside, or remove it');
    }
  }
}

/** Only days that are left out again, or that there are none of. */
function checkHolidays({ times, calendars }: Profile, name: string, report: Report): void {
  const onlyHolidays = times[name]?.onlyHolidays ?? [];
  const exceptHolidays = times[name]?.exceptHolidays ?? [];
  for (const [index, calendar] of onlyHolidays.entries()) {
    if (exceptHolidays.includes(calendar)) {
      report.error(
        report.top('times', name, 'onlyHolidays', index),
        `is ${quoted(calendar)}, which exceptHolidays leaves out: no day is left; take it out of one of them`,
      );
    }
  }
  if (onlyHolidays.length > 0 && onlyHolidays.every((calendar) => calendars[calendar]?.length === 0)) {
    report.error(
      report.top('times', name, 'onlyHolidays'),
      `names ${onlyHolidays.join(', ')}, which has no days: add some, or leave it out`,
    );
  }
}

function refuseRepeated(names: readonly string[], path: Path, report: Report): void {
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) !== index) {
      report.error(report.top(...path, index), `is ${quoted(name)} again: name each once`);
    }
  }
}
