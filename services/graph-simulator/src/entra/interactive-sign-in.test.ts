import { parse } from 'parse5';
import { describe, expect, test } from 'vitest';
import { ScriptedBrowser } from '../testing/scripted-browser.ts';
import { REDIRECT_URI, SCOPE, signInFixture } from '../testing/sign-in-fixture.ts';
import { ADA, BELA } from '../testing/simulated-tenant.ts';

const FABRIKAM = 'b1c2d3e4-0000-4000-8000-000000000001';

/** A fixture whose app other tenants may use, with one person in another tenant. */
function multiTenant() {
  const at = signInFixture();
  at.control.apps.change(at.appId, { availableToOtherTenants: true });
  at.control.addTenant({ id: FABRIKAM, domain: 'fabrikam.example', displayName: 'Fabrikam' });
  at.control.addPerson({
    tenantId: FABRIKAM,
    userPrincipalName: 'fay@fabrikam.example',
    displayName: 'Fay Frost',
    clients: [],
  });
  return at;
}

describe('authorize', () => {
  test('choose an account, accept, and come back with a code and the state', async () => {
    const { authorize, redeem, control, appId } = signInFixture();
    const browser = await authorize();
    expect(browser.heading).toBe('Choose an account');
    await browser.press('ada@');
    expect(browser.heading).toBe('Permissions requested');
    expect(browser.response.body).toContain('Read presence information of all users in your organization');
    expect(browser.response.body).toContain('<strong>Lamplight</strong>');
    await browser.press('Accept');
    expect(`${browser.location?.origin}${browser.location?.pathname}`).toBe(REDIRECT_URI);
    expect(Object.keys(browser.answer)).toEqual(['code', 'state']);
    expect(browser.answer['state']).toBe('a state');
    expect((await redeem(browser.answer['code'] ?? '')).status).toBe(200);
    expect([...control.apps.get(appId).consents.values()].map((consent) => [...consent.scopesOf])).toEqual([
      [[ADA, ['Presence.Read.All']]],
    ]);
  });

  test('whoever consented is not asked again, unless the app wants it', async () => {
    const { authorize, code } = signInFixture();
    code();
    expect((await (await authorize()).press('ada@')).answer).toHaveProperty('code');
    expect((await (await authorize({ prompt: 'consent' })).press('ada@')).heading).toBe('Permissions requested');
    expect((await (await authorize({ scope: 'Presence.ReadWrite' })).press('ada@')).heading).toBe(
      'Permissions requested',
    );
  });

  test('an account that is typed, one that is not there, and one of another tenant', async () => {
    const at = multiTenant();
    const browser = await at.authorize({ login_hint: 'bela@contoso.example' });
    expect(browser.forms[1]?.fields).toMatchObject({ account: 'bela@contoso.example' });
    for (const account of ['nobody@contoso.example', 'fay@fabrikam.example']) {
      await browser.press('Next', { account });
      expect(browser.response.body).toContain('does not exist in the Contoso directory. (AADSTS50034)');
    }
    await browser.press('Next', { account: ' Bela@Contoso.Example ' });
    expect(browser.heading).toBe('Permissions requested');
  });

  test('a password, where there is one, and approval where it is demanded', async () => {
    const { authorize, control } = signInFixture();
    control.signIns.changeAccount(ADA, { password: 'right', verification: 'multi-factor' });
    const browser = await (await authorize()).press('ada@');
    expect(browser.heading).toBe('Enter the password');
    await browser.press('Sign in', { password: 'wrong' });
    expect(browser.response.body).toContain('AADSTS50126');
    await browser.press('Sign in', { password: 'right' });
    expect(browser.heading).toBe('Approve the sign-in');
    await browser.press('Approve');
    expect(browser.heading).toBe('Permissions requested');
  });

  test('no step can be left out', async () => {
    const { authorize, simulator, tenantId, control } = signInFixture();
    control.signIns.changeAccount(ADA, { password: 'right', verification: 'multi-factor' });
    const browser = await authorize();
    const post = async (step: string, form: Record<string, string>) => {
      browser.response = await simulator.handle({
        method: 'POST',
        url: `https://login.microsoftonline.com/${tenantId}/${step}`,
        headers: {},
        body: new URLSearchParams({ ctx: browser.forms[0]?.fields['ctx'] ?? '', ...form }).toString(),
      });
      return browser.heading;
    };
    expect(await post('verify', {})).toBe('Choose an account');
    expect(await post('consent', {})).toBe('Choose an account');
    expect(await post('login', { account: 'ada@contoso.example', password: 'right' })).toBe('Approve the sign-in');
    expect(await post('consent', {})).toBe('Choose an account');
  });

  test('declining, at any page, is access_denied with AADSTS65004', async () => {
    const { authorize } = signInFixture();
    const consent = await (await authorize()).press('ada@');
    for (const browser of [await authorize(), consent]) {
      await browser.press('Cancel');
      expect(browser.answer).toEqual({
        error: 'access_denied',
        error_subcode: 'cancel',
        error_description: expect.stringMatching(/^AADSTS65004: .*Trace ID: /s),
        state: 'a state',
      });
    }
  });

  test('what only an administrator may grant: a page for others, and for everybody by one', async () => {
    const { authorize, control, appId, tenantId } = signInFixture();
    control.signIns.changeAccount(ADA, { administrator: true });
    const scope = 'User.Read.All';
    const refused = await (await authorize({ scope })).press('bela@');
    expect(refused.heading).toBe('Need admin approval');
    expect(refused.response.body).toContain('AADSTS90094');
    await refused.press('Return to the application');
    expect(refused.answer['error']).toBe('access_denied');
    expect(refused.answer['error_description']).toContain('AADSTS90094');
    const accepted = await (await authorize({ scope })).press('ada@');
    await accepted.press('Accept', { everybody: '1' });
    expect(accepted.answer).toHaveProperty('code');
    expect(control.apps.get(appId).consents.get(tenantId)?.scopes).toEqual(['User.Read.All']);
    expect((await (await authorize({ scope })).press('bela@')).answer).toHaveProperty('code');
  });

  test('nobody else can consent for everybody, whatever the form says', async () => {
    const { authorize, control, appId, tenantId } = signInFixture();
    control.signIns.changeAccount(ADA, { administrator: true });
    const browser = await (await authorize()).press('bela@');
    expect(browser.response.body).not.toContain('on behalf of your organization');
    await browser.press('Accept', { everybody: '1' });
    expect(control.apps.get(appId).consents.get(tenantId)).toMatchObject({
      scopes: [],
      scopesOf: new Map([[BELA, ['Presence.Read.All']]]),
    });
  });

  test('form_post and fragment', async () => {
    const { authorize } = signInFixture();
    const posted = await (await (await authorize({ response_mode: 'form_post' })).press('ada@')).press('Accept');
    expect(posted.forms).toEqual([
      {
        method: 'post',
        action: REDIRECT_URI,
        fields: { code: expect.any(String), state: 'a state' },
        buttons: [{ text: 'Continue', name: '', value: '' }],
      },
    ]);
    const fragment = await (await authorize({ response_mode: 'fragment' })).press('ada@');
    expect(fragment.location?.hash).toMatch(/^#code=.*&state=a\+state$/);
  });

  test.each([
    ['another tenant', { tenant: 'nowhere.example' }, 90002],
    ['another app', { client_id: '00000000-0000-4000-8000-000000000000' }, 700016],
    ['no redirect URI', { redirect_uri: '' }, 900144],
    ['another redirect URI', { redirect_uri: `${REDIRECT_URI}/` }, 50011],
    ['another response mode', { response_mode: 'web_message' }, 70007],
  ])(
    '%s: a page, and nothing is sent to the app',
    async (_name, { tenant, ...changes }: Record<string, string>, code) => {
      const browser = await signInFixture().authorize(changes, tenant);
      expect(browser.location).toBeUndefined();
      expect(browser.response.status).toBe(400);
      expect(browser.response.body).toContain(`AADSTS${code}: `);
    },
  );

  test.each([
    ['another response type', { response_type: 'token' }, 'unsupported_response_type', 70005],
    ['no scope', { scope: '' }, 'invalid_request', 900144],
    ['a scope that Graph does not have', { scope: 'Presence.Guess' }, 'invalid_client', 650053],
    ['another resource', { scope: 'https://x.example/Read' }, 'invalid_resource', 500011],
    ['prompt=none', { prompt: 'none' }, 'login_required', 50058],
    ['another challenge method', { code_challenge: 'x', code_challenge_method: 'S512' }, 'invalid_grant', 501481],
  ])('%s: the app is told', async (_name, changes: Record<string, string>, error, code) => {
    const browser = await signInFixture().authorize(changes);
    expect(browser.answer).toMatchObject({ error, state: 'a state' });
    expect(browser.answer['error_description']).toContain(`AADSTS${code}: `);
  });

  test('the port of a loopback redirect URI does not matter', async () => {
    const { authorize } = signInFixture();
    const redirect_uri = 'http://localhost:51234/callback';
    const browser = await (await (await authorize({ redirect_uri })).press('ada@')).press('Accept');
    expect(browser.location?.host).toBe('localhost:51234');
  });

  test('a sign-in that takes more than ten minutes', async () => {
    const { authorize, clock } = signInFixture();
    const browser = await authorize();
    clock.advance(600_000);
    expect((await browser.press('ada@')).response.body).toContain('AADSTS50089');
  });

  test('organizations: whoever signs in says which tenant', async () => {
    const at = multiTenant();
    const browser = await (await (await at.authorize({}, 'organizations')).press('fay@')).press('Accept');
    const { access_token } = JSON.parse((await at.redeem(browser.answer['code'] ?? '', {}, 'organizations')).body);
    expect(JSON.parse(Buffer.from(access_token.split('.')[1], 'base64url').toString())).toMatchObject({
      tid: FABRIKAM,
      upn: 'fay@fabrikam.example',
    });
    expect(JSON.parse((await at.redeem(at.code(), {}, FABRIKAM)).body).error_codes).toEqual([700005]);
  });

  test('a fault on a page is a page', async () => {
    const { authorize, control, appId } = signInFixture();
    control.addFault({ routes: ['authorize'], appId, answer: { kind: 'entraError', code: 90033 } });
    const browser = await authorize();
    expect(browser.response).toMatchObject({ status: 503, headers: { 'content-type': 'text/html; charset=utf-8' } });
    expect(browser.response.body).toContain('AADSTS90033: ');
  });
});

describe('admin consent', () => {
  async function decided(browser: ScriptedBrowser, decision: 'Accept' | 'Cancel'): Promise<ScriptedBrowser> {
    await browser.press('ada@');
    expect(browser.response.body).toContain('Review for your organization, Contoso.');
    return await browser.press(decision);
  }

  test('version 2 grants what the registration requires, beside what is there', async () => {
    const { adminConsent, control, appId, tenantId } = signInFixture();
    control.apps.consent(appId, { roles: ['Directory.Read.All'] });
    control.apps.change(appId, { requiredRoles: ['Presence.Read.All'], requiredScopes: ['User.Read'] });
    const { answer } = await decided(await adminConsent(2), 'Accept');
    expect(answer).toEqual({
      admin_consent: 'True',
      tenant: tenantId,
      scope: 'https://graph.microsoft.com/.default',
      state: 'a state',
    });
    expect(control.apps.get(appId).consents.get(tenantId)).toMatchObject({
      roles: ['Directory.Read.All', 'Presence.Read.All'],
      scopes: ['User.Read'],
    });
  });

  test('version 2 with named scopes grants these and no roles', async () => {
    const { adminConsent, control, appId, tenantId } = signInFixture();
    control.apps.consent(appId, { roles: [] });
    await decided(await adminConsent(2, { scope: 'Presence.Read.All' }), 'Accept');
    expect(control.apps.get(appId).consents.get(tenantId)).toMatchObject({ roles: [], scopes: ['Presence.Read.All'] });
  });

  test('version 2 declined says admin_consent=True all the same', async () => {
    const { adminConsent } = signInFixture();
    expect((await decided(await adminConsent(2), 'Cancel')).answer).toEqual({
      admin_consent: 'True',
      error: 'consent_required',
      error_description: expect.stringContaining('AADSTS65004'),
      state: 'a state',
    });
  });

  test('version 1, accepted and declined', async () => {
    const { adminConsent, tenantId } = signInFixture();
    expect((await decided(await adminConsent(1), 'Accept')).answer).toEqual({
      tenant: tenantId,
      admin_consent: 'True',
      state: 'a state',
    });
    const declined = await decided(await adminConsent(1), 'Cancel');
    expect(declined.location?.search).toBe(
      '?error=permission_denied&error_description=The+admin+canceled+the+request&state=a+state',
    );
  });

  test('version 1 without a redirect URI comes back to the first one, or says that there is none', async () => {
    const { simulator, control, appId, tenantId } = signInFixture();
    control.apps.consent(appId, { roles: [] });
    const open = () => new ScriptedBrowser(simulator).open(`/${tenantId}/adminconsent`, { client_id: appId });
    const { location } = await decided(await open(), 'Accept');
    expect(location?.href).toBe(`${REDIRECT_URI}?tenant=${tenantId}&admin_consent=True`);
    control.apps.consent(appId, { roles: [] });
    control.apps.change(appId, { redirectUris: [] });
    const browser = await decided(await open(), 'Accept');
    expect(browser.response.body).toContain('AADSTS500113: No reply address is registered');
    expect(control.apps.get(appId).consents.get(tenantId)?.roles).not.toEqual([]);
  });

  test('only an administrator may', async () => {
    const { adminConsent, control, appId, tenantId } = signInFixture();
    control.apps.consent(appId, { roles: [] });
    control.signIns.changeAccount(BELA, { administrator: true });
    const browser = await (await adminConsent(2)).press('ada@');
    expect(browser.heading).toBe('Need admin approval');
    await browser.press('Return');
    expect(browser.answer).toMatchObject({ admin_consent: 'True', error: 'consent_required' });
    expect(control.apps.get(appId).consents.get(tenantId)?.roles).toEqual([]);
  });

  test('a multi-tenant app gets a tenant, and then a token there', async () => {
    const at = multiTenant();
    const token = () =>
      at.token({ grant_type: 'client_credentials', scope: 'https://graph.microsoft.com/.default' }, FABRIKAM);
    expect(JSON.parse((await token()).body).error_codes).toEqual([700016]);
    const browser = await (await (await at.adminConsent(2, {}, 'organizations')).press('fay@')).press('Accept');
    expect(browser.answer['tenant']).toBe(FABRIKAM);
    expect((await token()).status).toBe(200);
  });

  test('an app of one tenant is not known to another', async () => {
    const at = multiTenant();
    at.control.apps.change(at.appId, { availableToOtherTenants: false });
    expect((await at.adminConsent(2, {}, FABRIKAM)).response.body).toContain('AADSTS700016');
    expect((await at.adminConsent(1, {}, 'organizations')).response.body).toContain('AADSTS50194');
  });
});

describe('the pages', () => {
  /** Every page there is, once. */
  async function pages(): Promise<readonly string[]> {
    const at = signInFixture();
    const { control } = at;
    control.signIns.changeAccount(ADA, { password: 'x', verification: 'multi-factor', administrator: true });
    const bodies: string[] = [];
    const browser = await at.authorize();
    bodies.push(browser.response.body);
    bodies.push((await browser.press('ada@')).response.body);
    bodies.push((await browser.press('Sign in', { password: 'y' })).response.body);
    bodies.push((await browser.press('Sign in', { password: 'x' })).response.body);
    bodies.push((await browser.press('Approve')).response.body);
    control.signIns.changeAccount(ADA, { password: null, verification: null });
    bodies.push((await (await at.adminConsent(2)).press('ada@')).response.body);
    const refused = await (await at.authorize({ scope: 'User.Read.All' })).press('bela@');
    bodies.push(refused.response.body);
    bodies.push((await at.authorize({ redirect_uri: 'https://x.example/' })).response.body);
    bodies.push((await (await at.authorize({ response_mode: 'form_post' })).press('Cancel')).response.body);
    return bodies;
  }

  test('are correct HTML with a language, a title and a heading, every input named, and nothing from elsewhere', async () => {
    const bodies = await pages();
    expect(new Set(bodies.map((body) => /<h1>(.*)<\/h1>/.exec(body)?.[1])).size).toBe(7);
    for (const body of bodies) {
      const errors: string[] = [];
      parse(body, { onParseError: ({ code }) => errors.push(code) });
      expect(errors).toEqual([]);
      expect(body).toMatch(/^<!DOCTYPE html>\n<html lang="en">/);
      const heading = /<h1>(.+)<\/h1>/.exec(body)?.[1];
      expect(body).toContain(`<title>${heading} - `);
      for (const [, id] of body.matchAll(/<input type="(?:text|password)" id="([^"]*)"/g)) {
        expect(body).toContain(`<label for="${id}">`);
      }
      expect(body).not.toMatch(/<script|<link|<img|src=|url\(| on[a-z]+=/);
    }
  });

  test('are kept from being framed, stored, and from loading anything', async () => {
    const { headers } = (await signInFixture().authorize()).response;
    expect(headers).toMatchObject({
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; style-src 'sha256-.*frame-ancestors 'none'$/,
      ),
      'cache-control': 'no-store, no-cache',
      'referrer-policy': 'no-referrer',
    });
  });

  test('escape what comes from outside', async () => {
    const hint = '"><script>alert(1)</script>';
    const { response } = await signInFixture().authorize({ login_hint: hint });
    expect(response.body).not.toContain('<script>');
    expect(response.body).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"');
    expect(response.body).toContain('Bela &lt;b&gt;Brandt&lt;/b&gt;');
    const wrong = await signInFixture().authorize({ redirect_uri: 'https://x.example/<img>' });
    expect(wrong.response.body).toContain('https://x.example/&lt;img&gt;');
  });

  test('a tenant of thousands is not listed; accounts that signed in to the app come first', async () => {
    const at = signInFixture();
    for (let number = 0; number < 30; number += 1) {
      at.control.addPerson({ userPrincipalName: `p${number}@contoso.example`, displayName: 'P', clients: [] });
    }
    at.code({ user: 'p29@contoso.example' });
    const buttons = (await at.authorize({ scope: SCOPE })).forms[0]?.buttons ?? [];
    expect(buttons.length).toBe(20);
    expect(buttons[0]?.value).toBe('p29@contoso.example');
  });
});
