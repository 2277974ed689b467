import type { Lamps, Profile } from '@lamplight/resolver';
import { Document, isCollection, isMap, isScalar, isSeq, Scalar, visit } from 'yaml';
import { completeHead, PLAIN_PROFILE } from '../document/complete.ts';
import { FORMAT, headDocument } from '../document/profile-document.ts';
import { ruleDocument } from '../document/rule-document.ts';
import { ruleOf } from '../document/rule-form.ts';
import { sameData } from '../document/same-data.ts';
import { shortened, type Written } from './shortened.ts';
import { writtenProfile } from './written-profile.ts';

const LINE_WIDTH = 120;
/** Lists and mappings up to this length, as JSON, stand in one line. */
const ONE_LINE = 90;

/**
 * The profile as YAML, whole (without `extends`), with what differs from the defaults. Read again it is the same profile.
 */
export function writeProfile(profile: Profile): string {
  const { rules, ...head } = writtenProfile(profile);
  const lamps = withRemoved(profile.lamps, PLAIN_PROFILE.lamps);
  const document = new Document(
    {
      profile: FORMAT,
      id: profile.id,
      ...shortHead({ ...head, lamps }, profile),
      rules: rules.map((rule, index) =>
        shortened(rule, (candidate) => {
          const read = ruleDocument.safeParse(candidate);
          return read.success && sameData(ruleOf(read.data), profile.rules[index]);
        }),
      ),
    },
    { aliasDuplicateObjects: false },
  );
  layOut(document);
  quoteBlankBeginnings(document);
  return document.toString({ lineWidth: LINE_WIDTH, flowCollectionPadding: false });
}

/** Of a block whose first line is only blanks, a reader takes these for its indentation (YAML 1.2.2, section 8.1.1.1). */
function quoteBlankBeginnings(document: Document): void {
  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value === 'string' && /^\s*[ \t]\s*\n/.test(node.value)) {
        node.type = Scalar.QUOTE_DOUBLE;
      }
    },
  });
}

/** Fields of the head do not depend on each other, so each is tried by itself. */
function shortHead(head: Written, profile: Profile): Written {
  const wanted = new Map<string, unknown>(Object.entries(profile));
  return Object.fromEntries(
    Object.entries(head).flatMap(([key, value]) =>
      Object.entries(
        shortened({ [key]: value }, (candidate) => {
          const read = headDocument.safeParse({ ...candidate, id: profile.id });
          const fields = new Map<string, unknown>(
            read.success ? Object.entries(completeHead(read.data, PLAIN_PROFILE)) : [],
          );
          return sameData(fields.get(key), wanted.get(key));
        }),
      ),
    ),
  );
}

/** The tables of lamps, with null for what those of the default profile have and these do not. */
function withRemoved(lamps: Lamps, defaults: Lamps): Written {
  const nothing = (table: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.keys(table).map((key) => [key, null]));
  return {
    toneByAvailability: { ...nothing(defaults.toneByAvailability), ...lamps.toneByAvailability },
    toneByActivity: { ...nothing(defaults.toneByActivity), ...lamps.toneByActivity },
    labelByAvailability: { ...nothing(defaults.labelByAvailability), ...lamps.labelByAvailability },
    labelByActivity: { ...nothing(defaults.labelByActivity), ...lamps.labelByActivity },
  };
}

/** A line for each field and an empty one before each rule; what is short stands in one line. */
function layOut(document: Document): void {
  for (const { key, value } of itemsOf(document.contents)) {
    if (isCollection(value)) {
      if (isScalar(key) && isMap(value)) {
        key.spaceBefore = true;
      }
      if (isSeq(value) && value.items.some(isMap)) {
        layOutRules(value.items, key);
      } else if (isMap(value)) {
        for (const inner of itemsOf(value)) {
          inOneLine(inner.value);
        }
      } else {
        inOneLine(value);
      }
    }
  }
}

function layOutRules(rules: readonly unknown[], key: unknown): void {
  if (isScalar(key)) {
    key.spaceBefore = true;
  }
  for (const [index, rule] of rules.entries()) {
    if (isMap(rule)) {
      rule.spaceBefore = index > 0;
      for (const { value } of itemsOf(rule)) {
        inOneLine(value);
      }
    }
  }
}

function inOneLine(node: unknown): void {
  if (!isCollection(node)) {
    return;
  }
  if (JSON.stringify(node.toJSON()).length <= ONE_LINE) {
    node.flow = true;
    return;
  }
  for (const inner of isMap(node) ? itemsOf(node).map(({ value }) => value) : node.items) {
    inOneLine(inner);
  }
}

function itemsOf(node: unknown): readonly { readonly key: unknown; readonly value: unknown }[] {
  return isMap(node) ? node.items : [];
}
