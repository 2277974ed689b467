import type { SimulatorControl } from '../control/simulator-control.ts';
import type { SignInInput } from '../entra/sign-in-input.ts';
import { DEFAULT_APP, DEFAULT_TENANT } from '../simulator-config.ts';
import { ScriptedBrowser } from './scripted-browser.ts';
import { ADA, BELA, type SimulatedTenant, simulatedTenant } from './simulated-tenant.ts';

export const REDIRECT_URI = 'https://app.example/callback';
export const SCOPE = 'openid profile offline_access https://graph.microsoft.com/Presence.Read.All';

type Form = Readonly<Record<string, string>>;
type Answer = { readonly status: number; readonly body: string };

/** A tenant whose app has a redirect URI, and shorter ways to sign in. */
export interface SignInFixture extends Pick<SimulatedTenant, 'clock' | 'simulator' | 'appId' | 'tenantId'> {
  readonly control: SimulatorControl;
  /** Opens the authorization page, by default for Presence.Read.All. */
  authorize(changes?: Form, tenant?: string): Promise<ScriptedBrowser>;
  adminConsent(version: 1 | 2, changes?: Form, tenant?: string): Promise<ScriptedBrowser>;
  /** A code for Ada without a browser. */
  code(changes?: Partial<SignInInput>): string;
  /** Posts to the token endpoint as the app, with its secret unless another credential is given. */
  token(form: Form, tenant?: string): Promise<Answer>;
  redeem(code: string, changes?: Form, tenant?: string): Promise<Answer>;
  refresh(refreshToken: string, changes?: Form, tenant?: string): Promise<Answer>;
  /** Signs Ada in and gives her refresh token. */
  refreshToken(changes?: Partial<SignInInput>): Promise<string>;
}

/** @param ada what is special about Ada. */
export function signInFixture(ada: { readonly accountEnabled?: boolean } = {}): SignInFixture {
  const people = [
    { id: ADA, userPrincipalName: 'ada@contoso.example', displayName: 'Ada Albers', ...ada },
    { id: BELA, userPrincipalName: 'bela@contoso.example', displayName: 'Bela <b>Brandt</b>' },
  ];
  const { clock, simulator, appId, tenantId, token: post } = simulatedTenant({ config: { people } });
  const { control } = simulator;
  control.apps.change(appId, { redirectUris: [REDIRECT_URI, 'http://localhost/callback'] });
  const token: SignInFixture['token'] = async (form, tenant) => {
    const secret = 'client_assertion' in form ? {} : { client_secret: DEFAULT_APP.secret };
    return await post({ client_id: appId, ...secret, ...form }, tenant);
  };
  const redeem: SignInFixture['redeem'] = async (code, changes, tenant) =>
    await token({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI, ...changes }, tenant);
  const code: SignInFixture['code'] = (changes) =>
    control.signIns.signIn({ appId, user: ADA, redirectUri: REDIRECT_URI, scopes: SCOPE.split(' '), ...changes }).code;
  return {
    clock,
    simulator,
    appId,
    tenantId,
    control,
    authorize: async (changes, tenant = DEFAULT_TENANT.id) =>
      await new ScriptedBrowser(simulator).open(`/${tenant}/oauth2/v2.0/authorize`, {
        client_id: appId,
        response_type: 'code',
        redirect_uri: REDIRECT_URI,
        scope: SCOPE,
        state: 'a state',
        ...changes,
      }),
    adminConsent: async (version, changes, tenant = DEFAULT_TENANT.id) =>
      await new ScriptedBrowser(simulator).open(`/${tenant}/${version === 2 ? 'v2.0/' : ''}adminconsent`, {
        client_id: appId,
        redirect_uri: REDIRECT_URI,
        state: 'a state',
        ...(version === 2 ? { scope: 'https://graph.microsoft.com/.default' } : {}),
        ...changes,
      }),
    code,
    token,
    redeem,
    refresh: async (refreshToken, changes, tenant) =>
      await token({ grant_type: 'refresh_token', refresh_token: refreshToken, scope: SCOPE, ...changes }, tenant),
    refreshToken: async (changes) => JSON.parse((await redeem(code(changes))).body).refresh_token,
  };
}
