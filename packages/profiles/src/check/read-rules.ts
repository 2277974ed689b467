/** The rules of a text, each read by its kind, put into their places among those of the base. */
import type { Rule } from '@lamplight/resolver';
import { describeExpectation, explainIssues, type YamlSource } from '@lamplight/runtime';
import { RULE_DOCUMENTS, ruleDocument } from '../document/rule-document.ts';
import { ruleOf, type WrittenRule, writtenRule } from '../document/rule-form.ts';
import type { ProfileFinding } from './finding.ts';
import { type PlacedRule, placeRules } from './place-rules.ts';
import { Report } from './report.ts';
import { quoted, suggestion } from './suggestion.ts';

export interface ReadRules {
  /** Null where one of them cannot be read or has no place. */
  readonly rules: readonly Rule[] | null;
  /** By id: which entry of `rules` in the text. */
  readonly written: ReadonlyMap<string, number>;
  readonly findings: readonly ProfileFinding[];
}

const KINDS = Object.keys(RULE_DOCUMENTS);

export function readRules(
  source: YamlSource,
  { base, isOverBase }: { readonly base: readonly Rule[]; readonly isOverBase: boolean },
): ReadRules {
  const entries = listAt(source.value, 'rules');
  const written = new Map<string, number>();
  for (const [index, entry] of entries.entries()) {
    const id = textOf(entry, 'id');
    if (id !== undefined && !written.has(id)) {
      written.set(id, index);
    }
  }
  const report = new Report(source, written);
  const findings: ProfileFinding[] = [];
  const placed: PlacedRule[] = [];
  let whole = true;
  for (const [index, entry] of entries.entries()) {
    // What is no mapping is refused with the head of the document.
    const rule = isMapping(entry) ? readRule(source, index, entry, base, report, findings) : null;
    if (rule === null) {
      whole = false;
    } else if (written.get(rule.id) === index) {
      placed.push({ rule, before: textOf(entry, 'before'), after: textOf(entry, 'after') });
    }
  }
  const removed = listAt(source.value, 'remove').filter((id) => typeof id === 'string');
  const rules = placeRules(placed, { base, isOverBase, removed }, report);
  findings.push(...report.findings());
  const failed = !whole || findings.some(({ severity }) => severity === 'error');
  return { rules: failed ? null : rules, written, findings };
}

function readRule(
  source: YamlSource,
  index: number,
  entry: WrittenRule,
  base: readonly Rule[],
  report: Report,
  findings: ProfileFinding[],
): Rule | null {
  const id = textOf(entry, 'id') ?? null;
  const place = { ...report.top('rules', index), rule: id };
  const first = id === null ? index : report.rule(id).path[1];
  if (first !== index) {
    report.error(
      { ...report.top('rules', index, 'id'), rule: id },
      `is ${quoted(id ?? '')}, as in rules[${String(first)}]: give each rule an id of its own`,
    );
  }
  const ofBase = base.find((rule) => rule.id === id);
  const kind = entry['kind'] ?? ofBase?.kind;
  const schema = Object.entries(RULE_DOCUMENTS).find(([name]) => name === kind)?.[1];
  if (kind === undefined || kind === null) {
    report.error(place, kindMissing(id, base));
    return null;
  }
  const kindPlace = { ...report.top('rules', index, 'kind'), rule: id };
  if (schema === undefined) {
    report.error(kindPlace, `is ${quoted(String(kind))}: ${suggestion(String(kind), KINDS, 'take another')}`);
    return null;
  }
  if (ofBase !== undefined && ofBase.kind !== kind) {
    report.error(
      kindPlace,
      `is ${quoted(String(kind))}, and of the base ${ofBase.kind}: a rule keeps its kind; remove it, and add one with another id`,
    );
    return null;
  }
  const complete = ofBase === undefined ? entry : over(writtenRule(ofBase), entry);
  const result = ruleDocument.safeParse(complete, { error: describeExpectation });
  if (!result.success) {
    const problems = explainIssues(result.error.issues, schema, source, ['rules', index]);
    findings.push(...problems.map((problem) => ({ ...problem, severity: 'error' as const, rule: id })));
    return null;
  }
  return ruleOf(result.data);
}

function kindMissing(id: string | null, base: readonly Rule[]): string {
  const kinds = `one of ${KINDS.join(', ')}`;
  if (id === null && base.length > 0) {
    return 'has no id: name the rule of the base that it changes, or give a new one an id and a kind';
  }
  if (base.length === 0 || id === null) {
    return `has no kind: expected ${kinds}`;
  }
  const ids = base.map((rule) => rule.id);
  return `has no kind, and the base has no rule ${quoted(id)}: ${suggestion(id, ids, 'name one that it has')} A new rule says its kind`;
}

/** A rule of the base with what the text says over it; pairs are changed one by one. */
function over(base: WrittenRule, entry: WrittenRule): WrittenRule {
  const merged = { ...base, ...entry };
  const pairs = base['pairs'];
  const changed = entry['pairs'];
  return isMapping(pairs) && isMapping(changed) ? { ...merged, pairs: { ...pairs, ...changed } } : merged;
}

function listAt(value: unknown, key: string): readonly unknown[] {
  const list: unknown = isMapping(value) ? value[key] : undefined;
  return Array.isArray(list) ? list : [];
}

function textOf(value: unknown, key: string): string | undefined {
  const text = isMapping(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return typeof text === 'string' ? text : undefined;
}

function isMapping(value: unknown): value is WrittenRule {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
