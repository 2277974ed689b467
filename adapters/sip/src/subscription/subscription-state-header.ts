import type { HeaderFields } from '../sip/header-fields.ts';
import { parseParameters, splitOutsideQuotes } from '../sip/parameters.ts';

/** What Subscription-State says (RFC 6665, 8.2.3). */
export interface SubscriptionStateHeader {
  /** A missing or unknown word counts as active, as 4.1.2 asks for unknown ones. */
  readonly state: 'active' | 'pending' | 'terminated';
  /** Lower case; undefined where not said. */
  readonly reason: string | undefined;
  readonly expiresSeconds: number | undefined;
  readonly retryAfterSeconds: number | undefined;
}

/** @throws LamplightError `sip_malformed` when a quote in it is left open. */
export function readSubscriptionState(headers: HeaderFields): SubscriptionStateHeader {
  const [word = '', ...rest] = splitOutsideQuotes(headers.get('Subscription-State') ?? 'active', ';');
  const parameters = parseParameters(rest);
  const state = word.trim().toLowerCase();
  return Object.freeze({
    state: state === 'pending' || state === 'terminated' ? state : 'active',
    reason: parameters.get('reason')?.toLowerCase(),
    expiresSeconds: readSeconds(parameters.get('expires')),
    retryAfterSeconds: readSeconds(parameters.get('retry-after')),
  });
}

/** A delay in seconds, as Expires, Min-Expires and Retry-After carry it; a comment or parameter after it is left out. */
export function readSeconds(value: string | undefined): number | undefined {
  const digits = /^\s*(\d{1,10})/.exec(value ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}
