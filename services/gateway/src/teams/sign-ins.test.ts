import { systemId, tenantId } from '@lamplight/domain';
import { LamplightError, ManualClock, seededRandom, silentLogger } from '@lamplight/runtime';
import type { Store } from '@lamplight/store';
import type { SignedInAccount } from '@lamplight/teams-adapter';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addTeamsTenant, BY_HAND, openMemoryStore } from '../testing/memory-store.ts';
import { SignIns } from './sign-ins.ts';
import { partitionOf, StoredAccounts } from './stored-accounts.ts';

const PLACE = { tenantId: tenantId('acme'), systemId: systemId('entra') };
const ACCOUNT: SignedInAccount = { id: 'a-1', userName: 'svc@contoso.example', tokenCache: '{"RefreshToken":{}}' };
const NOTHING = { state: undefined, code: undefined, error: undefined, errorDescription: undefined };

let clock: ManualClock;
let store: Store;
let codes: string[];

beforeEach(async () => {
  clock = new ManualClock();
  store = await openMemoryStore(clock);
  codes = [];
  await addTeamsTenant(store, PLACE);
});

afterEach(() => store.close());

function signIns(): SignIns {
  return new SignIns({
    publicUrl: 'https://presence.contoso.example',
    begin: async (_, { redirectUri, state }) => ({
      url: `https://login.example/authorize?${new URLSearchParams({ redirect_uri: redirectUri, state }).toString()}`,
      finish: async (code) => {
        codes.push(code);
        if (code === 'bad') {
          throw new LamplightError('request_invalid', 'Entra refuses the code');
        }
        return ACCOUNT;
      },
    }),
    store,
    clock,
    random: seededRandom(1),
    logger: silentLogger,
  });
}

function stateOf(url: string): string {
  return new URL(url).searchParams.get('state') ?? '';
}

const accounts = () => new StoredAccounts(store, PLACE.tenantId, PLACE.systemId, silentLogger);

describe('an account signs in', () => {
  test('over a link that brings it back here, and is kept with its tokens', async () => {
    const open = signIns();
    const { url, expiresAt } = await open.begin(PLACE);
    expect(new URL(url).searchParams.get('redirect_uri')).toBe('https://presence.contoso.example/teams/sign-in');
    expect(expiresAt - clock.now()).toBe(3_600_000);
    expect(await open.finish({ ...NOTHING, state: stateOf(url), code: 'good' })).toEqual(ACCOUNT);
    const [kept, ...others] = await accounts().list();
    expect([kept?.id, kept?.userName, others]).toEqual([ACCOUNT.id, ACCOUNT.userName, []]);
    expect(await kept?.tokenCache.read()).toBe(ACCOUNT.tokenCache);
  });

  test('once: the link is used up, also by a failure', async () => {
    const open = signIns();
    const { url } = await open.begin(PLACE);
    const back = { ...NOTHING, state: stateOf(url), code: 'bad' };
    await expect(open.finish(back)).rejects.toThrow('Entra refuses the code');
    await expect(open.finish({ ...back, code: 'good' })).rejects.toThrow('this link was used already');
    expect([codes, await accounts().list()]).toEqual([['bad'], []]);
  });

  test('within an hour', async () => {
    const open = signIns();
    const { url } = await open.begin(PLACE);
    clock.advance(3_600_000);
    await expect(open.finish({ ...NOTHING, state: stateOf(url), code: 'good' })).rejects.toThrow('too old');
    expect(codes).toEqual([]);
  });

  test('not with a state that was never given', async () => {
    const open = signIns();
    await open.begin(PLACE);
    await expect(open.finish({ ...NOTHING, state: 'guessed', code: 'good' })).rejects.toThrow('ask for a new one');
    await expect(open.finish({ ...NOTHING, code: 'good' })).rejects.toThrow('ask for a new one');
    expect(codes).toEqual([]);
  });

  test('not when Microsoft says no: its words are told without its trace', async () => {
    const open = signIns();
    const { url } = await open.begin(PLACE);
    const refusal = { error: 'access_denied', errorDescription: 'AADSTS65004: User declined.\r\nTrace ID: 7' };
    const back = { ...NOTHING, ...refusal, state: stateOf(url) };
    await expect(open.finish(back)).rejects.toThrow(
      /^Microsoft did not sign the account in: AADSTS65004: User declined\.$/,
    );
  });

  test('nowhere without a public address', async () => {
    const none = new SignIns({
      publicUrl: undefined,
      begin: () => Promise.reject(new Error('never asked')),
      store,
      clock,
      random: seededRandom(1),
      logger: silentLogger,
    });
    await expect(none.begin(PLACE)).rejects.toThrow('set listen.publicUrl');
  });

  test('a thousand links are open at once, and the oldest goes', async () => {
    const open = signIns();
    const links = [await open.begin(PLACE)];
    for (let more = 0; more < 1_000; more += 1) {
      links.push(await open.begin(PLACE));
    }
    const [gone, oldest] = links.map(({ url }) => ({ ...NOTHING, state: stateOf(url), code: 'good' }));
    await expect(open.finish(gone ?? NOTHING)).rejects.toThrow('too old');
    expect(await open.finish(oldest ?? NOTHING)).toEqual(ACCOUNT);
  });
});

describe('stored accounts', () => {
  const told = async (stored: StoredAccounts): Promise<() => number> => {
    let count = 0;
    stored.onChange(() => {
      count += 1;
    });
    await stored.list();
    return () => count;
  };
  const signIn = async (): Promise<void> => {
    const open = signIns();
    const { url } = await open.begin(PLACE);
    await open.finish({ ...NOTHING, state: stateOf(url), code: 'good' });
  };
  const settled = () => store.read(async (view) => view.tenant(PLACE.tenantId).accounts.list(PLACE.systemId));

  test('tell of one that came, needs to sign in, and did; not of tokens that came and went', async () => {
    const stored = accounts();
    const count = await told(stored);
    await signIn();
    await settled();
    expect(count()).toBe(1);
    const [account] = await stored.list();
    await account?.tokenCache.write('other tokens');
    await settled();
    expect(count()).toBe(1);
    await stored.put(ACCOUNT.id, 'sign-in-needed');
    await settled();
    expect(count()).toBe(2);
    await signIn();
    await settled();
    expect(count()).toBe(3);
    expect((await settled())[0]?.state).toBe('active');
  });

  test('keep no tokens of one that was removed while it was asked for them', async () => {
    await signIn();
    const [account] = await accounts().list();
    const kept = () =>
      store.read(async (view) =>
        view.tenant(PLACE.tenantId).accounts.tokenCache(PLACE.systemId, partitionOf(ACCOUNT.id)),
      );
    await store.change(BY_HAND, async (change) => {
      const { accounts: records } = change.tenant(PLACE.tenantId);
      await records.remove(PLACE.systemId, ACCOUNT.id);
      await records.dropTokenCache(PLACE.systemId, partitionOf(ACCOUNT.id));
    });
    await account?.tokenCache.write('newer tokens');
    expect(await kept()).toBeUndefined();
  });

  test('keep the state of one that is known, and of nobody else', async () => {
    await signIn();
    await accounts().put(ACCOUNT.id, 'consent-missing');
    await accounts().put('somebody', 'active');
    expect((await settled()).map(({ id, state }) => [id, state])).toEqual([[ACCOUNT.id, 'consent-missing']]);
  });
});
