import type { ApplicationCredentials, TokenCredential } from '../credentials/credential.ts';

/** Credentials that never change. */
export function fixedCredentials(
  first: TokenCredential,
  fallback: TokenCredential | null = null,
): ApplicationCredentials {
  const origin = (credential: TokenCredential) => ({ open: () => credential, inFiles: false });
  return { first: origin(first), fallback: fallback === null ? null : origin(fallback) };
}
