/**
 * Signing in and consenting in a browser: `authorize` and `adminconsent` begin it, then each page is a form that is
 * posted to the next step (`login`, `verify`, `consent`), until the browser is sent back to the app. The paths of the
 * steps are the simulator's own; nothing should depend on them.
 */
import type { Clock, Random } from '@lamplight/runtime';
import { type App, GRAPH_ROLE_TITLES } from '../directory/app.ts';
import type { AppRegistry } from '../directory/app-registry.ts';
import type { Directory, Person } from '../directory/directory.ts';
import { GRAPH_SCOPE_KINDS, type GraphScope } from '../directory/graph-scopes.ts';
import type { RoutedRequest, SimulatorResponse } from '../http/simulator-request.ts';
import { adminConsentPage, approvalNeededPage, consentPage, type ShownPermission } from '../pages/consent-pages.ts';
import { errorPage } from '../pages/other-pages.ts';
import {
  accountPage,
  type Complaint,
  type OfferedAccount,
  passwordPage,
  type StepForm,
  verificationPage,
} from '../pages/sign-in-pages.ts';
import type { AccessTokens } from './access-tokens.ts';
import {
  type AdminConsent,
  acceptedAnswer,
  declinedAnswer,
  grantAdminConsent,
  readAdminConsent,
} from './admin-consent.ts';
import { readAuthorization, readTarget, type Target } from './authorize-request.ts';
import type { AtApp, Authorizer } from './authorizer.ts';
import { type ConsentPolicies, refusalOf } from './consent-policies.ts';
import { type DescribedError, describeEntraError, EntraError, entraErrorText } from './entra-error.ts';
import type { EntraErrorCode } from './entra-error-catalogue.ts';
import { correlationIdOf } from './parameters.ts';
import { type ReturnAddress, returnTo } from './return-address.ts';
import type { SignInAccounts } from './sign-in-accounts.ts';
import type { SignInsUnderWay, SignInUnderWay } from './sign-ins-under-way.ts';

/** So many accounts are offered as buttons; any other can be typed. */
const OFFERED_ACCOUNTS = 20;

export interface InteractiveSignInParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly directory: Directory;
  readonly apps: AppRegistry;
  readonly accounts: SignInAccounts;
  readonly policies: ConsentPolicies;
  readonly authorizer: Authorizer;
  readonly signIns: SignInsUnderWay;
  readonly tokens: Pick<AccessTokens, 'graph'>;
}

export type SignInStep = 'authorize' | 'adminConsentV1' | 'adminConsentV2' | 'login' | 'verify' | 'consent';

export class InteractiveSignIn {
  readonly #parts: InteractiveSignInParts;

  constructor(parts: InteractiveSignInParts) {
    this.#parts = parts;
  }

  /** Answers one page request; an error that cannot be sent back to the app is a page. */
  answer(step: SignInStep, segment: string, request: RoutedRequest): SimulatorResponse {
    try {
      return this.#answer(step, segment, request);
    } catch (failure) {
      if (failure instanceof EntraError) {
        return this.errorPage(this.#described(failure, request));
      }
      throw failure;
    }
  }

  errorPage(error: DescribedError): SimulatorResponse {
    return errorPage(error.status, error, error.timestamp);
  }

  #answer(step: SignInStep, segment: string, request: RoutedRequest): SimulatorResponse {
    switch (step) {
      case 'authorize':
        return this.#authorize(segment, request);
      case 'adminConsentV1':
      case 'adminConsentV2':
        return this.#adminConsent(step === 'adminConsentV1' ? 1 : 2, segment, request);
      default: {
        const form = new URLSearchParams(request.body);
        const signIn = this.#parts.signIns.get(form.get('ctx') ?? '');
        if (form.has('cancel')) {
          return this.#decline(signIn, request);
        }
        return this.#continue(step, signIn, form, request);
      }
    }
  }

  #authorize(segment: string, request: RoutedRequest): SimulatorResponse {
    const { query } = request;
    const target = readTarget(segment, query, this.#parts);
    try {
      const authorization = readAuthorization(query, target, this.#parts.tokens.graph);
      const purpose = { kind: 'authorize' as const, authorization };
      const signIn = this.#parts.signIns.begin({ target, purpose, segment });
      return this.#askAccount(signIn, query.get('login_hint') ?? '');
    } catch (failure) {
      if (failure instanceof EntraError) {
        const { error, description } = this.#described(failure, request);
        return returnTo(target.address, { error, error_description: description });
      }
      throw failure;
    }
  }

  #adminConsent(version: 1 | 2, segment: string, request: RoutedRequest): SimulatorResponse {
    if (version === 2 && segment.toLowerCase() === 'common') {
      throw new EntraError(50059);
    }
    const target = readTarget(segment, request.query, this.#parts, version === 2);
    const at = { tenantName: target.tenant?.displayName ?? '', graph: this.#parts.tokens.graph };
    const asked = readAdminConsent(version, request.query, target.app, at);
    const signIn = this.#parts.signIns.begin({ target, purpose: { kind: 'adminConsent', asked }, segment });
    return this.#askAccount(signIn, '');
  }

  #continue(
    step: 'login' | 'verify' | 'consent',
    signIn: SignInUnderWay,
    form: URLSearchParams,
    request: RoutedRequest,
  ): SimulatorResponse {
    if (step === 'login') {
      return this.#login(signIn, form);
    }
    if (signIn.userId === null || (step === 'consent' && signIn.signIn === null)) {
      return this.#askAccount(signIn, '');
    }
    const here = this.#parts.authorizer.at(signIn.target.app.appId, signIn.userId);
    if (step === 'verify') {
      return this.#askConsent(signIn, here, true);
    }
    return signIn.refused === null ? this.#accept(signIn, here, form.has('everybody')) : this.#decline(signIn, request);
  }

  #login(signIn: SignInUnderWay, form: URLSearchParams): SimulatorResponse {
    const { accounts, authorizer, clock, signIns } = this.#parts;
    const name = (form.get('account') ?? '').trim();
    const person = this.#person(signIn.target, name);
    if (person === undefined) {
      return this.#askAccount(signIn, name, 50034);
    }
    const account = accounts.of(person);
    const asksPassword = account.password !== null;
    if (asksPassword && !form.has('password')) {
      return passwordPage(this.#form(signIn, 'login'), offered(person), undefined);
    }
    const refused = accounts.checkPassword(person, form.get('password') ?? '', clock.now());
    if (refused !== undefined) {
      return asksPassword
        ? passwordPage(this.#form(signIn, 'login'), offered(person), complaint(refused, signIn.target))
        : this.#askAccount(signIn, name, refused);
    }
    const known = signIns.keep({ ...signIn, userId: person.id, signIn: null });
    return account.verification === null
      ? this.#askConsent(known, authorizer.at(signIn.target.app.appId, person.id), false)
      : verificationPage(this.#form(known, 'verify'), offered(person));
  }

  #askConsent(signIn: SignInUnderWay, here: AtApp, verified: boolean): SimulatorResponse {
    const { accounts, authorizer, clock, signIns } = this.#parts;
    const done = signIns.keep({ ...signIn, signIn: accounts.begin(clock.now(), verified) });
    if (done.purpose.kind === 'adminConsent') {
      return this.#askAdministrator(done, here, done.purpose.asked);
    }
    const decision = authorizer.decide(here, done.purpose.authorization);
    switch (decision.kind) {
      case 'granted':
        return this.#accept(done, here, false);
      case 'refuse':
        return this.#needApproval(done, here, decision.code);
      case 'ask':
        return consentPage(
          this.#form(done, 'consent'),
          here.app.displayName,
          offered(here.person),
          decision.scopes.map(shownScope),
          authorizer.isAdministrator(here.person),
        );
    }
  }

  #askAdministrator(signIn: SignInUnderWay, here: AtApp, asked: AdminConsent): SimulatorResponse {
    const { authorizer, policies } = this.#parts;
    const { app, tenant, person } = here;
    if (!authorizer.isAdministrator(person)) {
      return this.#needApproval(signIn, here, refusalOf(policies.of(tenant.id)));
    }
    const application = asked.roles.map((name) => ({ name, title: GRAPH_ROLE_TITLES[name] }));
    return adminConsentPage(this.#form(signIn, 'consent'), app.displayName, offered(person), tenant.displayName, {
      application,
      delegated: asked.scopes.map(shownScope),
    });
  }

  #needApproval(signIn: SignInUnderWay, { app, person }: AtApp, code: EntraErrorCode): SimulatorResponse {
    const refused = this.#parts.signIns.keep({ ...signIn, refused: code });
    return approvalNeededPage(this.#form(refused, 'consent'), app.displayName, offered(person), code);
  }

  /** Grants what was asked for, and sends the browser back. */
  #accept(signIn: SignInUnderWay, here: AtApp, forEverybody: boolean): SimulatorResponse {
    const { apps, authorizer, signIns } = this.#parts;
    const { address } = signIn.target;
    signIns.end(signIn.id);
    if (signIn.purpose.kind === 'adminConsent') {
      grantAdminConsent(apps, here.app, here.tenant, signIn.purpose.asked);
      return returnTo(replyAddress(address, here.app), acceptedAnswer(signIn.purpose.asked, here.tenant));
    }
    const done = signIn.signIn;
    if (done === null) {
      throw new EntraError(50089);
    }
    const how = { signIn: done, redirectUri: address.redirectUri, forEverybody };
    return returnTo(address, { code: authorizer.accept(here, signIn.purpose.authorization, how) });
  }

  #decline(signIn: SignInUnderWay, request: RoutedRequest): SimulatorResponse {
    this.#parts.signIns.end(signIn.id);
    const address = replyAddress(signIn.target.address, signIn.target.app);
    const { description } = this.#described(new EntraError(signIn.refused ?? 65004), request);
    return signIn.purpose.kind === 'adminConsent'
      ? returnTo(address, declinedAnswer(signIn.purpose.asked, description))
      : returnTo(address, { error: 'access_denied', error_subcode: 'cancel', error_description: description });
  }

  /** The accounts that signed in to the app before come first, then the tenant's people. */
  #askAccount(signIn: SignInUnderWay, hint: string, code?: EntraErrorCode): SimulatorResponse {
    const { app, tenant } = signIn.target;
    const consents = [...(this.#parts.apps.app(app.appId)?.consents.values() ?? [])];
    const people = this.#parts.directory.people(tenant?.id);
    const known = new Set(consents.flatMap((consent) => [...consent.scopesOf.keys()]));
    const ordered = [...people.filter(({ id }) => known.has(id)), ...people.filter(({ id }) => !known.has(id))];
    return accountPage(
      this.#form(signIn, 'login'),
      app.displayName,
      ordered.slice(0, OFFERED_ACCOUNTS).map(offered),
      hint,
      code === undefined ? undefined : complaint(code, signIn.target),
    );
  }

  #person({ tenant }: Target, name: string): Person | undefined {
    const person = this.#parts.directory.personByPrincipalName(name);
    return tenant === undefined || person?.tenantId === tenant.id ? person : undefined;
  }

  #form(signIn: SignInUnderWay, step: 'login' | 'verify' | 'consent'): StepForm {
    return { action: `/${encodeURIComponent(signIn.segment)}/${step}`, context: signIn.id };
  }

  #described(failure: EntraError, request: RoutedRequest): DescribedError {
    const { clock, random } = this.#parts;
    const context = { clock, random, origin: request.origin, correlationId: correlationIdOf(request) };
    return describeEntraError(failure.code, context, failure.facts);
  }
}

/** @throws EntraError 500113 where the registration has none: after consent was given. */
function replyAddress(address: ReturnAddress, app: App): ReturnAddress {
  if (address.redirectUri === '') {
    throw new EntraError(500113, { app: app.appId });
  }
  return address;
}

function offered(person: Person): OfferedAccount {
  return { userName: person.userPrincipalName, displayName: person.displayName };
}

function shownScope(name: GraphScope): ShownPermission {
  return { name, title: GRAPH_SCOPE_KINDS[name].title };
}

function complaint(code: EntraErrorCode, { tenant }: Target): Complaint {
  return { code, text: entraErrorText(code, { tenant: tenant?.displayName ?? '' }) };
}
