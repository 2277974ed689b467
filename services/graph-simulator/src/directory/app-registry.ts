import { createHash, createPublicKey, type JsonWebKey, type KeyObject, X509Certificate } from 'node:crypto';
import { type Clock, LamplightError, type Random } from '@lamplight/runtime';
import type { App, AppCertificate, AppManifest, AppSecret, Consent, FederatedCredential, GraphRole } from './app.ts';
import type { GraphScope } from './graph-scopes.ts';

const SECRET_LIFE_MS = 2 * 365 * 86_400_000;

/** The application registrations of all tenants. Each change gives a new frozen {@link App}. */
export class AppRegistry {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #apps = new Map<string, App>();
  readonly #listeners: (() => void)[] = [];

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  get apps(): readonly App[] {
    return [...this.#apps.values()];
  }

  app(appId: string): App | undefined {
    return this.#apps.get(appId.toLowerCase());
  }

  /** @throws LamplightError `request_conflict` when the client id is taken. */
  add(input: Partial<AppManifest> & { readonly appId?: string | undefined; readonly displayName: string }): App {
    const appId = (input.appId ?? this.#random.uuid()).toLowerCase();
    if (this.#apps.has(appId)) {
      throw new LamplightError('request_conflict', `an app with client id ${appId} exists already: choose another`);
    }
    return this.#put({
      redirectUris: [],
      requiredRoles: [],
      requiredScopes: [],
      homeTenantId: null,
      availableToOtherTenants: false,
      enabled: true,
      ...input,
      appId,
      secrets: [],
      certificates: [],
      federatedCredentials: [],
      consents: new Map(),
    });
  }

  /** Changes what the owner of the registration says of it. */
  change(appId: string, changes: Partial<AppManifest>): App {
    return this.#put({ ...this.#demand(appId), ...changes });
  }

  remove(appId: string): boolean {
    const removed = this.#apps.delete(appId.toLowerCase());
    this.#tell();
    return removed;
  }

  addSecret(
    appId: string,
    input: { readonly value?: string | undefined; readonly expiresAt?: number | undefined } = {},
  ): AppSecret {
    const app = this.#demand(appId);
    const secret: AppSecret = Object.freeze({
      keyId: this.#random.uuid(),
      value: input.value ?? Buffer.from(this.#random.bytes(30)).toString('base64url'),
      expiresAt: input.expiresAt ?? this.#clock.now() + SECRET_LIFE_MS,
    });
    this.#put({ ...app, secrets: [...app.secrets, secret] });
    return secret;
  }

  /** @throws LamplightError `request_invalid` when the text is not the PEM of a certificate with an RSA key. */
  addCertificate(appId: string, certPem: string): AppCertificate {
    const app = this.#demand(appId);
    const certificate = readRsaCertificate(certPem);
    const entry: AppCertificate = Object.freeze({
      keyId: this.#random.uuid(),
      thumbprint: createHash('sha1').update(certificate.raw).digest('base64url'),
      thumbprintSha256: createHash('sha256').update(certificate.raw).digest('base64url'),
      publicKey: certificate.publicKey,
      expiresAt: certificate.validToDate.getTime(),
    });
    this.#put({ ...app, certificates: [...app.certificates, entry] });
    return entry;
  }

  /** @throws LamplightError `request_invalid` when `key` is no public RSA key. */
  addFederatedCredential(
    appId: string,
    input: Pick<FederatedCredential, 'issuer' | 'subject' | 'audience'> & { readonly key: string | JsonWebKey },
  ): FederatedCredential {
    const app = this.#demand(appId);
    const { key, ...identity } = input;
    const entry = Object.freeze({ ...identity, keyId: this.#random.uuid(), publicKey: readRsaKey(key) });
    this.#put({ ...app, federatedCredentials: [...app.federatedCredentials, entry] });
    return entry;
  }

  /** Removes a secret, certificate or federated credential; false when the app has none of this key id. */
  removeKey(appId: string, keyId: string): boolean {
    const app = this.#demand(appId);
    const secrets = app.secrets.filter((secret) => secret.keyId !== keyId);
    const certificates = app.certificates.filter((certificate) => certificate.keyId !== keyId);
    const federatedCredentials = app.federatedCredentials.filter((credential) => credential.keyId !== keyId);
    this.#put({ ...app, secrets, certificates, federatedCredentials });
    return [...app.secrets, ...app.certificates, ...app.federatedCredentials].some((key) => key.keyId === keyId);
  }

  /** Grants exactly these roles in a tenant: consent is what it was, or given anew. Delegated permissions stay. */
  consent(appId: string, tenantId: string, roles: readonly GraphRole[], enabled = true): Consent {
    return this.#changeConsent(appId, tenantId, { roles: Object.freeze([...roles]), enabled });
  }

  /** Grants exactly these delegated permissions to everybody in a tenant, or to one person there. */
  consentToScopes(
    appId: string,
    tenantId: string,
    userId: string | 'everybody',
    scopes: readonly GraphScope[],
  ): Consent {
    const granted = Object.freeze([...new Set(scopes)]);
    const before = this.#demand(appId).consents.get(tenantId)?.scopesOf;
    return this.#changeConsent(
      appId,
      tenantId,
      userId === 'everybody' ? { scopes: granted } : { scopesOf: new Map(before).set(userId, granted) },
    );
  }

  /** Takes the app out of a tenant: false when it was not there. */
  withdraw(appId: string, tenantId: string): boolean {
    const app = this.#demand(appId);
    const consents = new Map(app.consents);
    const removed = consents.delete(tenantId);
    this.#put({ ...app, consents });
    return removed;
  }

  /** Calls the listener after each change to come, of apps and of consents. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  #tell(): void {
    for (const listener of this.#listeners) {
      listener();
    }
  }

  #changeConsent(appId: string, tenantId: string, changes: Partial<Consent>): Consent {
    const app = this.#demand(appId);
    const consent: Consent = Object.freeze({
      ...(app.consents.get(tenantId) ?? {
        objectId: this.#random.uuid(),
        roles: [],
        enabled: true,
        scopes: [],
        scopesOf: new Map(),
      }),
      ...changes,
    });
    this.#put({ ...app, consents: new Map(app.consents).set(tenantId, consent) });
    return consent;
  }

  #demand(appId: string): App {
    const app = this.app(appId);
    if (app === undefined) {
      throw new LamplightError('request_target_unknown', `there is no app with client id ${appId}: create it first`);
    }
    return app;
  }

  #put(app: App): App {
    const frozen = Object.freeze(app);
    this.#apps.set(app.appId, frozen);
    this.#tell();
    return frozen;
  }
}

function readRsaCertificate(certPem: string): X509Certificate {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(certPem);
  } catch (cause) {
    throw new LamplightError('request_invalid', 'certificate is not a PEM certificate: send the public part as PEM', {
      cause,
    });
  }
  if (certificate.publicKey.asymmetricKeyType !== 'rsa') {
    throw new LamplightError('request_invalid', 'certificate has no RSA key: Microsoft Entra takes RSA keys only');
  }
  return certificate;
}

function readRsaKey(key: string | JsonWebKey): KeyObject {
  let read: KeyObject;
  try {
    read = typeof key === 'string' ? createPublicKey(key) : createPublicKey({ key, format: 'jwk' });
  } catch (cause) {
    throw new LamplightError('request_invalid', 'key is not a public key: send PEM or a JSON Web Key', { cause });
  }
  if (read.asymmetricKeyType !== 'rsa') {
    throw new LamplightError('request_invalid', 'key is not an RSA key: the issuer must sign with RS256');
  }
  return read;
}
