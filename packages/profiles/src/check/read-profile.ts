/** From a text to a whole profile, as far as the schema goes: the document over its base, rules in their places. */
import { type Profile, SHIPPED_PROFILES } from '@lamplight/resolver';
import {
  describeExpectation,
  explainIssues,
  LamplightError,
  type Problem,
  parseYaml,
  type YamlSource,
} from '@lamplight/runtime';
import { completeHead, PLAIN_PROFILE } from '../document/complete.ts';
import { headDocument } from '../document/profile-document.ts';
import type { ProfileFinding } from './finding.ts';
import { readRules } from './read-rules.ts';
import { quoted, suggestion } from './suggestion.ts';
import type { ProfileSurroundings } from './surroundings.ts';

export interface ReadProfile {
  readonly source: YamlSource;
  /** Null where it cannot be put together. */
  readonly profile: Profile | null;
  /** By id: which entry of `rules` in the text. */
  readonly written: ReadonlyMap<string, number>;
  readonly findings: readonly ProfileFinding[];
}

export function readProfile(text: string, surroundings: ProfileSurroundings): ReadProfile {
  const source = parseYaml(text);
  const problems = source.problems.length > 0 ? source.problems : problemsOfRoot(source.value);
  if (problems.length > 0) {
    return { source, profile: null, written: new Map(), findings: problems.map((problem) => errorAt(problem)) };
  }
  const findings: ProfileFinding[] = [];
  const head = headDocument.safeParse(source.value, { error: describeExpectation });
  if (!head.success) {
    findings.push(...explainIssues(head.error.issues, headDocument, source).map((problem) => errorAt(problem)));
  }
  const named = textAt(source.value, 'extends');
  const base = named === undefined ? PLAIN_PROFILE : baseNamed(named, source, surroundings, findings);
  const isOverBase = named !== undefined;
  if (!isOverBase) {
    findings.push(...problemsWithoutBase(source).map((problem) => errorAt(problem)));
  }
  const rules = base === null ? null : readRules(source, { base: base.rules, isOverBase });
  findings.push(...(rules?.findings ?? []));
  const profile =
    base === null || rules === null || !head.success || rules.rules === null
      ? null
      : { ...completeHead(head.data, base), rules: rules.rules };
  return { source, profile, written: rules?.written ?? new Map(), findings };
}

function baseNamed(
  id: string,
  source: YamlSource,
  surroundings: ProfileSurroundings,
  findings: ProfileFinding[],
): Profile | null {
  const at = source.positionOf(['extends']);
  if (id === textAt(source.value, 'id')) {
    const message = `extends is ${quoted(id)}: a profile cannot extend itself; give it another id, or name another base`;
    findings.push(errorAt({ ...at, message }));
    return null;
  }
  try {
    const base = surroundings.base(id);
    if (base !== undefined) {
      return base;
    }
    const remedy = suggestion(id, [...SHIPPED_PROFILES.keys()], 'name another');
    findings.push(errorAt({ ...at, message: `extends is ${quoted(id)}: there is no profile of this id; ${remedy}` }));
  } catch (failure) {
    const { message } = LamplightError.from(failure);
    findings.push(errorAt({ ...at, message: `extends is ${quoted(id)}: ${message}` }));
  }
  return null;
}

function problemsOfRoot(value: unknown): readonly Problem[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? []
    : [{ line: 1, column: 1, message: 'the profile is no mapping: begin with `profile: lamplight/1` and `id:`' }];
}

/** What only makes sense over a base, and what must be there without one. */
function problemsWithoutBase(source: YamlSource): readonly Problem[] {
  const problems: Problem[] = [];
  if (fieldOf(source.value, 'rules') === undefined) {
    problems.push({
      ...source.positionOf([]),
      message: 'rules is missing: expected a list of rules, or `extends:` with the profile that this one changes',
    });
  }
  if (fieldOf(source.value, 'remove') !== undefined) {
    problems.push({
      ...source.positionOfKey(['remove']),
      message: 'remove stands in a profile without `extends`: there is no base to take rules from; leave the rules out',
    });
  }
  return problems;
}

function textAt(value: unknown, key: string): string | undefined {
  const found = fieldOf(value, key);
  return typeof found === 'string' ? found : undefined;
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, key)?.value : undefined;
}

export function errorAt({ line, column, message }: Problem, rule: string | null = null): ProfileFinding {
  return { line, column, severity: 'error', rule, message };
}
