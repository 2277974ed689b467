/** What the port answers to Microsoft and to browsers that come from it. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { systemId, tenantId } from '@lamplight/domain';
import { ManualClock, seededRandom, silentLogger } from '@lamplight/runtime';
import type { InletRequest } from '@lamplight/teams-adapter';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RunningAdmin, runAdmin } from '../admin/testing/running-admin.ts';
import { addTeamsTenant } from '../testing/memory-store.ts';
import { Inlets } from './inlets.ts';
import { SignIns } from './sign-ins.ts';

const PUBLIC = 'https://presence.contoso.example';
const PLACE = { tenantId: tenantId('acme'), systemId: systemId('entra') };

let admin: RunningAdmin;
let inlets: Inlets;
let signIns: SignIns;

beforeEach(async () => {
  inlets = new Inlets(PUBLIC, new Uint8Array(32));
  admin = await runAdmin({
    teams: (store) => {
      signIns = new SignIns({
        publicUrl: PUBLIC,
        begin: async (_, { state }) => ({
          url: `https://login.example/?state=${state}`,
          finish: async () => ({ id: 'a-1', userName: '<b>svc</b>@contoso.example', tokenCache: '{}' }),
        }),
        store,
        clock: new ManualClock(),
        random: seededRandom(1),
        logger: silentLogger,
      });
      return { inlets, signIns };
    },
  });
  await addTeamsTenant(admin.store, PLACE);
});

afterEach(() => admin.close());

const opened = (receive: Parameters<ReturnType<Inlets['of']>['open']>[1]): URL =>
  new URL(new URL(inlets.of(PLACE.tenantId, PLACE.systemId).open('svc', receive).notificationUrl).pathname, admin.url);

describe('a notification', () => {
  test('is given to whoever opened the address, and answered as they say', async () => {
    const seen: InletRequest[] = [];
    const url = opened((request) => {
      seen.push(request);
      return { status: 202, body: '' };
    });
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"value":[]}',
    });
    expect([answer.status, await answer.text()]).toEqual([202, '']);
    expect(seen).toEqual([{ validationToken: null, body: '{"value":[]}' }]);
  });

  test('of the handshake is answered with the decoded token as plain text', async () => {
    const token = 'Validation: Testing client application reachability for subscription Request-Id: 5 + %';
    const url = opened(({ validationToken }) => ({ status: 200, body: validationToken ?? '' }));
    url.searchParams.set('validationToken', token);
    const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'text/plain; charset=utf-8' } });
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      200,
      'text/plain; charset=utf-8',
      token,
    ]);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('for an address that nobody opened is not found, and one of five megabytes not read', async () => {
    const guessed = new URL('/teams/notifications/guessed', admin.url);
    expect((await fetch(guessed, { method: 'POST', body: '{}' })).status).toBe(404);
    const url = opened(() => ({ status: 202, body: '' }));
    expect((await fetch(url, { method: 'POST', body: 'x'.repeat(5 * 1_048_576) })).status).toBe(413);
  });
});

describe('a sender', () => {
  const LENGTH = 'content-length: 4000000\r\n';

  function asked(text: string): { readonly socket: Socket; readonly head: Promise<string> } {
    const socket = connect(admin.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(text);
    const head = once(socket, 'data').then(([data]) => String(data));
    return { socket, head };
  }

  test('at an address that nobody opened is refused before its body is there', async () => {
    const { socket, head } = asked(`POST /teams/notifications/guessed HTTP/1.1\r\nhost: x\r\n${LENGTH}\r\n`);
    expect(await head).toMatch(/^HTTP\/1\.1 404 /);
    socket.destroy();
  });

  test('who sends a byte now and then is cut', async () => {
    const url = opened(() => ({ status: 202, body: '' }));
    const { socket, head } = asked(
      `POST ${url.pathname} HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\n${LENGTH}\r\n `,
    );
    expect(await head).toMatch(/^HTTP\/1\.1 100 /);
    const closed = once(socket, 'close');
    admin.clock.advance(30_000);
    await closed;
  });

  test('of much at once beside others is asked to come later', async () => {
    const url = opened(() => ({ status: 202, body: '' }));
    const almost = `POST ${url.pathname} HTTP/1.1\r\nhost: x\r\n${LENGTH}\r\n${'x'.repeat(3_999_999)}`;
    // Eight of them there is room for; whose part comes when there is none, is not known before.
    const many = Array.from({ length: 9 }, () => asked(almost));
    expect(await Promise.race(many.map(({ head }) => head))).toMatch(/^HTTP\/1\.1 503 /);
    for (const { socket } of many) {
      socket.destroy();
    }
    const statusOfOneMore = async (): Promise<number> =>
      (await fetch(url, { method: 'POST', body: 'x'.repeat(2_000_000) })).status;
    await expect.poll(statusOfOneMore).toBe(202);
  });
});

describe('the way back from signing in', () => {
  test('ends on a page that names the account, as text', async () => {
    const { url } = await signIns.begin(PLACE);
    const back = new URL('/teams/sign-in', admin.url);
    back.searchParams.set('state', new URL(url).searchParams.get('state') ?? '');
    back.searchParams.set('code', 'good');
    const answer = await fetch(back);
    const page = await answer.text();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page).toContain('&#60;b&#62;svc&#60;/b&#62;@contoso.example');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    // Opened twice, as browsers do: it must not say that nothing came of it.
    const again = await (await fetch(back)).text();
    expect(again).toContain('<code>lamplight teams account list</code> shows who is signed in');
    expect(again).not.toContain('Nothing was changed');
  });

  test('is that of an administrator who consented, too', async () => {
    const given = await fetch(new URL('/teams/sign-in?tenant=t&admin_consent=True', admin.url));
    expect([given.status, await given.text()]).toEqual([200, expect.stringContaining('<h1>Consent was given</h1>')]);
    const words = 'The+admin+canceled+%3Cb%3Ethe+request%0d%0aTrace';
    const refused = await fetch(
      new URL(`/teams/sign-in?admin_consent=True&error=permission_denied&error_description=${words}`, admin.url),
    );
    const page = await refused.text();
    expect(refused.status).toBe(400);
    expect(page).toContain('<h1>Consent was not given</h1>');
    expect(page).toContain('<p>The admin canceled &#60;b&#62;the request</p>');
  });

  test('with a state that is not known says what to do, and quotes nothing as markup', async () => {
    const back = new URL('/teams/sign-in?state=x&error=a&error_description=%3Cscript%3E', admin.url);
    const answer = await fetch(back);
    const page = await answer.text();
    expect(answer.status).toBe(400);
    expect(page).toContain('ask for a new one');
    expect(page).not.toContain('<script>');
  });
});
