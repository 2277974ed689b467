import { createHash } from 'node:crypto';

/** `sub`: the same for one account at one audience, and different at another (OpenID Connect Core section 8.1). */
export function pairwiseSubject(audience: string, userId: string): string {
  return createHash('sha256').update(`${audience} ${userId}`).digest('base64url');
}
