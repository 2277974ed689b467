/** An application registration, and the app in each tenant that knows it. */
import type { KeyObject } from 'node:crypto';
import type { GraphScope } from './graph-scopes.ts';

/** The application roles of Microsoft Graph that the simulator knows. */
export const GRAPH_ROLES = [
  'Presence.Read.All',
  'Presence.ReadWrite.All',
  'User.ReadBasic.All',
  'User.Read.All',
  'GroupMember.Read.All',
  'Directory.Read.All',
  'Place.Read.All',
] as const;
export type GraphRole = (typeof GRAPH_ROLES)[number];

/** What the consent page says of each. Source: Graph permissions reference. */
export const GRAPH_ROLE_TITLES = {
  'Presence.Read.All': 'Read presence information of all users in your organization',
  'Presence.ReadWrite.All': 'Read and write presence information for all users',
  'User.ReadBasic.All': "Read all users' basic profiles",
  'User.Read.All': "Read all users' full profiles",
  'GroupMember.Read.All': 'Read all group memberships',
  'Directory.Read.All': 'Read directory data',
  'Place.Read.All': 'Read all company places',
} as const satisfies Record<GraphRole, string>;

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

/** Another issuer whose tokens stand for the app (workload identity federation). Compared with regard to case. */
export interface FederatedCredential {
  readonly keyId: string;
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
  /** The issuer's key: RSA, for RS256. */
  readonly publicKey: KeyObject;
}

/** The app in a tenant (its service principal), once somebody has consented. */
export interface Consent {
  readonly objectId: string;
  readonly roles: readonly GraphRole[];
  /** False: disabled, AADSTS7000112. */
  readonly enabled: boolean;
  /** Delegated permissions that an administrator granted for everybody. */
  readonly scopes: readonly GraphScope[];
  /** Those that a person granted for themselves, by object id. */
  readonly scopesOf: ReadonlyMap<string, readonly GraphScope[]>;
}

/** What the owner of a registration says of it. */
export interface AppManifest {
  readonly displayName: string;
  /** Where answers may be sent; compared exactly, but for the port of a loopback address. */
  readonly redirectUris: readonly string[];
  /** The application permissions that `.default` asks an administrator for. */
  readonly requiredRoles: readonly GraphRole[];
  /** The delegated permissions that `.default` asks for. */
  readonly requiredScopes: readonly GraphScope[];
  /** The tenant that the registration belongs to; null: none of those that there are. */
  readonly homeTenantId: string | null;
  /** Multi-tenant: people of other tenants may sign in, and administrators may consent there. */
  readonly availableToOtherTenants: boolean;
  /** False: disabled by its owner, AADSTS70001. */
  readonly enabled: boolean;
}

/** An application registration. */
export interface App extends AppManifest {
  /** The client id, in lower case. */
  readonly appId: string;
  readonly secrets: readonly AppSecret[];
  readonly certificates: readonly AppCertificate[];
  readonly federatedCredentials: readonly FederatedCredential[];
  /** By tenant id. A tenant without an entry does not know the application. */
  readonly consents: ReadonlyMap<string, Consent>;
}

/** The delegated permissions that the app has for a person: everybody's and the person's own. */
export function grantedScopes(consent: Consent | undefined, userId: string): readonly GraphScope[] {
  return [...new Set([...(consent?.scopes ?? []), ...(consent?.scopesOf.get(userId) ?? [])])];
}

/** Whether people of a tenant may use the app at all: it knows it, it is at home there, or it is for every tenant. */
export function isAvailableIn(app: App, tenantId: string): boolean {
  return app.availableToOtherTenants || app.homeTenantId === tenantId || app.consents.has(tenantId);
}

/**
 * Whether an answer may be sent there. Exactly a registered URI; the port of a loopback address does not matter.
 * Source: Entra, reply-url; RFC 8252 section 7.3.
 */
export function allowsRedirect(app: App, redirectUri: string): boolean {
  return app.redirectUris.some(
    (registered) => registered === redirectUri || withoutLoopbackPort(registered) === withoutLoopbackPort(redirectUri),
  );
}

function withoutLoopbackPort(uri: string): string {
  return uri.replace(/^(http:\/\/(?:localhost|127\.0\.0\.1)):\d+(?=\/|$)/, '$1');
}
