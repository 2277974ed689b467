/** Letters that Unicode does not take apart, as people type them who do not have them. */
const TYPED: ReadonlyMap<string, string> = new Map([
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['ø', 'o'],
  ['ð', 'd'],
  ['đ', 'd'],
  ['ħ', 'h'],
  ['ı', 'i'],
  ['ĸ', 'k'],
  ['ł', 'l'],
  ['ŋ', 'n'],
  ['þ', 'th'],
  ['ŧ', 't'],
  ['ς', 'σ'],
]);

/**
 * A name or text as people search for it: without case, accents, width and surplus spaces, ß as ss. For finding and
 * sorting, never for deciding that two people are one: Müller and Muller fold alike.
 */
export function foldName(text: string): string {
  if (/^[ -~]*$/.test(text)) {
    // Most names by far, and the rest would find nothing to do.
    return text.toLowerCase().replaceAll(/ +/g, ' ').trim();
  }
  return withoutMarks(withoutMarks(text).toLowerCase())
    .replaceAll(/[ßæœøðđħıĸłŋþŧς]/g, (letter) => TYPED.get(letter) ?? letter)
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .normalize('NFC');
}

/** Lower case can bring marks back, as in İ. */
function withoutMarks(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{Mn}/gu, '');
}
