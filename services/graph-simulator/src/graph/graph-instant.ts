/** An instant as Graph writes it: seven digits after the second, and Z. @param wallMs wall time in milliseconds. */
export function graphInstant(wallMs: number): string {
  return new Date(wallMs).toISOString().replace('Z', '0000Z');
}
