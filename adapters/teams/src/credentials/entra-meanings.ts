/**
 * What the AADSTS numbers of Entra mean to an operator: Entra, "Microsoft Entra authentication and authorization error
 * codes". Numbers are for diagnosis; only words hang on them. Vectors: test/vectors/entra/errors.json.
 */
import type { Feature } from '../permissions.ts';
import { permissionNameOf } from '../permissions.ts';

/** What the messages name. */
export interface EntraContext {
  readonly tenantId: string;
  readonly clientId: string;
  /** Where an administrator grants consent; absent: it is not known. */
  readonly consentLink?: string;
  /** From where the request came, in words; absent: it is not known. */
  readonly cameFrom?: string;
}

export interface Meaning {
  readonly reason: string;
  /** `credential`: another credential of the same application may be accepted. */
  readonly concerns: 'credential' | 'application' | 'account' | 'passing';
  readonly message: (context: EntraContext) => string;
  readonly remedy: (context: EntraContext) => string;
}

const SECRETS = 'the app registration in the Entra admin center, Certificates & secrets';
const SIGN_IN_AGAIN = 'sign in again: `lamplight teams account add`';

const needed = (['read', 'write'] as const satisfies readonly Feature[]).map(permissionNameOf);

const appDisabled: Meaning = {
  reason: 'app_disabled',
  concerns: 'application',
  message: ({ clientId }) => `the application ${clientId} is disabled in the tenant`,
  remedy: () => 'enable it: Entra admin center, Enterprise applications, Properties, "Enabled for users to sign in"',
};
const conditionalAccess: Meaning = {
  reason: 'blocked_by_policy',
  concerns: 'application',
  message: ({ cameFrom }) =>
    `a Conditional Access policy or security default blocks the sign-in${cameFrom === undefined ? '' : `, which came from ${cameFrom}`}`,
  remedy: ({ cameFrom }) =>
    `allow the application${cameFrom === undefined ? ', or the address that it comes from,' : `, or ${cameFrom},`} in Entra admin center, Conditional Access (workload identities, named locations)`,
};
const transient: Meaning = {
  reason: 'entra_unavailable',
  concerns: 'passing',
  message: () => 'Entra has a passing failure',
  remedy: () => 'it is tried again by itself',
};
const consent: Meaning = {
  reason: 'consent_missing',
  concerns: 'application',
  message: ({ clientId }) => `no administrator has consented to the application ${clientId}`,
  remedy: ({ consentLink }) =>
    `grant admin consent for ${needed[0]} (to read) and ${needed[1]} (to write) to the app registration${consentLink === undefined ? '' : `: ${consentLink}`}`,
};
const wrongTenant: Meaning = {
  reason: 'tenant_invalid',
  concerns: 'application',
  message: ({ tenantId }) => `the tenant ${tenantId} cannot be used for an application's own token`,
  remedy: () => 'set tenantId to the directory (tenant) id or a verified domain, not to common or organizations',
};
const wrongScope: Meaning = {
  reason: 'scope_invalid',
  concerns: 'application',
  message: () => 'Entra does not know the resource or scope asked for',
  remedy: () => 'check that cloud, graphBaseUrl and authority belong together',
};
const strongerSignIn: Meaning = {
  reason: 'sign_in_stronger',
  concerns: 'account',
  message: () => 'Entra asks the signed-in account for multi-factor authentication',
  remedy: () => `${SIGN_IN_AGAIN}, and answer what Entra asks there`,
};
const passwordOver: Meaning = {
  reason: 'account_password_expired',
  concerns: 'account',
  message: () => 'the password of the signed-in account has expired',
  remedy: () => `change it, then ${SIGN_IN_AGAIN}`,
};
const signInOver: Meaning = {
  reason: 'sign_in_over',
  concerns: 'account',
  message: () =>
    'the sign-in of the account is over: it was revoked, not used for too long, or the tenant limits its age',
  remedy: () => SIGN_IN_AGAIN,
};

/** By AADSTS number. */
export const MEANINGS: Readonly<Record<number, Meaning>> = Object.freeze({
  50011: {
    reason: 'redirect_invalid',
    concerns: 'application',
    message: ({ clientId }) => `the address to come back to after a sign-in is not one of the application ${clientId}`,
    remedy: () =>
      'add it in the Entra admin center, App registrations, Authentication, platform Web: `lamplight teams register --redirect-uri` prints how',
  },
  50034: {
    reason: 'account_unknown',
    concerns: 'account',
    message: ({ tenantId }) => `the account is not in the directory of tenant ${tenantId}`,
    remedy: () => `choose an account of this tenant and ${SIGN_IN_AGAIN}`,
  },
  50053: {
    reason: 'account_locked',
    concerns: 'account',
    message: () => 'the signed-in account is locked after too many attempts',
    remedy: () => `unlock it (Entra admin center, Users), then ${SIGN_IN_AGAIN}`,
  },
  50055: passwordOver,
  50057: {
    reason: 'account_disabled',
    concerns: 'account',
    message: () => 'the signed-in account is disabled',
    remedy: () => `enable it (Entra admin center, Users), or ${SIGN_IN_AGAIN} with another one`,
  },
  50059: wrongTenant,
  50074: strongerSignIn,
  50076: strongerSignIn,
  50078: strongerSignIn,
  50079: strongerSignIn,
  50126: {
    reason: 'account_refused',
    concerns: 'account',
    message: () => 'Entra does not accept the name or the password of the account',
    remedy: () => SIGN_IN_AGAIN,
  },
  50144: passwordOver,
  50173: signInOver,
  50194: wrongTenant,
  50196: {
    reason: 'client_loop',
    concerns: 'application',
    message: () => 'Entra sees the application asking for tokens in a loop',
    remedy: () => 'it waits and tries again; check that no second installation with this client id runs',
  },
  53003: conditionalAccess,
  530035: conditionalAccess,
  54005: {
    reason: 'code_redeemed',
    concerns: 'account',
    message: () => 'the code of this sign-in was used already: it is good once, for ten minutes',
    remedy: () => `start anew: ${SIGN_IN_AGAIN}`,
  },
  501481: {
    reason: 'code_foreign',
    concerns: 'account',
    message: () => 'the code verifier does not belong to this sign-in (PKCE)',
    remedy: () => `start anew: ${SIGN_IN_AGAIN}, and finish it in the browser in which it was begun`,
  },
  65001: consent,
  65004: {
    reason: 'consent_declined',
    concerns: 'account',
    message: () => 'whoever was asked for consent declined it',
    remedy: ({ consentLink }) =>
      `${SIGN_IN_AGAIN} and accept, or let an administrator consent${consentLink === undefined ? '' : `: ${consentLink}`}`,
  },
  70001: appDisabled,
  70008: signInOver,
  70011: wrongScope,
  70043: signInOver,
  500011: wrongScope,
  700016: {
    reason: 'app_not_found',
    concerns: 'application',
    message: ({ clientId, tenantId }) => `there is no application ${clientId} in the tenant ${tenantId}`,
    remedy: ({ clientId, consentLink }) =>
      `check tenantId and clientId; if ${clientId} is registered elsewhere, an administrator of this tenant must consent to it first${consentLink === undefined ? '' : `: ${consentLink}`}`,
  },
  700024: {
    reason: 'clock_wrong',
    concerns: 'credential',
    message: () => 'the assertion is not valid at the time that Entra has',
    remedy: () => 'check the clock of this machine, and that the platform renews the token of a workload identity',
  },
  700027: {
    reason: 'certificate_invalid',
    concerns: 'credential',
    message: () => 'Entra does not accept the signature of the certificate',
    remedy: () => `upload the certificate of certFile to ${SECRETS}, or give its key`,
  },
  700082: signInOver,
  700211: federationMismatch('issuer'),
  700212: federationMismatch('audience'),
  700213: federationMismatch('subject'),
  7000112: appDisabled,
  7000215: {
    reason: 'secret_invalid',
    concerns: 'credential',
    message: () => 'Entra does not accept the client secret',
    remedy: () => `make a new secret in ${SECRETS}, and set its value, not its id, as secret`,
  },
  7000218: {
    reason: 'credential_missing',
    concerns: 'credential',
    message: () => 'Entra got neither a secret nor an assertion',
    remedy: () =>
      'set secret, secretEnv, certificate or federated, and let the app registration not be a public client',
  },
  7000222: {
    reason: 'secret_expired',
    concerns: 'credential',
    message: () => 'the client secret has expired',
    remedy: () => `make a new secret in ${SECRETS}, and set its value as secret`,
  },
  90002: {
    reason: 'tenant_not_found',
    concerns: 'application',
    message: ({ tenantId }) => `Entra knows no tenant ${tenantId}`,
    remedy: () => 'check tenantId (Entra admin center, Overview, Tenant ID) and that cloud is the right one',
  },
  90025: transient,
  90033: transient,
  90094: consent,
  90095: consent,
  9001023: wrongTenant,
});

function federationMismatch(claim: string): Meaning {
  return {
    reason: 'federation_mismatch',
    concerns: 'credential',
    message: () => `no federated credential of the application has the ${claim} of the token in tokenFile`,
    remedy: () =>
      'compare issuer, subject and audience of the token with the app registration, Certificates & secrets, Federated credentials',
  };
}
