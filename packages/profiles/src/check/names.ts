/** Names of things outside of a rule: its profile's times, and what the tenant has. */
import { CONSOLE, MSTEAMS, PBX, SIPSIMPLE } from '@lamplight/domain';
import { LABEL_IDS, type Profile, type Rule } from '@lamplight/resolver';
import type { Place, Report } from './report.ts';
import { matchesOf } from './rule-kinds.ts';
import { quoted, suggestion } from './suggestion.ts';
import type { ProfileSurroundings } from './surroundings.ts';

export function checkRuleNames(rule: Rule, profile: Profile, around: ProfileSurroundings, report: Report): void {
  const at = (...path: readonly PropertyKey[]) => report.rule(rule.id, ...path);
  for (const key of ['during', 'outside'] as const) {
    for (const [index, name] of (rule.when?.[key] ?? []).entries()) {
      if (!Object.hasOwn(profile.times, name)) {
        const known = Object.keys(profile.times);
        report.error(
          at('when', key, index),
          `is ${quoted(name)}, which times does not have: ${suggestion(name, known, 'add it to times')}`,
        );
      }
    }
  }
  for (const key of ['groups', 'exceptGroups'] as const) {
    checkGroups(rule.when?.[key] ?? [], (index) => at('when', key, index), around, report);
  }
  for (const { path, match } of matchesOf(rule)) {
    checkSystems(match.systems ?? [], (index) => at(...path, 'systems', index), around, report);
    checkTechnologies(match.technologies ?? [], (index) => at(...path, 'technologies', index), around, report);
    checkTechnologyOfSystems(match, at(...path, 'systems'), around, report);
  }
  if ('technology' in rule) {
    checkTechnologies([rule.technology], () => at('technology'), around, report);
  }
  if ('technologies' in rule) {
    checkTechnologies(rule.technologies, (index) => at('technologies', index), around, report);
  }
  if ('toSystems' in rule) {
    checkSystems(rule.toSystems ?? [], (index) => at('toSystems', index), around, report);
  }
  if (rule.kind === 'show' && rule.label !== null) {
    checkLabel(rule.label, at('label'), around, report);
  }
  if (rule.kind === 'managed-by' && rule.notice !== '') {
    checkLabel(rule.notice, at('notice'), around, report);
  }
}

export function checkLabel(label: string, place: Place, { labels }: ProfileSurroundings, report: Report): void {
  const known = labels === null ? null : [...LABEL_IDS, ...labels];
  if (known !== null && !known.includes(label)) {
    report.error(
      place,
      `is ${quoted(label)}, which is no label: ${suggestion(label, known, 'take one of the catalogue')} (or add it to the labels of the tenant)`,
    );
  }
}

export function checkGroups(
  names: readonly string[],
  place: (index: number) => Place,
  { groups }: ProfileSurroundings,
  report: Report,
): void {
  for (const [index, name] of names.entries()) {
    if (groups !== null && !groups.has(name)) {
      const remedy = suggestion(name, [...groups], 'create it, or take it out');
      report.warning(place(index), `is ${quoted(name)}: there is no such group; ${remedy}`);
    }
  }
}

/** An open set: what only the case tells from a known one is surely meant to be that. */
export function checkTechnologies(
  names: readonly string[],
  place: (index: number) => Place,
  { systems }: ProfileSurroundings,
  report: Report,
): void {
  const known = [MSTEAMS, SIPSIMPLE, PBX, CONSOLE, ...(systems?.values() ?? [])];
  for (const [index, name] of names.entries()) {
    const meant = known.find((technology) => technology.toLowerCase() === name.toLowerCase());
    if (meant !== undefined && !known.includes(name)) {
      report.warning(place(index), `is ${quoted(name)}: did you mean ${meant}? Technologies are told apart by case`);
    } else if (systems !== null && meant === undefined) {
      report.warning(
        place(index),
        `is ${quoted(name)}: no system has this technology; ${suggestion(name, known, 'name another')}`,
      );
    }
  }
}

function checkSystems(
  ids: readonly string[],
  place: (index: number) => Place,
  { systems }: ProfileSurroundings,
  report: Report,
): void {
  for (const [index, id] of ids.entries()) {
    if (systems !== null && !systems.has(id)) {
      const remedy = suggestion(id, [...systems.keys()], 'add the system, or take it out');
      report.warning(place(index), `is ${quoted(id)}: there is no such system; ${remedy}`);
    }
  }
}

/** Systems and technologies are both asked, and no system named is of a technology named. */
function checkTechnologyOfSystems(
  { systems: ids, technologies }: ReturnType<typeof matchesOf>[number]['match'],
  place: Place,
  { systems }: ProfileSurroundings,
  report: Report,
): void {
  if (systems === null || ids === null || technologies === null) {
    return;
  }
  const found = ids.map((id) => systems.get(id));
  if (found.every((technology) => technology !== undefined && !technologies.includes(technology))) {
    report.error(
      place,
      `names systems of ${found.join(', ')}, and technologies asks for ${technologies.join(', ')}: no claim fits both; leave one of them out`,
    );
  }
}

export function checkPeople(
  ids: readonly string[],
  place: (index: number) => Place,
  { hasPerson }: ProfileSurroundings,
  report: Report,
): void {
  for (const [index, id] of ids.entries()) {
    if (hasPerson !== null && !hasPerson(id)) {
      report.warning(place(index), `is ${quoted(id)}: nobody has this id; take it out, or name the id of a person`);
    }
  }
}
