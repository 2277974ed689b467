/** Every AADSTS code of the table comes from its natural cause, where it has one. */
import { ManualClock, makeSelfSignedCertificate } from '@lamplight/runtime';
import jsonwebtoken from 'jsonwebtoken';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readVectors } from '../testing/read-vectors.ts';
import { ScriptedBrowser } from '../testing/scripted-browser.ts';
import { type SignInFixture, signInFixture } from '../testing/sign-in-fixture.ts';
import { ADA, BELA } from '../testing/simulated-tenant.ts';
import { ENTRA_ERRORS } from './entra-error-catalogue.ts';

const rows = readVectors(
  'entra-errors',
  z.strictObject({
    code: z.number(),
    row: z.string(),
    error: z.string(),
    suberror: z.string().optional(),
    status: z.number().optional(),
    cause: z.string().optional(),
    source: z.string(),
  }),
);

/** A token answer, or where the browser ended: a page that names the code, or an answer that does. */
type Outcome = { readonly status: number; readonly body: string } | ScriptedBrowser;

const DAY_MS = 86_400_000;
const CLIENT_CREDENTIALS = { grant_type: 'client_credentials', scope: 'https://graph.microsoft.com/.default' };

/** Signs Ada in, changes something, and refreshes. */
async function refreshedAfter(change: (at: SignInFixture) => void): Promise<Outcome> {
  const at = signInFixture();
  const refreshToken = await at.refreshToken();
  change(at);
  return await at.refresh(refreshToken);
}

async function signedInAfter(change: (at: SignInFixture) => void, password = 'right'): Promise<Outcome> {
  const at = signInFixture();
  change(at);
  const browser = await at.authorize();
  await browser.press('ada@');
  return browser.heading === 'Enter the password' ? await browser.press('Sign in', { password }) : browser;
}

async function consentedAs(policy: 'administrators' | 'request'): Promise<Outcome> {
  const at = signInFixture();
  at.control.signIns.changeAccount(BELA, { administrator: true });
  at.control.signIns.changeConsentPolicy('contoso.example', policy);
  return await (await at.authorize()).press('ada@');
}

const CAUSES: Readonly<Record<string, () => Promise<Outcome>>> = {
  "the person's consent is withdrawn": () => refreshedAfter((at) => at.control.signIns.consent(at.appId, ADA, [])),
  'the person declines': async () => {
    const browser = await signInFixture().authorize();
    await browser.press('ada@');
    return await browser.press('Cancel');
  },
  'a permission for administrators is asked of somebody else': async () => {
    const at = signInFixture();
    at.control.signIns.changeAccount(BELA, { administrator: true });
    return await (await at.authorize({ scope: 'User.Read.All' })).press('ada@');
  },
  'the tenant has a workflow for consent': () => consentedAs('request'),
  'multi-factor is demanded later': () =>
    refreshedAfter((at) => at.control.signIns.changeAccount(ADA, { verification: 'multi-factor' })),
  'enrolment is demanded later': () =>
    refreshedAfter((at) => at.control.signIns.changeAccount(ADA, { verification: 'enrolment' })),
  'renewal is demanded later': () =>
    refreshedAfter((at) => at.control.signIns.changeAccount(ADA, { verification: 'renewal' })),
  'strong authentication is demanded later': () =>
    refreshedAfter((at) => at.control.signIns.changeAccount(ADA, { verification: 'strong-authentication' })),
  'blocked by conditional access': () =>
    refreshedAfter((at) => at.control.signIns.changeAccount(ADA, { blockedBy: 'conditional access' })),
  'blocked by security defaults': () =>
    refreshedAfter((at) => at.control.signIns.changeAccount(ADA, { blockedBy: 'security defaults' })),
  'a wrong password': () =>
    signedInAfter((at) => at.control.signIns.changeAccount(ADA, { password: 'right' }), 'wrong'),
  'an expired password': () =>
    signedInAfter((at) => at.control.signIns.changeAccount(ADA, { password: 'right', passwordExpired: 'yes' })),
  'an expired password on premises': () =>
    signedInAfter((at) => at.control.signIns.changeAccount(ADA, { passwordExpired: 'on premises' })),
  'ten wrong passwords': async () => {
    const at = signInFixture();
    at.control.signIns.changeAccount(ADA, { password: 'right' });
    const browser = await (await at.authorize()).press('ada@');
    for (let times = 0; times < 10; times += 1) {
      await browser.press('Sign in', { password: 'wrong' });
    }
    return await browser.press('Sign in', { password: 'right' });
  },
  'the account is disabled': async () => {
    const at = signInFixture({ accountEnabled: false });
    return await (await at.authorize()).press('ada@');
  },
  'the account is removed': () => refreshedAfter((at) => at.control.removePerson(ADA)),
  'the sign-ins are revoked': () => refreshedAfter((at) => at.control.signIns.revoke(ADA)),
  'a refresh token of 90 days ago': () => refreshedAfter((at) => at.clock.advance(90 * DAY_MS)),
  'a code of ten minutes ago': async () => {
    const at = signInFixture();
    const code = at.code();
    at.clock.advance(600_000);
    return await at.redeem(code);
  },
  'sign-in frequency': () =>
    refreshedAfter((at) => {
      at.control.signIns.changeAccount(ADA, { signInLastsMs: DAY_MS });
      at.clock.advance(DAY_MS);
    }),
  'a code for the second time': async () => {
    const at = signInFixture();
    const code = at.code();
    await at.redeem(code);
    return await at.redeem(code);
  },
  'an app without consent': async () => {
    const at = signInFixture();
    at.control.apps.withdrawConsent(at.appId);
    return await at.token(CLIENT_CREDENTIALS);
  },
  'the app is disabled in the tenant': async () => {
    const at = signInFixture();
    at.control.apps.consent(at.appId, { enabled: false });
    return await at.token(CLIENT_CREDENTIALS);
  },
  'the app is disabled by its owner': () =>
    refreshedAfter((at) => at.control.apps.change(at.appId, { enabled: false })),
  "the secret's id for its value": async () => {
    const at = signInFixture();
    const { keyId } = at.control.apps.addSecret(at.appId);
    return await at.token({ ...CLIENT_CREDENTIALS, client_secret: keyId });
  },
  'an expired secret': async () => {
    const at = signInFixture();
    const { value } = at.control.apps.addSecret(at.appId, { expiresAt: at.clock.now() });
    return await at.token({ ...CLIENT_CREDENTIALS, client_secret: value });
  },
  'no secret': () => signInFixture().token({ ...CLIENT_CREDENTIALS, client_secret: '' }),
  'an unregistered certificate': async () => {
    const at = signInFixture();
    const made = { commonName: 'app', altNames: [], validDays: 1, clock: new ManualClock(), keyType: 'rsa' } as const;
    const { keyPem } = await makeSelfSignedCertificate(made);
    const claims = { aud: 'x', iss: at.appId, sub: at.appId, exp: 2_000_000_000 };
    const header = { alg: 'RS256', x5t: 'unknown' };
    return await at.token({
      ...CLIENT_CREDENTIALS,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: jsonwebtoken.sign(claims, keyPem, { algorithm: 'RS256', header }),
    });
  },
  'an unknown tenant': () => signInFixture().token(CLIENT_CREDENTIALS, 'nowhere.example'),
  "one tenant's app at organizations": () => signInFixture().authorize({}, 'organizations'),
  'client credentials at common': () => signInFixture().token(CLIENT_CREDENTIALS, 'common'),
  'an unregistered redirect URI': () =>
    signInFixture().authorize({ redirect_uri: 'https://elsewhere.example/callback' }),
  'a wrong code verifier': async () => {
    const at = signInFixture();
    const code = at.code({ challenge: { value: 'right', method: 'plain' } });
    return await at.redeem(code, { code_verifier: 'wrong' });
  },
  'scopes that do not go together': async () => {
    const at = signInFixture();
    const scope = 'https://graph.microsoft.com/.default https://graph.microsoft.com/User.Read';
    return await at.refresh(await at.refreshToken(), { scope });
  },
  'another resource': () => signInFixture().token({ ...CLIENT_CREDENTIALS, scope: 'https://other.example/.default' }),
  'admin consent at common': () => signInFixture().adminConsent(2, {}, 'common'),
};

/** The code, `error` and `suberror` of an outcome; a page has no more than the code. */
function read(outcome: Outcome): { readonly code: number; readonly error?: unknown; readonly suberror?: unknown } {
  if (outcome instanceof ScriptedBrowser) {
    const text = outcome.answer['error_description'] ?? outcome.response.body;
    return { code: Number(/AADSTS(\d+)/.exec(text)?.[1]) };
  }
  const { error_codes, error, suberror } = JSON.parse(outcome.body);
  return { code: error_codes?.[0], error, suberror };
}

describe('AADSTS codes', () => {
  test('each stands once in the table, and in the catalogue', () => {
    const codes = rows.map(({ code }) => String(code));
    expect(new Set(codes).size).toBe(codes.length);
    expect(Object.keys(ENTRA_ERRORS)).toEqual(expect.arrayContaining(codes));
  });

  test('every cause has a test', () => {
    expect(rows.flatMap(({ cause }) => cause ?? []).toSorted()).toEqual(Object.keys(CAUSES).toSorted());
  });

  test.each(rows)('AADSTS$code by a fault', async ({ code, error, suberror, status }) => {
    const at = signInFixture();
    at.control.addFault({ routes: ['token'], answer: { kind: 'entraError', code } });
    const answer = await at.token(CLIENT_CREDENTIALS);
    expect(read(answer)).toEqual({ code, error, suberror });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBe(status ?? answer.status);
    expect((await at.token(CLIENT_CREDENTIALS)).status).toBe(200);
  });

  test.each(rows.filter(({ cause }) => cause !== undefined))('AADSTS$code: $cause', async (row) => {
    const outcome = read((await CAUSES[row.cause ?? '']?.()) ?? { status: 0, body: '{}' });
    expect(outcome.code).toBe(row.code);
    if ('error' in outcome) {
      expect(outcome).toEqual({ code: row.code, error: row.error, suberror: row.suberror });
    }
  });
});
