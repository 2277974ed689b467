import type { App } from '../directory/app.ts';

/** An app without the values of its secrets. */
export function renderApp(app: App): unknown {
  return {
    appId: app.appId,
    displayName: app.displayName,
    redirectUris: app.redirectUris,
    requiredRoles: app.requiredRoles,
    requiredScopes: app.requiredScopes,
    homeTenantId: app.homeTenantId,
    availableToOtherTenants: app.availableToOtherTenants,
    enabled: app.enabled,
    secrets: app.secrets.map(({ keyId, expiresAt }) => ({ keyId, expiresAt: new Date(expiresAt).toISOString() })),
    certificates: app.certificates.map(({ keyId, thumbprint, thumbprintSha256, expiresAt }) => ({
      keyId,
      thumbprint,
      thumbprintSha256,
      expiresAt: new Date(expiresAt).toISOString(),
    })),
    federatedCredentials: app.federatedCredentials.map(({ keyId, issuer, subject, audience }) => ({
      keyId,
      issuer,
      subject,
      audience,
    })),
    consents: [...app.consents].map(([tenantId, { roles, enabled, scopes, scopesOf }]) => ({
      tenantId,
      roles,
      enabled,
      scopes,
      scopesOf: Object.fromEntries(scopesOf),
    })),
  };
}
