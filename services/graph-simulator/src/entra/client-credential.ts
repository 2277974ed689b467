/** Which app asks, and whether it proves it: for every grant of the token endpoint. */
import type { App, Consent } from '../directory/app.ts';
import type { AppRegistry } from '../directory/app-registry.ts';
import type { Directory, Tenant } from '../directory/directory.ts';
import { verifyClientAssertion } from './client-assertion.ts';
import { EntraError } from './entra-error.ts';

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** Authorities that stand for no one tenant. */
const SHARED_AUTHORITIES = ['common', 'organizations', 'consumers'];

export function isSharedAuthority(segment: string): boolean {
  return SHARED_AUTHORITIES.includes(segment.toLowerCase());
}

/** @throws EntraError 90002 for a tenant that is not there; undefined for an authority that stands for no one tenant. */
export function tenantOf(directory: Directory, segment: string): Tenant | undefined {
  const tenant = directory.tenant(segment);
  if (tenant === undefined && !isSharedAuthority(segment)) {
    throw new EntraError(90002, { tenant: segment });
  }
  return tenant;
}

/** The registration with this client id. @throws EntraError 700016 (unknown), 70001 (disabled by its owner). */
export function knownApp(apps: AppRegistry, appId: string, tenantName: string): App {
  const app = apps.app(appId);
  if (app === undefined) {
    throw new EntraError(700016, { app: appId, tenant: tenantName });
  }
  if (!app.enabled) {
    throw new EntraError(70001, { app: app.appId });
  }
  return app;
}

/** @throws EntraError 7000112 when the app is disabled in the tenant. */
export function demandEnabled(app: App, consent: Consent | undefined): void {
  if (consent?.enabled === false) {
    throw new EntraError(7000112, { app: `${app.appId}'(${app.displayName})` });
  }
}

/**
 * Checks the secret or assertion of a form.
 * @param tenantNames how the tenant may be written in the audience of an assertion.
 * @throws EntraError 7000218 (none), 7000215 (wrong), 7000222 (expired), 900144, and those of an assertion.
 */
export function checkCredential(
  app: App,
  form: URLSearchParams,
  tenantNames: readonly string[],
  origin: string,
  now: number,
): void {
  const assertion = form.get('client_assertion');
  if (assertion !== null) {
    if (form.get('client_assertion_type') !== JWT_BEARER) {
      throw new EntraError(900144, { detail: 'client_assertion_type' });
    }
    const audiences = tenantNames.flatMap((name) => [
      `${origin}/${name}/oauth2/v2.0/token`.toLowerCase(),
      `${origin}/${name}/v2.0`.toLowerCase(),
    ]);
    verifyClientAssertion(assertion, app, audiences, now);
    return;
  }
  const value = form.get('client_secret');
  if (value === null || value === '') {
    throw new EntraError(7000218);
  }
  const secret = app.secrets.find((candidate) => candidate.value === value);
  if (secret === undefined) {
    throw new EntraError(7000215, { app: app.appId });
  }
  if (secret.expiresAt <= now) {
    throw new EntraError(7000222, { app: app.appId });
  }
}
