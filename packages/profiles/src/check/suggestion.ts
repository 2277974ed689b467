import { nearest } from '@lamplight/runtime';

/** More names than these are no help in a message. */
const MOST = 20;

/** The remedy for a name that is not there: the nearest one, else all where they are few, else the one given. */
export function suggestion(word: string, known: readonly string[], otherwise: string): string {
  const names = [...new Set(known)];
  const meant = nearest(word, names);
  if (meant !== undefined) {
    return `did you mean ${meant}?`;
  }
  return names.length === 0 || names.length > MOST ? otherwise : `expected one of ${names.join(', ')}`;
}

/** As text in a message. */
export function quoted(value: string): string {
  return JSON.stringify(value);
}
