/** The words for label ids, tones and reasons. A language is added by a file beside `en.ts` and an entry here. */
import type { Tone } from '@lamplight/domain';
import { deepFreeze } from '../deep-freeze.ts';
import type { LabelId } from '../label.ts';
import type { ReasonId } from '../reason-id.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import type { Texts } from './texts.ts';

export interface Catalogue {
  /** The language that the texts are in, which need not be the one asked for. */
  readonly language: string;
  /** Changes when any text does. */
  readonly version: string;
  readonly labels: Readonly<Record<LabelId, string>>;
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
  const primary = tag.trim().split(/[-_]/)[0]?.toLowerCase() ?? '';
  return TEXTS.has(primary) ? primary : 'en';
}

export function textsFor(tag: string): Texts {
  return TEXTS.get(languageFor(tag)) ?? en;
}

/** The catalogue of a language, such as `de` or `de-AT`; English where it is not held. */
export function catalogue(language: string): Catalogue {
  const held = CATALOGUES.get(languageFor(language));
  if (held === undefined) {
    throw new RangeError(`language: no catalogue for ${JSON.stringify(language)}`);
  }
  return held;
}

/** FNV-1a, 32 bits: enough to tell two versions of a text apart. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}
