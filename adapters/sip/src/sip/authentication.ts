/**
 * Our side of digest authentication towards one PBX: remembers the last challenge, so that later requests carry an
 * answer at once, and decides whether a new challenge is worth another try. A wrong password is said, not repeated.
 */
import { LamplightError, type Random } from '@lamplight/runtime';
import { answerChallenge, type Credentials, type DigestChallenge, parseChallenge } from './digest.ts';
import type { HeaderFields } from './header-fields.ts';
import type { SipResponse } from './message.ts';
import { parseParameters, splitOutsideQuotes } from './parameters.ts';

/** Who asks: the PBX itself (401) or a proxy before it (407). */
type Asker = 'server' | 'proxy';

const FIELDS = {
  server: { challenge: 'WWW-Authenticate', answer: 'Authorization', info: 'Authentication-Info' },
  proxy: { challenge: 'Proxy-Authenticate', answer: 'Proxy-Authorization', info: 'Proxy-Authentication-Info' },
} as const satisfies Record<Asker, object>;

/** How often one request is sent anew for stale nonces before the PBX is taken to be at fault. */
const MAX_STALE = 2;

/** What one request has been through; starts as {@link NOT_CHALLENGED}. */
export interface Challenged {
  /** Whom this request has answered with a nonce it was given itself. */
  readonly answered: readonly Asker[];
  readonly stale: number;
}

export const NOT_CHALLENGED: Challenged = Object.freeze({ answered: [], stale: 0 });

export type ChallengeVerdict =
  | { readonly kind: 'try-again'; readonly challenged: Challenged }
  | { readonly kind: 'give-up'; readonly why: string };

export class Authentication {
  readonly #credentials: Credentials | undefined;
  readonly #random: Random;
  readonly #known = new Map<Asker, { challenge: DigestChallenge; count: number }>();

  constructor(credentials: Credentials | undefined, random: Random) {
    this.#credentials = credentials;
    this.#random = random;
  }

  /** Adds answers to the challenges that are known; each use of a nonce counts. */
  authorize(headers: HeaderFields, method: string, uri: string): void {
    if (this.#credentials === undefined) {
      return;
    }
    for (const [asker, known] of this.#known) {
      known.count += 1;
      const cnonce = Buffer.from(this.#random.bytes(8)).toString('hex');
      const input = { method, uri, nonceCount: known.count, cnonce };
      headers.set(FIELDS[asker].answer, answerChallenge(known.challenge, this.#credentials, input));
    }
  }

  /** Decides on a 401 or 407. */
  challenge(response: SipResponse, before: Challenged): ChallengeVerdict {
    const asker: Asker = response.status === 401 ? 'server' : 'proxy';
    const challenge = firstSupported(response.headers.all(FIELDS[asker].challenge));
    if (challenge === undefined) {
      return {
        kind: 'give-up',
        why: 'the PBX asks for an authentication that is not supported (digest with MD5, SHA-256 or SHA-512-256 and quality auth is)',
      };
    }
    if (this.#credentials === undefined) {
      return {
        kind: 'give-up',
        why: `the PBX asks for a user name and password (realm ${challenge.realm}), none is configured`,
      };
    }
    // An answer made from a nonce of this very request was refused: the name or password is wrong. An older nonce may
    // simply have run out, which many a PBX does not mark as stale.
    if (before.answered.includes(asker) && (!challenge.stale || before.stale >= MAX_STALE)) {
      this.#known.delete(asker);
      return { kind: 'give-up', why: `the PBX refuses the user name or password (realm ${challenge.realm})` };
    }
    this.#known.set(asker, { challenge, count: 0 });
    const answered = [...new Set([...before.answered, asker])];
    return { kind: 'try-again', challenged: { answered, stale: before.stale + (challenge.stale ? 1 : 0) } };
  }

  /** Takes the next nonce that an accepted answer may name (RFC 7616, 3.5). */
  accepted(response: SipResponse): void {
    for (const [asker, known] of this.#known) {
      const info = response.headers.get(FIELDS[asker].info);
      const next = info === undefined ? undefined : nextNonce(info);
      if (next !== undefined) {
        this.#known.set(asker, { challenge: { ...known.challenge, nonce: next, stale: false }, count: 0 });
      }
    }
  }
}

function nextNonce(info: string): string | undefined {
  try {
    return parseParameters(splitOutsideQuotes(info, ',')).get('nextnonce');
  } catch (failure) {
    // An unreadable hint is no hint: the next challenge brings a nonce.
    LamplightError.from(failure);
    return undefined;
  }
}

/** The topmost that is supported: the PBX's preference (RFC 8760, 2.4). */
function firstSupported(values: readonly string[]): DigestChallenge | undefined {
  for (const value of values) {
    try {
      const challenge = parseChallenge(value);
      if (challenge !== undefined) {
        return challenge;
      }
    } catch (failure) {
      LamplightError.from(failure);
    }
  }
  return undefined;
}
