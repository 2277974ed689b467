/**
 * The sign-in of an account whose tenant's presence is to be notified: authorization code with PKCE, by msal-node. What is
 * kept is msal's cache with a refresh token in it; a password is never seen, so multi-factor authentication and Conditional
 * Access work as they do in the browser. Source: Entra, OAuth 2.0 authorization code flow.
 */
import { type ConfidentialClientApplication, CryptoProvider } from '@azure/msal-node';
import { type Clock, type Egress, LamplightError, type Random } from '@lamplight/runtime';
import { z } from 'zod';
import { CLOUD_FACTS, type CloudName } from '../clouds.ts';
import type { SignedInAccount } from '../notifications/delegated-accounts.ts';
import type { ApplicationCredentials, CredentialOrigin } from './credential.ts';
import { DELEGATED_PERMISSION, delegatedFailure } from './delegated-failure.ts';
import type { EntraFailure } from './entra-errors.ts';
import { createMsalApplication, RecordingNetwork } from './msal-application.ts';

export interface DelegatedApplication {
  readonly tenantId: string;
  readonly clientId: string;
  /** Base URL of Entra, such as https://login.microsoftonline.com. */
  readonly authority: string;
  /** For whose Graph the tokens are good, wherever it is reached. */
  readonly cloud: CloudName;
  readonly graphBaseUrl: string;
  readonly credentials: ApplicationCredentials;
  /** How long one request to Entra may last; ms. */
  readonly timeoutMs: number;
}

export interface SignInRequest {
  /** One of the registration's redirect URIs, platform Web. */
  readonly redirectUri: string;
  /** Comes back with the code; unguessable, and good once. */
  readonly state: string;
}

export interface BegunSignIn {
  /** Where the browser goes. */
  readonly url: string;
  /**
   * Redeems the code that came back.
   * @throws LamplightError `request_not_possible` that says why Entra refuses, and what to do
   */
  finish(code: string): Promise<SignedInAccount>;
}

export interface SignInSurroundings {
  readonly clock: Clock;
  readonly random: Random;
  readonly fetch: Egress['fetch'];
}

/** The permission as Entra wants it named, and what a refresh token and the account's name need. */
export function delegatedScopes(cloud: CloudName): string[] {
  return [`${CLOUD_FACTS[cloud].graphBaseUrl}/${DELEGATED_PERMISSION}`, 'offline_access', 'openid', 'profile'];
}

/**
 * Begins a sign-in; what belongs to it (code verifier, nonce) stays in what is answered.
 * @throws LamplightError `request_not_possible` where Entra cannot be asked, `config_invalid`, `certificate_unreadable`,
 *   `credential_unreadable` for the application's own credential
 */
export async function beginSignIn(
  application: DelegatedApplication,
  { redirectUri, state }: SignInRequest,
  surroundings: SignInSurroundings,
): Promise<BegunSignIn> {
  const network = new RecordingNetwork(surroundings.clock, surroundings.fetch, application.timeoutMs);
  const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
  const nonce = surroundings.random.uuid();
  const scopes = delegatedScopes(application.cloud);
  const url = await byCredential(application, network, (msal) =>
    msal.getAuthCodeUrl({
      scopes,
      redirectUri,
      state,
      nonce,
      codeChallenge: challenge,
      codeChallengeMethod: 'S256',
      prompt: 'select_account',
      responseMode: 'query',
    }),
  );
  return {
    url,
    finish: async (code) => {
      const { result, tokenCache } = await byCredential(application, network, async (msal) => ({
        result: await msal.acquireTokenByCode(
          { code, scopes, redirectUri, codeVerifier: verifier, nonce },
          { code, nonce },
        ),
        tokenCache: msal.getTokenCache().serialize(),
      }));
      demandTenant(application, result.tenantId);
      if (!result.scopes.some((scope) => scope.toLowerCase().endsWith(DELEGATED_PERMISSION.toLowerCase()))) {
        throw new LamplightError(
          'request_not_possible',
          `the account did not get the delegated permission ${DELEGATED_PERMISSION}: add it to the app registration, let an administrator consent to it, and sign in again`,
        );
      }
      return Object.freeze({
        id: result.uniqueId.toLowerCase(),
        userName: result.account?.username ?? '',
        tokenCache,
      });
    },
  };
}

/** Entra sees to it by the authority; what is kept here is sealed to one tenant, so it is looked at all the same. */
function demandTenant({ tenantId }: DelegatedApplication, signedInAt: string): void {
  if (z.guid().safeParse(tenantId).success && signedInAt.toLowerCase() !== tenantId.toLowerCase()) {
    throw new LamplightError(
      'request_not_possible',
      `the account signed in at the Entra tenant ${signedInAt}: sign in with an account of ${tenantId}`,
    );
  }
}

/** By the first credential, or by the fallback where Entra refuses it: it looks at the credential before it takes the code. */
async function byCredential<Result>(
  application: DelegatedApplication,
  network: RecordingNetwork,
  work: (msal: ConfidentialClientApplication) => Promise<Result>,
): Promise<Result> {
  const { first, fallback } = application.credentials;
  const by = async (credential: CredentialOrigin): Promise<Result | Refused> => {
    network.forget();
    try {
      const opened = credential.open();
      return await work(createMsalApplication({ ...application, credential: opened, network, cachePlugin: undefined }));
    } catch (thrown) {
      return new Refused(delegatedFailure(thrown, network, application), thrown);
    }
  };
  const asked = await by(first);
  const isOfCredential = asked instanceof Refused && asked.failure.concerns === 'credential';
  const second = isOfCredential && fallback !== null ? await by(fallback) : asked;
  if (!(second instanceof Refused)) {
    return second;
  }
  const { failure, thrown } = asked instanceof Refused && second.failure.concerns === 'credential' ? asked : second;
  if (thrown instanceof LamplightError) {
    throw thrown;
  }
  throw new LamplightError('request_not_possible', `${failure.health.message}: ${failure.health.remedy}`, {
    details: { ...failure.health.details },
    cause: thrown,
  });
}

/** Why nothing came of it. */
class Refused {
  readonly failure: EntraFailure;
  readonly thrown: unknown;

  constructor(failure: EntraFailure, thrown: unknown) {
    this.failure = failure;
    this.thrown = thrown;
  }
}
