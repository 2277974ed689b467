/** The words for label ids, tones and reasons. A language is added by a file beside `en.ts` and an entry here. */
import type { Tone } from '@lamplight/domain';
import { deepFreeze } from '../deep-freeze.ts';
import type { LabelId } from '../label.ts';
import type { ReasonId } from '../reason-id.ts';
import { compareText } from '../subject-state.ts';
import { lookUp } from '../tone.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import type { Texts } from './texts.ts';

export interface Catalogue {
  /** The language that the texts are in, which need not be the one asked for. */
  readonly language: string;
  /** Changes when any text does. */
  readonly version: string;
  /** By label id, the tenant's own among them. */
  readonly labels: Readonly<Record<LabelId, string>> & Readonly<Record<string, string>>;
  /** By tone of the domain. */
  readonly tones: Readonly<Record<Tone, string>>;
  /** Sentences for details of reasons, with placeholders, and for reason ids of transfer hints. */
  readonly reasons: Readonly<Record<ReasonId, string>>;
}

const TEXTS: ReadonlyMap<string, Texts> = new Map([
  ['en', en],
  ['de', de],
]);

const CATALOGUES: ReadonlyMap<string, Catalogue> = new Map(
  [...TEXTS].map(([language, texts]) => [
    language,
    deepFreeze({
      language,
      version: fingerprint(JSON.stringify(texts)),
      labels: texts.labels,
      tones: texts.tones,
      reasons: texts.reasons,
    }),
  ]),
);

/** The language held for a tag of BCP 47, by its first subtag in any case; English where it is not held. */
export function languageFor(tag: string): string {
  const primary = primaryOf(tag);
  return TEXTS.has(primary) ? primary : 'en';
}

function primaryOf(tag: string): string {
  return tag.trim().split(/[-_]/)[0]?.toLowerCase() ?? '';
}

export function textsFor(tag: string): Texts {
  return TEXTS.get(languageFor(tag)) ?? en;
}

/** Labels of a tenant's own: by label id, the words by language. One of a shipped id takes its place. */
export type OwnLabels = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * The catalogue of a language, such as `de` or `de-AT`; English where it is not held. A label of the tenant's own is in the
 * language asked for, else in English, else in any that it has.
 */
export function catalogue(language: string, own: OwnLabels = {}): Catalogue {
  const held = CATALOGUES.get(languageFor(language));
  if (held === undefined) {
    throw new RangeError(`language: no catalogue for ${JSON.stringify(language)}`);
  }
  const added = wordsIn(language, own);
  if (added.length === 0) {
    return held;
  }
  return deepFreeze({
    ...held,
    version: fingerprint(`${held.version} ${JSON.stringify(added)}`),
    labels: { ...held.labels, ...Object.fromEntries(added) },
  });
}

/** The labels that have words, by id. */
function wordsIn(tag: string, own: OwnLabels): readonly (readonly [string, string])[] {
  const wanted = [tag.trim().toLowerCase(), primaryOf(tag), 'en'];
  return Object.keys(own)
    .sort(compareText)
    .flatMap((id) => {
      const words = new Map(
        Object.entries(lookUp(own, id) ?? {})
          .sort(([a], [b]) => compareText(a, b))
          .map(([language, text]) => [language.toLowerCase(), text]),
      );
      const language = wanted.find((one) => words.has(one)) ?? [...words.keys()][0];
      const text = language === undefined ? undefined : words.get(language);
      return text === undefined ? [] : [[id, text] as const];
    });
}

/** FNV-1a, 32 bits: enough to tell two versions of a text apart. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}
