/** What tells the client who signed in (OpenID Connect Core section 2), as version 2.0 of Entra's tokens has it. */
import type { App } from '../directory/app.ts';
import type { Person, Tenant } from '../directory/directory.ts';
import { pairwiseSubject } from './pairwise-subject.ts';

const LIFE_S = 3600;

/** The claims of an id token. @param now wall time in milliseconds. */
export function idTokenClaims(
  app: App,
  tenant: Tenant,
  person: Person,
  context: { readonly origin: string; readonly now: number; readonly nonce: string | null; readonly id: string },
): Readonly<Record<string, unknown>> {
  const seconds = Math.floor(context.now / 1000);
  return {
    aud: app.appId,
    iss: `${context.origin}/${tenant.id}/v2.0`,
    iat: seconds,
    nbf: seconds,
    exp: seconds + LIFE_S,
    name: person.displayName,
    ...(context.nonce === null ? {} : { nonce: context.nonce }),
    oid: person.id,
    preferred_username: person.userPrincipalName,
    sub: pairwiseSubject(app.appId, person.id),
    tid: tenant.id,
    uti: context.id,
    ver: '2.0',
  };
}

/** `client_info`, which msal asks for: who signed in and at home where, base64url JSON. */
export function clientInfo(person: Person, tenant: Tenant): string {
  return Buffer.from(JSON.stringify({ uid: person.id, utid: tenant.id })).toString('base64url');
}
