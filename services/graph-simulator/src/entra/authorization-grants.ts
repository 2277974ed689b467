/**
 * What was handed out after a sign-in: authorization codes and refresh tokens. Codes: once, for ten minutes (Entra,
 * v2-oauth2-auth-code-flow). Refresh tokens: 90 days without use; each use gives a new one and leaves the old one good
 * (Entra, refresh-tokens).
 */
import { createHash } from 'node:crypto';
import type { Clock, Random } from '@lamplight/runtime';
import type { RequestedScopes } from './requested-scopes.ts';
import type { SignIn } from './sign-in-accounts.ts';

const CODE_LIFE_MS = 600_000;
const REFRESH_TOKEN_LIFE_MS = 90 * 86_400_000;
/** The oldest go beyond this many. */
const MOST_HELD = 100_000;

/** Proof Key for Code Exchange (RFC 7636). */
export interface CodeChallenge {
  readonly value: string;
  readonly method: 'S256' | 'plain';
}

/** For whom and from which sign-in a code or token was made. */
export interface Grant {
  readonly appId: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly signIn: SignIn;
}

export interface CodeGrant extends Grant {
  readonly redirectUri: string;
  readonly requested: RequestedScopes;
  readonly nonce: string | null;
  readonly challenge: CodeChallenge | null;
}

export interface HeldCode {
  readonly grant: CodeGrant;
  readonly state: 'good' | 'expired' | 'redeemed';
}

export interface HeldRefreshToken {
  readonly grant: Grant;
  readonly expired: boolean;
}

export class AuthorizationGrants {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #codes = new Map<string, { readonly grant: CodeGrant; readonly expiresAt: number; redeemed: boolean }>();
  readonly #refreshTokens = new Map<string, { readonly grant: Grant; readonly expiresAt: number }>();

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  issueCode(grant: CodeGrant): string {
    const code = `0.${this.#opaque()}`;
    keep(this.#codes, code, { grant, expiresAt: this.#clock.now() + CODE_LIFE_MS, redeemed: false });
    return code;
  }

  /** Undefined for a code that was never given. */
  code(code: string): HeldCode | undefined {
    const held = this.#codes.get(code);
    if (held === undefined) {
      return undefined;
    }
    const late = held.expiresAt <= this.#clock.now();
    return { grant: held.grant, state: held.redeemed ? 'redeemed' : late ? 'expired' : 'good' };
  }

  /** From now on the code has been used. */
  redeem(code: string): void {
    const held = this.#codes.get(code);
    if (held !== undefined) {
      held.redeemed = true;
    }
  }

  issueRefreshToken(grant: Grant): string {
    const token = `1.${this.#opaque()}`;
    keep(this.#refreshTokens, token, { grant, expiresAt: this.#clock.now() + REFRESH_TOKEN_LIFE_MS });
    return token;
  }

  /** Undefined for a token that was never given. */
  refreshToken(token: string): HeldRefreshToken | undefined {
    const held = this.#refreshTokens.get(token);
    return held === undefined ? undefined : { grant: held.grant, expired: held.expiresAt <= this.#clock.now() };
  }

  #opaque(): string {
    return Buffer.from(this.#random.bytes(48)).toString('base64url');
  }
}

/** Whether a code's verifier answers its challenge; a code without a challenge takes none. */
export function verifierFits(challenge: CodeChallenge | null, verifier: string | null): boolean {
  if (challenge === null || verifier === null) {
    return challenge === null && verifier === null;
  }
  const answered = challenge.method === 'plain' ? verifier : createHash('sha256').update(verifier).digest('base64url');
  return answered === challenge.value;
}

function keep<Value>(held: Map<string, Value>, key: string, value: Value): void {
  if (held.size >= MOST_HELD) {
    for (const oldest of [...held.keys()].slice(0, MOST_HELD / 2)) {
      held.delete(oldest);
    }
  }
  held.set(key, value);
}
