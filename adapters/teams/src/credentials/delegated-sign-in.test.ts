import { DEFAULT_APP, DEFAULT_TENANT } from '@lamplight/graph-simulator';
import { beforeEach, describe, expect, test } from 'vitest';
import type { AccountState } from '../notifications/delegated-accounts.ts';
import { fixedCredentials } from '../testing/fixed-credentials.ts';
import { NotifiedTenant, SERVICE } from '../testing/notified-tenant.ts';
import { beginSignIn, type DelegatedApplication } from './delegated-sign-in.ts';
import { DelegatedTokenSource } from './delegated-token.ts';

let tenant: NotifiedTenant;
beforeEach(() => {
  tenant = new NotifiedTenant(1);
});

async function tokensOf(
  states: AccountState[] = [],
  application: DelegatedApplication = tenant.application,
): Promise<DelegatedTokenSource> {
  const [account] = await tenant.accounts.list();
  if (account === undefined) {
    throw new Error('no account signed in');
  }
  return new DelegatedTokenSource(application, account, {
    clock: tenant.clock,
    random: tenant.random,
    fetch: tenant.fetch,
    logger: tenant.logger,
    stateChanged: (state) => states.push(state),
  });
}

/** Graph refuses the token that is kept: the next one has to come from Entra. (msal looks at the machine's own clock.) */
async function spoil(tokens: DelegatedTokenSource): Promise<void> {
  const kept = await tokens.get();
  if (kept.kind === 'token') {
    tokens.reject(kept.token);
  }
  await tenant.clock.advanceAsync(1000);
}

describe('signing in', () => {
  test('the link asks for one permission, with PKCE and a nonce, and for the choice of an account', async () => {
    const { url } = await beginSignIn(
      tenant.application,
      { redirectUri: 'https://lamplight.example/teams/sign-in', state: 'state-1' },
      tenant,
    );
    const link = new URL(url);
    expect(link.origin + link.pathname).toBe(
      `https://login.microsoftonline.com/${DEFAULT_TENANT.id}/oauth2/v2.0/authorize`,
    );
    const asked = Object.fromEntries(link.searchParams);
    expect(asked).toMatchObject({
      client_id: DEFAULT_APP.appId,
      response_type: 'code',
      response_mode: 'query',
      redirect_uri: 'https://lamplight.example/teams/sign-in',
      state: 'state-1',
      prompt: 'select_account',
      code_challenge_method: 'S256',
    });
    expect(asked['scope']?.split(' ').sort()).toEqual([
      'https://graph.microsoft.com/Presence.Read.All',
      'offline_access',
      'openid',
      'profile',
    ]);
    expect(asked['nonce']).not.toBe('');
    expect(asked['code_challenge']).toHaveLength(43);
  });

  test('the code becomes an account with a refresh token in its cache', async () => {
    const account = await tenant.signIn();
    expect(account).toMatchObject({ id: SERVICE, userName: 'service0@contoso.example' });
    expect(Object.keys(JSON.parse(account.tokenCache).RefreshToken)).toHaveLength(1);
  });

  test('a code that Entra refuses is refused in words, and no second time', async () => {
    const begun = await beginSignIn(
      tenant.application,
      { redirectUri: 'https://lamplight.example/teams/sign-in', state: 'state-1' },
      tenant,
    );
    await expect(begun.finish('no-such-code')).rejects.toMatchObject({ reason: 'request_not_possible' });
  });
});

describe('an account of another Entra tenant', () => {
  const REDIRECT = 'https://lamplight.example/teams/sign-in';

  /** A code of another tenant's account, for what was asked of ours. */
  function foreignCode(url: string): { readonly code: string; readonly tenantId: string } {
    const { control } = tenant.simulator;
    const other = control.addTenant({ domain: 'fabrikam.example' });
    const user = control.addPerson({
      userPrincipalName: 'eve@fabrikam.example',
      displayName: 'Eve',
      tenantId: other.id,
    });
    control.apps.consent(DEFAULT_APP.appId, { tenantId: other.id, scopes: ['Presence.Read.All'] });
    const asked = new URL(url).searchParams;
    return control.signIns.signIn({
      appId: DEFAULT_APP.appId,
      user: user.id,
      redirectUri: REDIRECT,
      scopes: (asked.get('scope') ?? '').split(' '),
      nonce: asked.get('nonce'),
      challenge: { value: asked.get('code_challenge') ?? '', method: 'S256' },
    });
  }

  test('is refused by Entra, in words', async () => {
    const begun = await beginSignIn(tenant.application, { redirectUri: REDIRECT, state: 's' }, tenant);
    await expect(begun.finish(foreignCode(begun.url).code)).rejects.toMatchObject({
      reason: 'request_not_possible',
      message: expect.stringMatching(/^Entra refuses .*invalid_grant/),
    });
  });

  test('is refused here where Entra takes it', async () => {
    let at: string = DEFAULT_TENANT.id;
    const misled: typeof fetch = (input, init) => tenant.fetch(String(input).replaceAll(DEFAULT_TENANT.id, at), init);
    const begun = await beginSignIn(
      tenant.application,
      { redirectUri: REDIRECT, state: 's' },
      { clock: tenant.clock, random: tenant.random, fetch: misled },
    );
    const { code, tenantId } = foreignCode(begun.url);
    at = tenantId;
    await expect(begun.finish(code)).rejects.toThrow(
      `the account signed in at the Entra tenant ${tenantId}: sign in with an account of ${DEFAULT_TENANT.id}`,
    );
  });
});

describe('a credential that Entra refuses', () => {
  const [wrong, right] = [
    { kind: 'secret', secret: 'not-registered' },
    { kind: 'secret', secret: DEFAULT_APP.secret },
  ] as const;

  test('gives way to the fallback when an account signs in, and when its token is renewed', async () => {
    const application = { ...tenant.application, credentials: fixedCredentials(wrong, right) };
    await tenant.signIn(SERVICE, application);
    const states: AccountState[] = [];
    const tokens = await tokensOf(states, application);
    const first = await tokens.get();
    await spoil(tokens);
    const second = await tokens.get();
    expect([first.kind, second.kind]).toEqual(['token', 'token']);
    expect(second).not.toEqual(first);
    expect(states).toEqual(['active']);
  });

  test('is named where the fallback is refused too, or there is none', async () => {
    await tenant.signIn();
    for (const fallback of [wrong, null]) {
      const states: AccountState[] = [];
      const application = { ...tenant.application, credentials: fixedCredentials(wrong, fallback) };
      await expect(tenant.signIn(SERVICE, application)).rejects.toThrow(/7000215/);
      const tokens = await tokensOf(states, application);
      await spoil(tokens);
      expect(await tokens.get()).toMatchObject({ kind: 'failed', failure: { health: { reason: 'secret_invalid' } } });
      expect(states).toEqual(['active']);
    }
  });

  test('says nothing where the fallback finds that the account must sign in', async () => {
    const application = { ...tenant.application, credentials: fixedCredentials(wrong, right) };
    await tenant.signIn();
    const states: AccountState[] = [];
    const tokens = await tokensOf(states, application);
    await spoil(tokens);
    tenant.simulator.control.signIns.revoke(SERVICE);
    expect(await tokens.get()).toMatchObject({ kind: 'failed', failure: { health: { reason: 'sign_in_over' } } });
    expect(states).toEqual(['active', 'sign-in-needed']);
  });
});

describe("an account's token", () => {
  test('comes from the cache; one that Graph refused is fetched anew by the refresh token', async () => {
    await tenant.signIn();
    const states: AccountState[] = [];
    const tokens = await tokensOf(states);
    const first = await tokens.get();
    expect(first.kind).toBe('token');
    expect(await tokens.get()).toEqual(first);
    await spoil(tokens);
    const second = await tokens.get();
    expect(second.kind).toBe('token');
    expect(second).not.toEqual(first);
    expect(states).toEqual(['active']);
    expect(tenant.accounts.contentOf(SERVICE)).toContain(second.kind === 'token' ? second.token : 'none');
  });

  test('without anything kept of a sign-in it must sign in', async () => {
    tenant.accounts.keep({ id: SERVICE, userName: 'service0@contoso.example', tokenCache: '{}' });
    const states: AccountState[] = [];
    const tokens = await tokensOf(states);
    expect(await tokens.get()).toMatchObject({ kind: 'failed', failure: { health: { reason: 'sign_in_over' } } });
    expect(states).toEqual(['sign-in-needed']);
  });

  test.each([
    ['revoked', () => tenant.simulator.control.signIns.revoke(SERVICE), 'sign_in_over', 'sign-in-needed'],
    [
      'asked for multi-factor authentication',
      () => tenant.simulator.control.signIns.changeAccount(SERVICE, { verification: 'multi-factor' }),
      'sign_in_stronger',
      'sign-in-needed',
    ],
  ] as const)(
    '%s: says that the account must sign in, by name, and recovers by it',
    async (_name, act, reason, state) => {
      await tenant.signIn();
      const states: AccountState[] = [];
      const tokens = await tokensOf(states);
      await spoil(tokens);
      act();
      const failed = await tokens.get();
      expect(failed).toMatchObject({
        kind: 'failed',
        failure: { health: { state: 'action-needed', reason, details: { account: 'service0@contoso.example' } } },
      });
      expect(failed.kind === 'failed' && failed.failure.health.message).toContain('service0@contoso.example');
      expect(failed.kind === 'failed' && failed.failure.health.remedy).toContain('lamplight teams account');
      expect(states).toEqual(['active', state]);
      tenant.simulator.control.signIns.changeAccount(SERVICE, { verification: null });
      await tenant.signIn();
      const [account] = await tenant.accounts.list();
      if (account !== undefined) {
        tokens.signedInAgain(account);
      }
      expect((await tokens.get()).kind).toBe('token');
      expect(states).toEqual(['active', state, 'active']);
    },
  );

  test.each([
    ['a grant refused for a reason not known here', { code: 70000, error: 'invalid_grant' }, 'sign-in-needed', /70000/],
    ['interaction for one not known here', { code: 50158, error: 'interaction_required' }, 'sign-in-needed', /50158/],
    ['a policy that blocks the account', { code: 53003 }, 'sign-in-needed', /Conditional Access/],
    ['consent that was withdrawn', { code: 65001 }, 'consent-missing', /delegated permission Presence\.Read\.All/],
  ] as const)('%s is of the account: it can be used no more', async (_name, refusal, state, words) => {
    await tenant.signIn();
    const states: AccountState[] = [];
    const tokens = await tokensOf(states);
    await spoil(tokens);
    tenant.simulator.control.addFault({ routes: ['token'], answer: { kind: 'entraError', status: 400, ...refusal } });
    const failed = await tokens.get();
    expect(states).toEqual(['active', state]);
    const { message, remedy } = failed.kind === 'failed' ? failed.failure.health : { message: '', remedy: '' };
    expect(message).toMatch(words);
    expect(remedy).toContain(refusal.code === 53003 ? 'Conditional Access' : 'lamplight teams account add');
    expect(remedy).not.toContain('ReadWrite');
  });

  test('that the host cannot read now is no reason to sign in again', async () => {
    const account = await tenant.signIn();
    const states: AccountState[] = [];
    let isAway = true;
    const tokenCache = {
      read: async () => {
        if (isAway) {
          throw new Error('the store is away');
        }
        return account.tokenCache;
      },
      write: async () => undefined,
    };
    const tokens = new DelegatedTokenSource(
      tenant.application,
      { ...account, tokenCache },
      {
        clock: tenant.clock,
        random: tenant.random,
        fetch: tenant.fetch,
        logger: tenant.logger,
        stateChanged: (state) => states.push(state),
      },
    );
    expect(await tokens.get()).toMatchObject({ kind: 'failed', failure: { health: { state: 'degraded' } } });
    expect(states).toEqual([]);
    isAway = false;
    await tenant.clock.advanceAsync(2000);
    expect((await tokens.get()).kind).toBe('token');
    expect(states).toEqual(['active']);
    // What it has read it goes on with.
    isAway = true;
    expect((await tokens.get()).kind).toBe('token');
  });

  test('is of the sign-in after it, also while Entra is still asked by the one before', async () => {
    await tenant.signIn();
    const states: AccountState[] = [];
    let arrived = (): void => undefined;
    let release = (): void => undefined;
    const asked = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let isSlow = true;
    const [account] = await tenant.accounts.list();
    if (account === undefined) {
      throw new Error('no account signed in');
    }
    const tokens = new DelegatedTokenSource(tenant.application, account, {
      clock: tenant.clock,
      random: tenant.random,
      logger: tenant.logger,
      fetch: async (input, init) => {
        if (isSlow && String(input).includes('/token')) {
          isSlow = false;
          arrived();
          await held;
        }
        return await tenant.fetch(input, init);
      },
      stateChanged: (state) => states.push(state),
    });
    await spoil(tokens);
    tenant.simulator.control.signIns.revoke(SERVICE);
    const former = tokens.get();
    await asked;
    await tenant.signIn();
    const [again] = await tenant.accounts.list();
    if (again !== undefined) {
      tokens.signedInAgain(again);
    }
    const now = tokens.get();
    release();
    expect((await former).kind).toBe('token');
    expect((await now).kind).toBe('token');
    expect((await tokens.get()).kind).toBe('token');
    expect(states).toEqual(['active']);
  });

  test('a passing failure of Entra says nothing of the account, and the recovery is seen at once', async () => {
    await tenant.signIn();
    const states: AccountState[] = [];
    const tokens = await tokensOf(states);
    const spoiled = await tokens.get();
    await spoil(tokens);
    tenant.simulator.control.addFault({ routes: ['token'], times: 'always', answer: { kind: 'status', status: 503 } });
    expect(await tokens.get()).toMatchObject({ kind: 'failed', failure: { health: { reason: 'entra_unavailable' } } });
    tenant.simulator.control.clearFaults();
    await tenant.clock.advanceAsync(2000);
    const recovered = await tokens.get();
    expect(recovered.kind).toBe('token');
    expect(recovered).not.toEqual(spoiled);
    expect(states).toEqual(['active']);
  });
});
