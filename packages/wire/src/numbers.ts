/** How times and counts stand in a message. A bad number here would throw inside the encoder: it is mended instead. */

const LARGEST_UINT32 = 4_294_967_295;

/** A whole number from 0 to 2^53 - 1; 0 for what is no number. */
export function wholeNumber(value: number): number {
  return Number.isFinite(value) ? Math.min(Math.max(0, Math.round(value)), Number.MAX_SAFE_INTEGER) : 0;
}

/** As {@link wholeNumber}, at most what a uint32 holds. */
export function wireUint32(value: number): number {
  return Math.min(wholeNumber(value), LARGEST_UINT32);
}

/** Wall time of `_unix_ms` fields: 0 where not known. */
export function timeToWire(time: number | null): number {
  return time === null ? 0 : wholeNumber(time);
}

/** Null for 0 and for what is no time. */
export function timeFromWire(unixMs: number): number | null {
  return Number.isSafeInteger(unixMs) && unixMs > 0 ? unixMs : null;
}

/** Age of `_age_ms` fields: never negative, since the future has no age. */
export function ageOf(since: number | null, now: number): number | undefined {
  return since === null ? undefined : wholeNumber(now - since);
}

/** Offset of `_in_ms` fields: negative for what has passed. */
export function offsetTo(until: number | null, now: number): number | undefined {
  return until === null || !Number.isFinite(until - now) ? undefined : Math.round(until - now);
}

/** Null for empty bytes. */
export function bytesFromWire(bytes: Uint8Array): Uint8Array | null {
  return bytes.length === 0 ? null : bytes;
}

export function bytesToWire(bytes: Uint8Array | null): Buffer {
  return bytes === null ? Buffer.alloc(0) : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
