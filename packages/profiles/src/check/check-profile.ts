import { type Profile, SHIPPED_PROFILES } from '@lamplight/resolver';
import { deepFreeze, LamplightError } from '@lamplight/runtime';
import { sameData } from '../document/same-data.ts';
import { checkRules } from './check-rules.ts';
import { checkSettings } from './check-settings.ts';
import type { ProfileFinding } from './finding.ts';
import { readProfile } from './read-profile.ts';
import { Report } from './report.ts';
import { quoted } from './suggestion.ts';
import { type ProfileSurroundings, SHIPPED_SURROUNDINGS } from './surroundings.ts';

export interface CheckedProfile {
  /** Null exactly when one of the findings is an error. */
  readonly profile: Profile | null;
  /** In the order of the text. */
  readonly findings: readonly ProfileFinding[];
}

/** Reads a profile and says everything that is wrong with it. Never throws. */
export function checkProfile(text: string, surroundings: ProfileSurroundings = SHIPPED_SURROUNDINGS): CheckedProfile {
  const { profile, findings } = inspect(text, surroundings);
  return { profile, findings };
}

interface Inspected extends CheckedProfile {
  /** The id is that of another, shipped profile. */
  readonly isTaken: boolean;
}

function inspect(text: string, surroundings: ProfileSurroundings): Inspected {
  const { source, profile, written, findings } = readProfile(text, surroundings);
  const isTaken = profile !== null && takesShippedId(profile);
  const all = [...findings];
  if (profile !== null) {
    const report = new Report(source, written);
    if (isTaken) {
      report.error(
        report.top('id'),
        `is ${quoted(profile.id)}, a shipped profile: give yours another id, and write \`extends: ${profile.id}\` to change that one`,
      );
    }
    checkSettings(profile, source.value, surroundings, report);
    checkRules(profile, surroundings, report);
    all.push(...report.findings());
  }
  const failed = all.some(({ severity }) => severity === 'error');
  deepFreeze(profile);
  return {
    profile: failed ? null : profile,
    isTaken,
    findings: all.sort((left, right) => left.line - right.line || left.column - right.column),
  };
}

/**
 * @param fileName how messages name the text.
 * @throws LamplightError `profile_invalid` with every error as `file:line:column: message`; `profile_shipped` where
 *   nothing is wrong but that its id is that of another, shipped one.
 */
export function parseProfile(
  text: string,
  fileName: string,
  surroundings: ProfileSurroundings = SHIPPED_SURROUNDINGS,
): Profile {
  const { profile, findings, isTaken } = inspect(text, surroundings);
  if (profile !== null) {
    return profile;
  }
  const errors = findings.filter(({ severity }) => severity === 'error');
  const lines = errors.map(({ line, column, message }) => `${fileName}:${line}:${column}: ${message}`);
  throw new LamplightError(isTaken && errors.length === 1 ? 'profile_shipped' : 'profile_invalid', lines.join('\n'), {
    details: { file: fileName, problems: String(errors.length) },
  });
}

/** A shipped profile may be read from its own text, as it is written out. */
function takesShippedId(profile: Profile): boolean {
  const shipped = SHIPPED_PROFILES.get(profile.id);
  return shipped !== undefined && !sameData(shipped, profile);
}
