/**
 * The federated identity credential of an application: the token of another issuer stands for a secret (RFC 7523
 * section 3; Entra, workload-identity-federation). Issuer, subject and audience must be those of one credential, with
 * regard to case, and the signature must be by the issuer's key.
 */
import jsonwebtoken from 'jsonwebtoken';
import type { App } from '../directory/app.ts';
import type { AssertionClaims } from './client-assertion.ts';
import { EntraError } from './entra-error.ts';

/** @throws EntraError 700211 (issuer), 700213 (subject), 700212 (audience), 5000811 (signature). */
export function verifyFederatedAssertion(assertion: string, claims: AssertionClaims, app: App): void {
  const ofIssuer = app.federatedCredentials.filter(({ issuer }) => issuer === claims.iss);
  if (ofIssuer.length === 0) {
    throw new EntraError(700211, { detail: claims.iss });
  }
  const ofSubject = ofIssuer.filter(({ subject }) => subject === claims.sub);
  if (ofSubject.length === 0) {
    throw new EntraError(700213, { detail: claims.sub });
  }
  const audiences = [claims.aud].flat();
  const matching = ofSubject.filter(({ audience }) => audiences.includes(audience));
  if (matching.length === 0) {
    throw new EntraError(700212, { detail: audiences.join(' ') });
  }
  if (!matching.some(({ publicKey }) => isSignedBy(assertion, publicKey))) {
    throw new EntraError(5000811);
  }
}

function isSignedBy(assertion: string, publicKey: App['federatedCredentials'][number]['publicKey']): boolean {
  try {
    jsonwebtoken.verify(assertion, publicKey, {
      algorithms: ['RS256'],
      ignoreExpiration: true,
      ignoreNotBefore: true,
    });
    return true;
  } catch {
    return false;
  }
}
