/** What is wanted at a subject, in words. A language is added by an entry here. */
import type { Desired, DesiredEffect } from '@lamplight/domain';
import { languageFor } from '@lamplight/resolver';

/** {subject}, {pair}, {restore}, {cause} and {exceptions} stand for what they say. */
type Words = Readonly<Record<Desired['kind'] | 'restored' | 'excepted' | 'subject', string>>;

const EN: Words = {
  subject: '{address} at {system}',
  session: '{subject}: session {pair}',
  preferred: '{subject}: {pair} as if chosen by hand',
  restored: ', afterwards {restore} again',
  talking: '{subject}: talking, because of {cause}',
  'do-not-disturb': '{subject}: do-not-disturb, because of {cause}',
  excepted: ', except for {exceptions}',
  leave: '{subject}: left as it is ({reason})',
};

const DE: Words = {
  subject: '{address} bei {system}',
  session: '{subject}: Sitzung {pair}',
  preferred: '{subject}: {pair}, wie von Hand gewählt',
  restored: ', danach wieder {restore}',
  talking: '{subject}: im Gespräch, wegen {cause}',
  'do-not-disturb': '{subject}: nicht stören, wegen {cause}',
  excepted: ', außer für {exceptions}',
  leave: '{subject}: bleibt, wie es ist ({reason})',
};

const WORDS: ReadonlyMap<string, Words> = new Map([
  ['en', EN],
  ['de', DE],
]);

/** One line on what is wanted at one subject. */
export function effectInWords({ address, systemId, desired }: DesiredEffect, language: string): string {
  const words = WORDS.get(languageFor(language)) ?? EN;
  const subject = fill(words.subject, { address, system: systemId });
  return fill(templateOf(desired, words), { subject, ...valuesOf(desired) });
}

function templateOf(desired: Desired, words: Words): string {
  const sentence = words[desired.kind];
  if (desired.kind === 'preferred' && desired.restore !== null) {
    return sentence + words.restored;
  }
  return desired.kind === 'do-not-disturb' && desired.exceptions.length > 0 ? sentence + words.excepted : sentence;
}

function valuesOf(desired: Desired): Readonly<Record<string, string>> {
  switch (desired.kind) {
    case 'session':
      return { pair: `${desired.availability}/${desired.activity}` };
    case 'preferred':
      return {
        pair: `${desired.availability}/${desired.activity}`,
        restore: desired.restore === null ? '' : `${desired.restore.availability}/${desired.restore.activity}`,
      };
    case 'talking':
      return { cause: desired.causeSystemId };
    case 'do-not-disturb':
      return { cause: desired.causeSystemId, exceptions: desired.exceptions.join(', ') };
    case 'leave':
      return { reason: desired.reason };
  }
}

/** One pass, so that a placeholder inside a value stays text. */
function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? placeholder) : placeholder,
  );
}
