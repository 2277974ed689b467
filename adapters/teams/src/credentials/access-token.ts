/**
 * What we look at in an access token. It is meant for Graph and not verified here: nothing is allowed because of it, it only
 * tells what Graph will allow, and until when. Source: Entra, access tokens (`roles` holds application permissions).
 */
import { z } from 'zod';

const claimsSchema = z.object({
  /** Absent where nothing is consented. */
  roles: z.array(z.string()).default([]),
  /** Seconds since 1970. */
  exp: z.number(),
});

export interface AccessTokenFacts {
  /** Application permissions. */
  readonly roles: readonly string[];
  /** Wall time in ms. */
  readonly expiresAt: number;
}

/** Null: it is not a token that can be looked into; Microsoft promises no form. */
export function readAccessToken(token: string): AccessTokenFacts | null {
  const parts = token.split('.');
  if (parts.length !== 3) {
    return null;
  }
  try {
    const claims = claimsSchema.safeParse(JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8')));
    return claims.success ? { roles: claims.data.roles, expiresAt: claims.data.exp * 1000 } : null;
  } catch {
    return null;
  }
}
