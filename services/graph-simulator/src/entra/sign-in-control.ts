/** How people sign in and what they allow, from outside: `control.signIns`. */
import { type Clock, LamplightError } from '@lamplight/runtime';
import { notThere } from '../control/not-there.ts';
import { readInput } from '../control/read-input.ts';
import { type App, allowsRedirect } from '../directory/app.ts';
import type { AppRegistry } from '../directory/app-registry.ts';
import type { Directory, Person, Tenant } from '../directory/directory.ts';
import { GRAPH_SCOPES, type GraphScope } from '../directory/graph-scopes.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { Authorizer } from './authorizer.ts';
import type { ConsentPolicies, ConsentPolicy } from './consent-policies.ts';
import { EntraError, entraErrorText } from './entra-error.ts';
import { requestedScopes } from './requested-scopes.ts';
import type { SignInAccount, SignInAccounts } from './sign-in-accounts.ts';
import {
  type AccountInput,
  accountSchema,
  consentPolicySchema,
  personalConsentSchema,
  rotationSchema,
  type SignInInput,
  signInSchema,
} from './sign-in-input.ts';
import type { SigningKeys } from './signing-key.ts';

export interface SignInControlParts {
  readonly clock: Clock;
  readonly directory: Directory;
  readonly apps: AppRegistry;
  readonly accounts: SignInAccounts;
  readonly policies: ConsentPolicies;
  readonly authorizer: Authorizer;
  readonly tokens: AccessTokens;
  readonly signingKeys: SigningKeys;
}

/** Users are named by object id or principal name. Every method throws as those of SimulatorControl do. */
export class SignInControl {
  readonly #parts: SignInControlParts;

  constructor(parts: SignInControlParts) {
    this.#parts = parts;
  }

  /** How a person signs in. */
  account(user: string): SignInAccount {
    return this.#parts.accounts.of(this.#person(user));
  }

  changeAccount(user: string, changes: AccountInput): SignInAccount {
    const { password, passwordExpired, locked, administrator, verification, blockedBy, signInLastsMs } = readInput(
      accountSchema,
      changes,
      'account',
    );
    const person = this.#person(user);
    const now = this.#parts.accounts.of(person);
    return this.#parts.accounts.change(person, {
      password: password === undefined ? now.password : password,
      passwordExpired: passwordExpired ?? now.passwordExpired,
      locked: locked ?? now.locked,
      administrator: administrator ?? now.administrator,
      verification: verification === undefined ? now.verification : verification,
      blockedBy: blockedBy === undefined ? now.blockedBy : blockedBy,
      signInLastsMs: signInLastsMs === undefined ? now.signInLastsMs : signInLastsMs,
    });
  }

  /** Ends all sign-ins of a person so far: their refresh tokens give AADSTS50173. */
  revoke(user: string): void {
    this.#parts.accounts.revoke(this.#person(user));
  }

  /** Grants exactly these delegated permissions for one person; none withdraws all. */
  consent(appId: string, user: string, scopes: readonly GraphScope[]): void {
    const person = this.#person(user);
    const read = readInput(personalConsentSchema, { scopes: [...scopes] }, 'consent');
    this.#parts.apps.consentToScopes(this.#app(appId).appId, person.tenantId, person.id, read.scopes);
  }

  /** Says who of a tenant may consent. @param tenant id or domain. */
  changeConsentPolicy(tenant: string, policy: ConsentPolicy): void {
    const read = readInput(consentPolicySchema, { policy }, 'consentPolicy');
    this.#parts.policies.change(this.#tenant(tenant).id, read.policy);
  }

  /**
   * Signs a person in without a browser, who does and accepts whatever is asked. @returns an authorization code.
   * @throws LamplightError `request_not_possible`, naming the AADSTS code, where the pages would not give one.
   */
  signIn(input: SignInInput): { readonly code: string; readonly userId: string; readonly tenantId: string } {
    const { appId, user, redirectUri, scopes, nonce, challenge } = readInput(signInSchema, input, 'signIn');
    const { accounts, authorizer, clock, tokens } = this.#parts;
    const person = this.#person(user);
    try {
      const here = authorizer.at(appId, person.id);
      if (!allowsRedirect(here.app, redirectUri)) {
        throw new EntraError(50011, { app: here.app.appId, detail: redirectUri });
      }
      const account = accounts.of(person);
      const refused = accounts.checkPassword(person, account.password ?? '', clock.now());
      if (refused !== undefined) {
        throw new EntraError(refused);
      }
      const requested = requestedScopes(scopes.join(' '), here.app, {
        tenantName: here.tenant.displayName,
        graph: tokens.graph,
      });
      const signIn = accounts.begin(clock.now(), account.verification !== null);
      const authorization = { requested, nonce, challenge, asksConsent: false };
      const code = authorizer.accept(here, authorization, { signIn, redirectUri, forEverybody: false });
      return { code, userId: person.id, tenantId: person.tenantId };
    } catch (failure) {
      if (failure instanceof EntraError) {
        const text = `AADSTS${failure.code}: ${entraErrorText(failure.code, failure.facts)}`;
        throw new LamplightError('request_not_possible', text, { cause: failure });
      }
      throw failure;
    }
  }

  /**
   * A delegated access token without asking Entra, for callers in the same process.
   * @param scopes default all that Graph has.
   */
  tokenFor(appId: string, user: string, scopes: readonly GraphScope[] = GRAPH_SCOPES): string {
    const person = this.#person(user);
    const tenant = this.#tenant(person.tenantId);
    return this.#parts.tokens.issueDelegated(this.#app(appId), tenant, person, scopes).token;
  }

  /** From now on another key signs. @returns its `kid`. */
  rotateSigningKey(input: { readonly keepOldForMs?: number } = {}): { readonly keyId: string } {
    const { keepOldForMs } = readInput(rotationSchema, input, 'rotation');
    return { keyId: this.#parts.signingKeys.rotate(keepOldForMs).keyId };
  }

  #app(appId: string): App {
    const app = this.#parts.apps.app(appId);
    if (app === undefined) {
      throw notThere('app', appId);
    }
    return app;
  }

  #person(user: string): Person {
    const { directory } = this.#parts;
    const person = directory.person(user) ?? directory.personByPrincipalName(user);
    if (person === undefined) {
      throw notThere('person', user);
    }
    return person;
  }

  #tenant(idOrDomain: string): Tenant {
    const tenant = this.#parts.directory.tenant(idOrDomain);
    if (tenant === undefined) {
      throw notThere('tenant', idOrDomain);
    }
    return tenant;
  }
}
