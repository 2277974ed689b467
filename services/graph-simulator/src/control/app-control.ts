/** App registrations, their credentials, and what tenants consented to, from outside: `control.apps`. */
import type { App, AppSecret } from '../directory/app.ts';
import type { AppRegistry } from '../directory/app-registry.ts';
import type { Directory, Tenant } from '../directory/directory.ts';
import type { AccessTokens } from '../entra/access-tokens.ts';
import {
  type FederatedCredentialInput,
  federatedCredentialSchema,
  type ManifestChange,
  manifestChangeSchema,
} from '../entra/sign-in-input.ts';
import {
  type AppInput,
  appSchema,
  type ConsentInput,
  certificateSchema,
  consentSchema,
  type SecretInput,
  secretSchema,
} from './control-input.ts';
import { notThere } from './not-there.ts';
import { readInput } from './read-input.ts';

export interface AppControlParts {
  readonly directory: Directory;
  readonly apps: AppRegistry;
  readonly tokens: AccessTokens;
}

/** Apps are named by their client id. Every method throws as those of SimulatorControl do. */
export class AppControl {
  readonly #parts: AppControlParts;

  constructor(parts: AppControlParts) {
    this.#parts = parts;
  }

  get all(): readonly App[] {
    return this.#parts.apps.apps;
  }

  add(input: AppInput): App {
    const { secrets, certificates, federatedCredentials, consents, homeTenantId, ...manifest } = readInput(
      appSchema,
      input,
      'app',
    );
    const [first] = consents;
    const isNowhere = homeTenantId === undefined && first === undefined;
    const home = isNowhere ? null : this.#tenant(homeTenantId ?? first?.tenantId).id;
    const app = this.#parts.apps.add({ ...manifest, homeTenantId: home });
    for (const secret of secrets) {
      this.#parts.apps.addSecret(app.appId, secret);
    }
    for (const { certificate } of certificates) {
      this.#parts.apps.addCertificate(app.appId, certificate);
    }
    for (const credential of federatedCredentials) {
      this.addFederatedCredential(app.appId, credential);
    }
    for (const consent of consents) {
      this.consent(app.appId, consent);
    }
    return this.get(app.appId);
  }

  get(appId: string): App {
    const app = this.#parts.apps.app(appId);
    if (app === undefined) {
      throw notThere('app', appId);
    }
    return app;
  }

  /** Changes the registration: redirect URIs, what it requires, whether other tenants may use it. */
  change(appId: string, changes: ManifestChange): App {
    const read = readInput(manifestChangeSchema, changes, 'app');
    const { displayName, redirectUris, requiredRoles, requiredScopes, availableToOtherTenants, enabled } = read;
    const app = this.get(appId);
    return this.#parts.apps.change(app.appId, {
      displayName: displayName ?? app.displayName,
      redirectUris: redirectUris ?? app.redirectUris,
      requiredRoles: requiredRoles ?? app.requiredRoles,
      requiredScopes: requiredScopes ?? app.requiredScopes,
      availableToOtherTenants: availableToOtherTenants ?? app.availableToOtherTenants,
      enabled: enabled ?? app.enabled,
    });
  }

  remove(appId: string): void {
    this.#parts.apps.remove(this.get(appId).appId);
  }

  addSecret(appId: string, input: SecretInput = {}): AppSecret {
    return this.#parts.apps.addSecret(appId, readInput(secretSchema, input, 'secret'));
  }

  /** @param certPem the public certificate. @returns its key id. */
  addCertificate(appId: string, certPem: string): string {
    const { certificate } = readInput(certificateSchema, { certificate: certPem }, 'certificate');
    return this.#parts.apps.addCertificate(appId, certificate).keyId;
  }

  /** Lets tokens of another issuer stand for the app. @returns its key id. */
  addFederatedCredential(appId: string, input: FederatedCredentialInput): string {
    const credential = readInput(federatedCredentialSchema, input, 'federatedCredential');
    return this.#parts.apps.addFederatedCredential(appId, credential).keyId;
  }

  /** Removes a secret, a certificate or a federated credential. */
  removeKey(appId: string, keyId: string): void {
    if (!this.#parts.apps.removeKey(appId, keyId)) {
      throw notThere('key', keyId);
    }
  }

  /** Grants exactly these roles, or disables the app, in a tenant. */
  consent(appId: string, input: ConsentInput = {}): void {
    const { tenantId, roles, scopes, enabled } = readInput(consentSchema, input, 'consent');
    const tenant = this.#tenant(tenantId);
    this.#parts.apps.consent(appId, tenant.id, roles, enabled);
    if (scopes !== undefined) {
      this.#parts.apps.consentToScopes(appId, tenant.id, 'everybody', scopes);
    }
  }

  /** Removes the app from a tenant. @param tenantId default the first tenant. */
  withdrawConsent(appId: string, tenantId?: string): void {
    if (!this.#parts.apps.withdraw(appId, this.#tenant(tenantId).id)) {
      throw notThere('consent', `${appId} in tenant ${tenantId ?? ''}`);
    }
  }

  /** A token without asking Entra, for callers in the same process. @param tenantId default the first tenant. */
  tokenFor(appId: string, tenantId?: string): string {
    const app = this.get(appId);
    const tenant = this.#tenant(tenantId);
    const consent = app.consents.get(tenant.id);
    if (consent === undefined) {
      throw notThere('consent', `${appId} in tenant ${tenant.id}`);
    }
    return this.#parts.tokens.issue(app, tenant, consent).token;
  }

  #tenant(idOrDomain: string | undefined): Tenant {
    const { directory } = this.#parts;
    const tenant = idOrDomain === undefined ? directory.tenants[0] : directory.tenant(idOrDomain);
    if (tenant === undefined) {
      throw notThere('tenant', idOrDomain ?? '(none)');
    }
    return tenant;
  }
}
