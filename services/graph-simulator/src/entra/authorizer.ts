/** What a sign-in leads to, whoever asks: the pages of a browser, or a script. */
import type { App } from '../directory/app.ts';
import type { AppRegistry } from '../directory/app-registry.ts';
import type { Directory, Person, Tenant } from '../directory/directory.ts';
import type { AuthorizationGrants } from './authorization-grants.ts';
import { type Authorization, demandAvailable } from './authorize-request.ts';
import { knownApp } from './client-credential.ts';
import { type ConsentDecision, decideConsent } from './consent-decision.ts';
import type { ConsentPolicies } from './consent-policies.ts';
import { EntraError } from './entra-error.ts';
import type { SignIn, SignInAccounts } from './sign-in-accounts.ts';

export interface AuthorizerParts {
  readonly directory: Directory;
  readonly apps: AppRegistry;
  readonly accounts: SignInAccounts;
  readonly policies: ConsentPolicies;
  readonly grants: AuthorizationGrants;
}

/** Somebody at an app, as things stand now. */
export interface AtApp {
  readonly app: App;
  readonly tenant: Tenant;
  readonly person: Person;
}

export class Authorizer {
  readonly #parts: AuthorizerParts;

  constructor(parts: AuthorizerParts) {
    this.#parts = parts;
  }

  /** @throws EntraError 50034, 700016, 70001, 7000112: person, tenant or app may have changed since the sign-in began. */
  at(appId: string, userId: string): AtApp {
    const { directory, apps } = this.#parts;
    const person = directory.person(userId);
    const tenant = person === undefined ? undefined : directory.tenant(person.tenantId);
    if (person === undefined || tenant === undefined) {
      throw new EntraError(50034, { tenant: tenant?.displayName ?? '' });
    }
    const app = knownApp(apps, appId, tenant.displayName);
    demandAvailable(app, tenant);
    return { app, tenant, person };
  }

  isAdministrator(person: Person): boolean {
    const { accounts, directory } = this.#parts;
    return accounts.isAdministrator(person, directory.people(person.tenantId));
  }

  decide({ app, tenant, person }: AtApp, authorization: Authorization): ConsentDecision {
    const asking = { id: person.id, isAdministrator: this.isAdministrator(person) };
    return decideConsent(app, tenant.id, asking, authorization, this.#parts.policies.of(tenant.id));
  }

  /**
   * Grants what is missing and gives a code.
   * @param forEverybody for the whole tenant; only an administrator can.
   * @throws EntraError 90094 or 90095 when only an administrator may consent.
   */
  accept(
    here: AtApp,
    authorization: Authorization,
    how: { readonly signIn: SignIn; readonly redirectUri: string; readonly forEverybody: boolean },
  ): string {
    const { app, tenant, person } = here;
    const decision = this.decide(here, authorization);
    if (decision.kind === 'refuse') {
      throw new EntraError(decision.code);
    }
    const consent = app.consents.get(tenant.id);
    const everybody = how.forEverybody && this.isAdministrator(person);
    const before = everybody ? consent?.scopes : consent?.scopesOf.get(person.id);
    const added = decision.kind === 'ask' ? decision.scopes : [];
    this.#parts.apps.consentToScopes(app.appId, tenant.id, everybody ? 'everybody' : person.id, [
      ...(before ?? []),
      ...added,
    ]);
    return this.#parts.grants.issueCode({
      appId: app.appId,
      tenantId: tenant.id,
      userId: person.id,
      signIn: how.signIn,
      redirectUri: how.redirectUri,
      requested: authorization.requested,
      nonce: authorization.nonce,
      challenge: authorization.challenge,
    });
  }
}
