/**
 * An administrator grants an app its permissions for a whole tenant. Version 2: `/{tenant}/v2.0/adminconsent` with
 * `scope`; version 1: `/{tenant}/adminconsent`, always everything that the registration requires. Source: Entra,
 * v2-admin-consent: version 2 answers `admin_consent=True` in every case, so whoever reads it must look for `error`
 * first.
 */
import type { App, Consent, GraphRole } from '../directory/app.ts';
import type { AppRegistry } from '../directory/app-registry.ts';
import type { Tenant } from '../directory/directory.ts';
import type { GraphScope } from '../directory/graph-scopes.ts';
import { demandParameter } from './parameters.ts';
import { type AskedAt, requestedScopes } from './requested-scopes.ts';

export interface AdminConsent {
  readonly version: 1 | 2;
  /** Version 2 gives it back. */
  readonly scope: string;
  /** Granted in addition to what is there already. */
  readonly roles: readonly GraphRole[];
  readonly scopes: readonly GraphScope[];
}

/** @throws EntraError 900144 (no scope), and those of {@link requestedScopes}. */
export function readAdminConsent(version: 1 | 2, query: URLSearchParams, app: App, at: AskedAt): AdminConsent {
  const everything = { roles: app.requiredRoles, scopes: app.requiredScopes };
  if (version === 1) {
    return { version, scope: '', ...everything };
  }
  const scope = demandParameter(query, 'scope');
  const requested = requestedScopes(scope, app, at);
  return { version, scope, ...(requested.isDefault ? everything : { roles: [], scopes: requested.graph }) };
}

/** Adds the permissions to those that the app has in the tenant. */
export function grantAdminConsent(apps: AppRegistry, app: App, tenant: Tenant, asked: AdminConsent): void {
  const before: Consent | undefined = apps.app(app.appId)?.consents.get(tenant.id);
  apps.consent(app.appId, tenant.id, [...new Set([...(before?.roles ?? []), ...asked.roles])]);
  apps.consentToScopes(app.appId, tenant.id, 'everybody', [...(before?.scopes ?? []), ...asked.scopes]);
}

export function acceptedAnswer(asked: AdminConsent, tenant: Tenant): Readonly<Record<string, string>> {
  return asked.version === 1
    ? { tenant: tenant.id, admin_consent: 'True' }
    : { admin_consent: 'True', tenant: tenant.id, scope: asked.scope };
}

/** @param description of AADSTS65004. */
export function declinedAnswer(asked: AdminConsent, description: string): Readonly<Record<string, string>> {
  return asked.version === 1
    ? { error: 'permission_denied', error_description: 'The admin canceled the request' }
    : { admin_consent: 'True', error: 'consent_required', error_description: description };
}
