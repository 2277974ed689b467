/** A text as it is compared: without case, accents or space around it. */
export function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{Mn}/gu, '')
    .toLowerCase()
    .trim();
}

/** The digits of a number in its international form, without `+` or `00`; undefined when the text is no number. */
export function phoneDigits(text: string): string | undefined {
  const trimmed = text.trim();
  if (!/^\+?[\d\s().\-/]+$/.test(trimmed)) {
    return undefined;
  }
  const digits = trimmed.replaceAll(/\D/g, '').replace(/^00/, '');
  return digits === '' ? undefined : digits;
}

/** A line's address without the scheme of a URI, since people type `567@pbx` for `sip:567@pbx`. */
export function lineName(address: string): string {
  return folded(address).replace(/^(?:sips?|tel):/, '');
}
