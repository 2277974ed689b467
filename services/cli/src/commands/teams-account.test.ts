import { routes } from '@lamplight/admin-api';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { EXIT_CODES } from '../exit-codes.ts';
import { styled } from '../output/style.ts';
import { gatewayFor, lamplight, NOW } from '../testing/lamplight.ts';
import { system } from '../testing/records.ts';

const ID = '66825e03-7ef5-42da-9069-724602c31f6b';
const LINK = 'https://login.microsoftonline.com/t/oauth2/v2.0/authorize?state=s';

const versioned = { revision: 1, createdAt: NOW, updatedAt: NOW };
type Account = z.output<typeof routes.accounts.list.answer>['items'][number];
const SVC: Account = { id: ID, userName: 'svc@contoso.example', state: 'active', ...versioned };
const REVOKED: Account = { id: 'a-2', userName: 'svc2@contoso.example', state: 'sign-in-needed', ...versioned };

function gatewayWith(...items: readonly Account[]) {
  return gatewayFor()
    .on(routes.systems.list, () => ({ items: [system(), system({ id: 'entra', technology: 'MSTEAMS' })] }))
    .on(routes.accounts.list, () => ({ items: [...items] }))
    .on(routes.accounts.signIn, () => ({ url: LINK, expiresAt: NOW }))
    .on(routes.accounts.remove, () => undefined);
}

describe('account list', () => {
  test('is of the only Entra tenant, with how each account stands', async () => {
    const gateway = gatewayWith(SVC, REVOKED);
    const { code, output } = await lamplight(['teams', 'account', 'list'], { gateway });
    expect(code).toBe(0);
    expect(gateway.of(routes.accounts.list)[0]?.params).toEqual({ tenantId: 'acme', systemId: 'entra' });
    expect(output).toMatch(new RegExp(`^${SVC.userName} +active .*${ID}$`, 'm'));
    expect(output).toMatch(new RegExp(`^${REVOKED.userName} +sign-in-needed `, 'm'));
  });

  test('one that nobody needs is in order', async () => {
    const gateway = gatewayWith({ ...SVC, state: 'not-needed' }, REVOKED);
    const { output } = await lamplight(['teams', 'account', 'list'], { gateway, colours: true });
    expect(output).not.toContain(styled('not-needed', 'bad', true));
    expect(output).toContain(styled('sign-in-needed', 'bad', true));
  });

  test('says what that means where nobody signed in', async () => {
    const { errors, output } = await lamplight(['teams', 'account', 'list'], { gateway: gatewayWith() });
    expect(output + errors).toContain('nobody signed in: everybody is polled; "lamplight teams account add"');
  });

  test('of a tenant without Entra says so', async () => {
    const gateway = gatewayFor().on(routes.systems.list, () => ({ items: [system()] }));
    const { code, errors } = await lamplight(['teams', 'account', 'list'], { gateway });
    expect(code).not.toBe(0);
    expect(errors).toMatch(/Entra|MSTEAMS/);
  });
});

describe('account add', () => {
  test('tells the link, and how long it is good', async () => {
    const gateway = gatewayWith();
    const { output } = await lamplight(['teams', 'account', 'add', '--system', 'entra'], { gateway });
    expect(gateway.of(routes.accounts.signIn)[0]?.params).toEqual({ tenantId: 'acme', systemId: 'entra' });
    expect(output).toContain(`good once, until ${NOW}`);
    expect(output.trimEnd().endsWith(`\n${LINK}`)).toBe(true);
  });

  test('as JSON is the link alone', async () => {
    const { output } = await lamplight(['teams', 'account', 'add', '--json'], { gateway: gatewayWith() });
    expect(JSON.parse(output)).toEqual({ url: LINK, expiresAt: NOW });
  });
});

describe('account remove', () => {
  test.each([SVC.userName.toUpperCase(), ID.toUpperCase()])('finds the account by %s', async (named) => {
    const gateway = gatewayWith(REVOKED, SVC);
    const { code, output, errors } = await lamplight(['teams', 'account', 'remove', named, '--yes'], { gateway });
    expect(code).toBe(0);
    expect(gateway.of(routes.accounts.remove)[0]?.params).toMatchObject({ systemId: 'entra', accountId: ID });
    expect(output + errors).toContain(`account ${SVC.userName} is forgotten`);
  });

  test('of a name that two accounts have removes neither, and names both', async () => {
    const gateway = gatewayWith({ ...REVOKED, userName: SVC.userName }, SVC);
    const { code, errors } = await lamplight(['teams', 'account', 'remove', SVC.userName, '--yes'], { gateway });
    expect([code === 0, gateway.of(routes.accounts.remove)]).toEqual([false, []]);
    expect(errors).toContain(REVOKED.id);
    expect(errors).toContain(ID);
  });

  test('asks first, naming the account and what is lost', async () => {
    const gateway = gatewayWith(SVC);
    const { code, questions } = await lamplight(['teams', 'account', 'remove', ID], { gateway, answers: ['n'] });
    expect(code).not.toBe(0);
    expect(questions).toEqual([expect.stringContaining(`Without ${SVC.userName} the people it was notified of`)]);
    expect(gateway.of(routes.accounts.remove)).toEqual([]);
  });

  test('without anybody to ask changes nothing', async () => {
    const gateway = gatewayWith(SVC);
    const { code, errors } = await lamplight(['teams', 'account', 'remove', ID], { gateway });
    expect([code, errors]).toEqual([EXIT_CODES.no, expect.stringContaining('--yes')]);
    expect(gateway.of(routes.accounts.remove)).toEqual([]);
  });
});
