/**
 * The page on which an administrator of a tenant consents to everything that the registration asks for. Source: Entra, Grant
 * tenant-wide admin consent to an application (the link that names nothing but the application; the endpoint of version 2
 * needs a redirect URI, which a registration without sign-ins has not). Entra comes back to the registration's first
 * redirect URI. Whoever receives that must not trust its `tenant`: that tenant consented is known only from a token that it
 * issues.
 */

export interface ConsentLinkInput {
  /** Base URL of Entra. */
  readonly authority: string;
  /** Directory (tenant) id or domain. */
  readonly tenantId: string;
  readonly clientId: string;
}

export function adminConsentLink({ authority, tenantId, clientId }: ConsentLinkInput): string {
  const url = new URL(`${authority.replace(/\/+$/, '')}/${encodeURIComponent(tenantId)}/adminconsent`);
  url.searchParams.set('client_id', clientId);
  return url.href;
}
