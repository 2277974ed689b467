import { LamplightError } from '@lamplight/runtime';

/** Where a page ended: the sort key and the id of its last entry. It stays good while entries come and go. */
export interface PagePosition {
  readonly key: string;
  readonly id: string;
}

export function makePageToken(position: PagePosition): string {
  return Buffer.from(JSON.stringify([position.key, position.id]), 'utf8').toString('base64url');
}

/** @throws LamplightError `protocol_violation` for what is no page token */
export function readPageToken(token: string): PagePosition {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (Array.isArray(parsed) && parsed.length === 2) {
      const [key, id]: readonly unknown[] = parsed;
      if (typeof key === 'string' && typeof id === 'string') {
        return { key, id };
      }
    }
  } catch {
    // Falls through: what is no JSON is no token either.
  }
  throw new LamplightError(
    'protocol_violation',
    `page_token ${JSON.stringify(token.slice(0, 80))} was not given by List: send next_page_token of the page before`,
  );
}

/** Orders by sort key, then id, by code units: the same on every machine. */
export function comparePositions(a: PagePosition, b: PagePosition): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
