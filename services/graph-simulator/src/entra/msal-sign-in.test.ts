/** The real msal-node against the simulator over TLS: what it demands of an authority, the simulator gives. */
import { createHash, generateKeyPairSync } from 'node:crypto';
import {
  type AuthenticationResult,
  ConfidentialClientApplication,
  InteractionRequiredAuthError,
} from '@azure/msal-node';
import jsonwebtoken from 'jsonwebtoken';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { DEFAULT_APP } from '../simulator-config.ts';
import { type RunningGraphSimulator, startGraphSimulator } from '../start-graph-simulator.ts';
import { trustInThisProcess } from '../testing/process-trust.ts';
import { ScriptedBrowser } from '../testing/scripted-browser.ts';

const ADA = '66825e03-7ef5-42da-9069-724602c31f6b';
const REDIRECT_URI = 'https://app.example/callback';
const SCOPES = ['https://graph.microsoft.com/Presence.Read.All'];
const VERIFIER = 'verifier-of-forty-three-characters-or-more-0';

let running: RunningGraphSimulator;
let distrust: () => void;

beforeAll(async () => {
  const people = [{ id: ADA, userPrincipalName: 'ada@contoso.example', displayName: 'Ada Albers' }];
  running = await startGraphSimulator({ port: 0, config: { people } });
  running.control.apps.change(DEFAULT_APP.appId, { redirectUris: [REDIRECT_URI] });
  distrust = trustInThisProcess(running.caPem);
});

afterAll(async () => {
  distrust();
  await running.stop();
});

type Auth = ConstructorParameters<typeof ConfidentialClientApplication>[0]['auth'];

function client(credential: Partial<Auth> = { clientSecret: DEFAULT_APP.secret }): ConfidentialClientApplication {
  const { authority, authorityHost } = running;
  return new ConfidentialClientApplication({
    auth: { clientId: DEFAULT_APP.appId, authority, knownAuthorities: [authorityHost], ...credential },
  });
}

/** Pages over the socket. */
function browser(): ScriptedBrowser {
  const handle = async (request: { method: string; url: string; headers: Record<string, string>; body: string }) => {
    const { method, url, headers } = request;
    const body = method === 'GET' ? null : request.body;
    const response = await fetch(url, { method, headers, body, redirect: 'manual' });
    return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
  };
  return new ScriptedBrowser(
    { handle: (request) => handle({ ...request, headers: { ...request.headers } }) },
    running.baseUrl,
  );
}

async function signedIn(msal: ConfidentialClientApplication, nonce: string = 'n'): Promise<AuthenticationResult> {
  const url = await msal.getAuthCodeUrl({
    scopes: SCOPES,
    redirectUri: REDIRECT_URI,
    state: 'a state',
    nonce,
    codeChallenge: createHash('sha256').update(VERIFIER).digest('base64url'),
    codeChallengeMethod: 'S256',
    loginHint: 'ada@contoso.example',
  });
  const { pathname, searchParams } = new URL(url);
  const at = await browser().open(pathname, Object.fromEntries(searchParams));
  await at.press('ada@');
  if (at.location === undefined) {
    await at.press('Accept');
  }
  const { code = '', state } = at.answer;
  expect(state).toBe('a state');
  return await msal.acquireTokenByCode({
    code,
    nonce,
    scopes: SCOPES,
    redirectUri: REDIRECT_URI,
    codeVerifier: VERIFIER,
  });
}

const cacheSchema = z.object({ RefreshToken: z.record(z.string(), z.object({ secret: z.string() })) });

function refreshTokenOf(msal: ConfidentialClientApplication): string {
  const cache = cacheSchema.parse(JSON.parse(msal.getTokenCache().serialize()));
  return Object.values(cache.RefreshToken)[0]?.secret ?? '';
}

async function accountOf(msal: ConfidentialClientApplication) {
  const [account] = await msal.getTokenCache().getAllAccounts();
  if (account === undefined) {
    throw new Error('nobody is signed in');
  }
  return account;
}

describe('msal-node 7', () => {
  test('signs in with a code, is answered from its cache, and refreshes', async () => {
    const msal = client();
    const first = await signedIn(msal);
    expect(first.account).toMatchObject({
      username: 'ada@contoso.example',
      localAccountId: ADA,
      tenantId: running.control.tenants[0]?.id,
      homeAccountId: `${ADA}.${running.control.tenants[0]?.id}`,
    });
    expect(jsonwebtoken.decode(first.accessToken)).toMatchObject({
      oid: ADA,
      scp: expect.stringContaining('Presence'),
    });
    const account = await accountOf(msal);
    const cached = await msal.acquireTokenSilent({ account, scopes: SCOPES });
    expect([cached?.fromCache, cached?.accessToken]).toEqual([true, first.accessToken]);
    const before = refreshTokenOf(msal);
    const renewed = await msal.acquireTokenSilent({ account, scopes: SCOPES, forceRefresh: true });
    expect(renewed?.fromCache).toBe(false);
    expect(refreshTokenOf(msal)).not.toBe(before);
    const byOld = await msal.acquireTokenByRefreshToken({ refreshToken: before, scopes: SCOPES });
    expect(byOld?.account?.localAccountId).toBe(ADA);
  });

  test('a nonce that is not the one of the sign-in is refused by msal', async () => {
    const msal = client();
    const url = new URL(await msal.getAuthCodeUrl({ scopes: SCOPES, redirectUri: REDIRECT_URI, nonce: 'one' }));
    const at = await browser().open(url.pathname, Object.fromEntries(url.searchParams));
    await at.press('ada@');
    const { code = '' } = at.location === undefined ? (await at.press('Accept')).answer : at.answer;
    await expect(
      msal.acquireTokenByCode({ code, scopes: SCOPES, redirectUri: REDIRECT_URI, nonce: 'another' }),
    ).rejects.toMatchObject({ errorCode: 'nonce_mismatch' });
  });

  test.each([
    ['revoked', 'bad_token', () => running.control.signIns.revoke(ADA), () => undefined],
    [
      'without consent',
      'consent_required',
      () => running.control.signIns.consent(DEFAULT_APP.appId, ADA, []),
      () => undefined,
    ],
    [
      'with multi-factor demanded later',
      'basic_action',
      () => running.control.signIns.changeAccount(ADA, { verification: 'multi-factor' }),
      () => running.control.signIns.changeAccount(ADA, { verification: null }),
    ],
  ])('%s: InteractionRequiredAuthError with suberror %s', async (_name, subError, change, restore) => {
    const msal = client();
    await signedIn(msal);
    const account = await accountOf(msal);
    change();
    const refused = msal.acquireTokenSilent({ account, scopes: SCOPES, forceRefresh: true });
    await expect(refused).rejects.toBeInstanceOf(InteractionRequiredAuthError);
    await expect(refused).rejects.toMatchObject({ subError });
    restore();
  });

  test("another issuer's token by the assertion callback", async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const identity = { issuer: 'https://issuer.example', subject: 'presence' };
    const key = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    running.control.apps.addFederatedCredential(DEFAULT_APP.appId, { ...identity, key });
    const clientAssertion = async () =>
      jsonwebtoken.sign({}, privateKey, {
        algorithm: 'RS256',
        ...identity,
        audience: 'api://AzureADTokenExchange',
        expiresIn: 300,
      });
    const result = await client({ clientAssertion }).acquireTokenByClientCredential({
      scopes: ['https://graph.microsoft.com/.default'],
    });
    expect(result?.tokenType).toBe('Bearer');
  });
});
