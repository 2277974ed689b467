/** What a rule wants of subjects, looked at by itself. */
import type { ClaimMatch, Profile, Rule } from '@lamplight/resolver';
import type { Report } from './report.ts';
import { EFFECTS } from './rule-kinds.ts';
import type { ProfileSurroundings } from './surroundings.ts';

export function checkEffects(rule: Rule, profile: Profile, { systems }: ProfileSurroundings, report: Report): void {
  if (!EFFECTS.includes(rule.kind)) {
    return;
  }
  if (profile.writes === 'off') {
    report.warning(
      report.rule(rule.id),
      `is of the kind ${rule.kind}, and writes is off: it only says what it would write; set writes: on to have it`,
    );
  }
  if ('technology' in rule) {
    const causes = technologiesOf(rule.of, systems);
    if (causes?.every((technology) => technology === rule.technology)) {
      report.error(
        report.rule(rule.id, 'of'),
        `names only ${rule.technology}, to which the rule writes: nothing is written into its own cause; name the system that it comes from`,
      );
    }
  }
  if ('toSystems' in rule && rule.toSystems !== null) {
    const [only] = rule.of?.systems ?? [];
    if (rule.of?.systems?.length === 1 && only !== undefined && rule.toSystems.every((system) => system === only)) {
      report.error(
        report.rule(rule.id, 'toSystems'),
        `names only ${only}, from which the rule takes its cause: nothing is told to its own cause; name another system`,
      );
    }
  }
}

/** Technologies that the causes can be of; null: any. */
function technologiesOf(
  match: ClaimMatch | null,
  systems: ProfileSurroundings['systems'],
): readonly (string | undefined)[] | null {
  if (match?.technologies != null) {
    return match.technologies;
  }
  return match?.systems == null || systems === null ? null : match.systems.map((system) => systems.get(system));
}
