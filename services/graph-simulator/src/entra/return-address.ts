/** Where a browser goes with the answer of an authorization (RFC 6749 section 4.1.2; OAuth 2.0 response modes). */
import type { SimulatorResponse } from '../http/simulator-request.ts';
import { formPostPage } from '../pages/other-pages.ts';

export const RESPONSE_MODES = ['query', 'fragment', 'form_post'] as const;
export type ResponseMode = (typeof RESPONSE_MODES)[number];

export interface ReturnAddress {
  /** One of the app's registered URIs. */
  readonly redirectUri: string;
  readonly responseMode: ResponseMode;
  /** Given back as it came; null for none. */
  readonly state: string | null;
}

/** Sends the browser back with an answer and the app's `state`. */
export function returnTo(address: ReturnAddress, answer: Readonly<Record<string, string>>): SimulatorResponse {
  const { redirectUri, responseMode, state } = address;
  const complete = state === null ? answer : { ...answer, state };
  if (responseMode === 'form_post') {
    return formPostPage(redirectUri, complete);
  }
  const url = new URL(redirectUri);
  if (responseMode === 'query') {
    for (const [name, value] of Object.entries(complete)) {
      url.searchParams.set(name, value);
    }
  } else {
    url.hash = new URLSearchParams(complete).toString();
  }
  return { status: 302, headers: { location: url.href, 'cache-control': 'no-store, no-cache' }, body: '' };
}
