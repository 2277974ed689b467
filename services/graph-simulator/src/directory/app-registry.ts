import { createHash, type KeyObject, X509Certificate } from 'node:crypto';
import { type Clock, LamplightError, type Random } from '@lamplight/runtime';

/** The application roles of Microsoft Graph that the simulator knows. */
export const GRAPH_ROLES = [
  'Presence.Read.All',
  'Presence.ReadWrite.All',
  'User.ReadBasic.All',
  'User.Read.All',
  'Directory.Read.All',
] as const;
export type GraphRole = (typeof GRAPH_ROLES)[number];

export interface AppSecret {
  /** The "secret id": pasted by mistake instead of the value, it gives AADSTS7000215. */
  readonly keyId: string;
  readonly value: string;
  /** Wall time in milliseconds; default two years after it was made. */
  readonly expiresAt: number;
}

export interface AppCertificate {
  readonly keyId: string;
  /** `x5t`: base64url of the SHA-1 of the DER. */
  readonly thumbprint: string;
  /** `x5t#S256`: base64url of the SHA-256 of the DER. */
  readonly thumbprintSha256: string;
  readonly publicKey: KeyObject;
  readonly expiresAt: number;
}

/** The app in a tenant (its service principal), once an administrator has consented. */
export interface Consent {
  readonly objectId: string;
  readonly roles: readonly GraphRole[];
  /** False: disabled, AADSTS7000112. */
  readonly enabled: boolean;
}

/** An application registration. */
export interface App {
  /** The client id, in lower case. */
  readonly appId: string;
  readonly displayName: string;
  readonly secrets: readonly AppSecret[];
  readonly certificates: readonly AppCertificate[];
  /** By tenant id. A tenant without an entry does not know the application. */
  readonly consents: ReadonlyMap<string, Consent>;
}

const SECRET_LIFE_MS = 2 * 365 * 86_400_000;

/** The application registrations of all tenants. Each change gives a new frozen {@link App}. */
export class AppRegistry {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #apps = new Map<string, App>();

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
  add(input: { readonly appId?: string | undefined; readonly displayName: string }): App {
    const appId = (input.appId ?? this.#random.uuid()).toLowerCase();
    if (this.#apps.has(appId)) {
      throw new LamplightError('request_conflict', `an app with client id ${appId} exists already: choose another`);
    }
    return this.#put({ appId, displayName: input.displayName, secrets: [], certificates: [], consents: new Map() });
  }

  remove(appId: string): boolean {
    return this.#apps.delete(appId.toLowerCase());
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

  /** Removes a secret or certificate; false when the app has none of this key id. */
  removeKey(appId: string, keyId: string): boolean {
    const app = this.#demand(appId);
    const secrets = app.secrets.filter((secret) => secret.keyId !== keyId);
    const certificates = app.certificates.filter((certificate) => certificate.keyId !== keyId);
    this.#put({ ...app, secrets, certificates });
    return secrets.length + certificates.length < app.secrets.length + app.certificates.length;
  }

  /** Grants exactly these roles in a tenant: consent is what it was, or given anew. */
  consent(appId: string, tenantId: string, roles: readonly GraphRole[], enabled = true): Consent {
    const app = this.#demand(appId);
    const objectId = app.consents.get(tenantId)?.objectId ?? this.#random.uuid();
    const consent: Consent = Object.freeze({ objectId, roles: Object.freeze([...roles]), enabled });
    this.#put({ ...app, consents: new Map(app.consents).set(tenantId, consent) });
    return consent;
  }

  /** Takes the app out of a tenant: false when it was not there. */
  withdraw(appId: string, tenantId: string): boolean {
    const app = this.#demand(appId);
    const consents = new Map(app.consents);
    const removed = consents.delete(tenantId);
    this.#put({ ...app, consents });
    return removed;
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
