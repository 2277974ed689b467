/** Tokens for people who signed in: for a code, and again and again for a refresh token (RFC 6749 sections 4.1.3 and 6). */
import type { Clock, Random } from '@lamplight/runtime';
import { type App, grantedScopes, isAvailableIn } from '../directory/app.ts';
import type { Directory, Person, Tenant } from '../directory/directory.ts';
import type { AccessTokens } from './access-tokens.ts';
import { type AuthorizationGrants, type Grant, verifierFits } from './authorization-grants.ts';
import { demandEnabled } from './client-credential.ts';
import { EntraError } from './entra-error.ts';
import { clientInfo, idTokenClaims } from './id-token.ts';
import { demandParameter } from './parameters.ts';
import { answeredScope, type RequestedScopes, requestedScopes } from './requested-scopes.ts';
import type { SignInAccounts } from './sign-in-accounts.ts';
import type { SigningKeys } from './signing-key.ts';

export interface DelegatedTokensParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly directory: Directory;
  readonly tokens: AccessTokens;
  readonly signingKeys: SigningKeys;
  readonly accounts: SignInAccounts;
  readonly grants: AuthorizationGrants;
}

/** A token request of an app that has proved who it is. */
export interface DelegatedRequest {
  readonly app: App;
  /** Undefined at an authority that stands for no one tenant: then that of the grant. */
  readonly tenant: Tenant | undefined;
  readonly form: URLSearchParams;
  readonly origin: string;
}

export class DelegatedTokens {
  readonly #parts: DelegatedTokensParts;

  constructor(parts: DelegatedTokensParts) {
    this.#parts = parts;
  }

  /**
   * @throws EntraError 70000 (not a code of this app), 700005 (another tenant's), 54005 (used before), 70008 (older than
   *   ten minutes), 500112 (another redirect URI), 501481 (verifier), and those of {@link refresh} for the account.
   */
  redeemCode({ app, tenant, form, origin }: DelegatedRequest): unknown {
    const { grants } = this.#parts;
    const code = demandParameter(form, 'code');
    const redirectUri = demandParameter(form, 'redirect_uri');
    const held = grants.code(code);
    if (held === undefined || held.grant.appId !== app.appId) {
      throw new EntraError(70000, { detail: 'code' });
    }
    const { grant, state } = held;
    if (tenant !== undefined && grant.tenantId !== tenant.id) {
      throw new EntraError(700005);
    }
    if (state !== 'good') {
      throw new EntraError(state === 'redeemed' ? 54005 : 70008);
    }
    if (grant.redirectUri !== redirectUri) {
      throw new EntraError(500112, { detail: redirectUri });
    }
    if (!verifierFits(grant.challenge, form.get('code_verifier'))) {
      throw new EntraError(501481);
    }
    const refreshes = grant.requested.openId.includes('offline_access');
    const answer = this.#answer(app, grant, grant.requested, { form, origin, nonce: grant.nonce, refreshes });
    grants.redeem(code);
    return answer;
  }

  /**
   * @throws EntraError 70000 (not a refresh token of this app), 700082 (not used for 90 days), 50034, 50057, 50173,
   *   70043, 50076, 50079, 50078, 50074, 53003, 530035 (the account), 65001 (consent), 700016, 7000112 (the app).
   */
  refresh({ app, tenant, form, origin }: DelegatedRequest): unknown {
    const held = this.#parts.grants.refreshToken(demandParameter(form, 'refresh_token'));
    if (
      held === undefined ||
      held.grant.appId !== app.appId ||
      (tenant !== undefined && held.grant.tenantId !== tenant.id)
    ) {
      throw new EntraError(70000, { detail: 'refresh_token' });
    }
    if (held.expired) {
      throw new EntraError(700082);
    }
    const tenantName = tenant?.displayName ?? '';
    const { graph } = this.#parts.tokens;
    const requested = requestedScopes(form.get('scope') ?? `${graph}/.default`, app, { tenantName, graph });
    return this.#answer(app, held.grant, requested, { form, origin, nonce: null, refreshes: true });
  }

  #answer(
    app: App,
    grant: Grant,
    requested: RequestedScopes,
    context: {
      readonly form: URLSearchParams;
      readonly origin: string;
      readonly nonce: string | null;
      readonly refreshes: boolean;
    },
  ): unknown {
    const { clock, random, tokens, signingKeys, grants } = this.#parts;
    const { person, tenant } = this.#stillSignedIn(app, grant);
    const granted = grantedScopes(app.consents.get(tenant.id), person.id);
    if (!requested.graph.every((scope) => granted.includes(scope)) || (requested.isDefault && granted.length === 0)) {
      throw new EntraError(65001, { app: app.appId });
    }
    const openId = requested.openId.filter((scope) => scope !== 'offline_access');
    const scopes = [...granted, ...openId];
    const { token, expiresInS } = tokens.issueDelegated(app, tenant, person, scopes, grant.signIn.verified);
    const id = Buffer.from(random.bytes(16)).toString('base64url');
    const claims = idTokenClaims(app, tenant, person, { ...context, now: clock.now(), id });
    return {
      token_type: 'Bearer',
      scope: answeredScope(requested, granted, tokens.graph),
      expires_in: expiresInS,
      ext_expires_in: expiresInS,
      access_token: token,
      ...(context.refreshes ? { refresh_token: grants.issueRefreshToken(grant) } : {}),
      ...(openId.includes('openid') ? { id_token: signingKeys.sign(claims) } : {}),
      ...(context.form.get('client_info') === '1' ? { client_info: clientInfo(person, tenant) } : {}),
    };
  }

  #stillSignedIn(app: App, grant: Grant): { readonly person: Person; readonly tenant: Tenant } {
    const { directory, accounts, clock } = this.#parts;
    const tenant = directory.tenant(grant.tenantId);
    if (tenant === undefined || !isAvailableIn(app, grant.tenantId)) {
      throw new EntraError(700016, { app: app.appId, tenant: tenant?.displayName ?? grant.tenantId });
    }
    demandEnabled(app, app.consents.get(tenant.id));
    const person = directory.person(grant.userId);
    if (person === undefined) {
      throw new EntraError(50034, { tenant: tenant.displayName });
    }
    const code = accounts.checkSignIn(person, grant.signIn, clock.now());
    if (code !== undefined) {
      throw new EntraError(code);
    }
    return { person, tenant };
  }
}
