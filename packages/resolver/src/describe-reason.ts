import type { Reason } from '@lamplight/domain';
import { textsFor } from './catalogue/catalogue.ts';
import type { Profile } from './profile.ts';
import { wordsOfRule } from './rule-words.ts';
import { lookUp } from './tone.ts';

/**
 * One sentence on what a rule did or why it was discarded. A detail that this version does not know, from a peer that
 * is newer, is given as it is.
 */
export function describeReason(reason: Reason, profile: Profile, language: string): string {
  const texts = textsFor(language);
  const sentence = lookUp<string>(texts.reasons, reason.detail);
  if (sentence === undefined) {
    return reason.detail;
  }
  const subject =
    reason.subject === null
      ? texts.nobody
      : fill(texts.at, { address: reason.subject.address, system: reason.subject.systemId });
  const words = wordsOfRule(profile.rules[reason.rule], reason.detail, profile, texts);
  return fill(sentence, { ...words, subject });
}

/** One pass, so that a placeholder inside a value stays text. */
function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) => lookUp(values, name) ?? placeholder);
}
