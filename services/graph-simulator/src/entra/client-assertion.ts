/**
 * A client assertion: a JWT instead of a secret (RFC 7523 section 3). Signed by the application itself with the key of
 * a registered certificate (Entra, certificate-credentials: PS256 with `x5t#S256`, or RS256 with `x5t`, which is
 * deprecated), or by another issuer (`federated-assertion.ts`). Which of the two, its issuer says.
 */
import jsonwebtoken from 'jsonwebtoken';
import { z } from 'zod';
import type { App, AppCertificate } from '../directory/app.ts';
import { EntraError } from './entra-error.ts';
import { verifyFederatedAssertion } from './federated-assertion.ts';

/** What the clocks of two sides may differ by. Source: Entra's usual allowance of five minutes. */
const CLOCK_SKEW_S = 300;

const headerSchema = z.union([
  z.object({ alg: z.literal('PS256'), 'x5t#S256': z.string() }),
  z.object({ alg: z.literal('RS256'), x5t: z.string() }),
]);

const claimsSchema = z.object({
  aud: z.union([z.string(), z.array(z.string())]),
  iss: z.string(),
  sub: z.string(),
  exp: z.number(),
  nbf: z.number().optional(),
});

export type AssertionClaims = z.output<typeof claimsSchema>;

/**
 * Checks an assertion against an app's certificates or federated credentials.
 * @param audiences what `aud` may be where the app signed it: the token endpoint that was asked.
 * @param now wall time in milliseconds.
 * @throws EntraError 50027 (malformed), 700027 (certificate or signature), 700023 (aud), 700021 (iss or sub), 700024
 *   (time), and those of {@link verifyFederatedAssertion}.
 */
export function verifyClientAssertion(assertion: string, app: App, audiences: readonly string[], now: number): void {
  const decoded = jsonwebtoken.decode(assertion, { complete: true });
  if (decoded === null) {
    throw new EntraError(50027, { detail: 'The assertion is not a JWT.' });
  }
  const claims = readClaims(decoded.payload);
  if (namesFederation(app, claims)) {
    verifyFederatedAssertion(assertion, claims, app);
  } else {
    verifyOwnAssertion(assertion, decoded.header, claims, app, audiences, now);
  }
  const seconds = now / 1000;
  if (claims.exp + CLOCK_SKEW_S <= seconds || (claims.nbf ?? 0) - CLOCK_SKEW_S > seconds) {
    const range = `assertion valid from ${iso(claims.nbf ?? 0)}, expiry time of assertion ${iso(claims.exp)}.`;
    throw new EntraError(700024, { detail: `Current time: ${iso(seconds)}, ${range}` });
  }
}

/** An issuer that is a URL is never the app, which names itself by its client id. */
function namesFederation(app: App, claims: AssertionClaims): boolean {
  return claims.iss.toLowerCase() !== app.appId && claims.iss.includes('://');
}

function verifyOwnAssertion(
  assertion: string,
  header: unknown,
  claims: AssertionClaims,
  app: App,
  audiences: readonly string[],
  now: number,
): void {
  const read = headerSchema.safeParse(header);
  if (!read.success) {
    throw new EntraError(50027, { detail: 'The header needs alg PS256 with x5t#S256, or RS256 with x5t.' });
  }
  const certificate = findCertificate(read.data, app, now);
  try {
    jsonwebtoken.verify(assertion, certificate.publicKey, {
      algorithms: [read.data.alg],
      ignoreExpiration: true,
      ignoreNotBefore: true,
    });
  } catch {
    throw new EntraError(700027, { app: app.appId, detail: 'The signature does not match.' });
  }
  if (![claims.aud].flat().some((audience) => audiences.includes(audience.toLowerCase()))) {
    throw new EntraError(700023);
  }
  if (claims.iss.toLowerCase() !== app.appId || claims.sub.toLowerCase() !== app.appId) {
    throw new EntraError(700021);
  }
}

function readClaims(payload: unknown): AssertionClaims {
  const claims = claimsSchema.safeParse(payload);
  if (!claims.success) {
    const missing = claims.error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw new EntraError(50027, { detail: `Missing or unreadable claims: ${missing}.` });
  }
  return claims.data;
}

function findCertificate(header: z.output<typeof headerSchema>, app: App, now: number): AppCertificate {
  const certificate = app.certificates.find((candidate) =>
    'x5t' in header ? candidate.thumbprint === header.x5t : candidate.thumbprintSha256 === header['x5t#S256'],
  );
  if (certificate === undefined) {
    throw new EntraError(700027, { app: app.appId, detail: 'The key was not found.' });
  }
  if (certificate.expiresAt <= now) {
    throw new EntraError(700027, { app: app.appId, detail: 'The certificate has expired.' });
  }
  return certificate;
}

function iso(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
