import { z } from 'zod';
import { route } from '../route.ts';
import { id, nothing } from '../schemas/shared.ts';
import { account, signInLink } from '../schemas/tenancy.ts';

const ofSystem = z.strictObject({ tenantId: id, systemId: id });
const ofAccount = z.strictObject({ tenantId: id, systemId: id, accountId: id });

export const accounts = {
  list: route({
    id: 'accounts.list',
    method: 'GET',
    path: '/v1/tenants/{tenantId}/systems/{systemId}/accounts',
    summary: 'Accounts that signed in at an Entra tenant so that its presence is notified.',
    scope: 'tenant',
    roles: ['operator', 'administrator', 'auditor'],
    params: ofSystem,
    query: nothing,
    body: z.undefined(),
    answer: z.object({ items: z.array(account) }),
  }),
  signIn: route({
    id: 'accounts.signIn',
    method: 'POST',
    path: '/v1/tenants/{tenantId}/systems/{systemId}/accounts:signIn',
    summary: 'Makes a link under which an account signs in at Microsoft; it is good once, for an hour.',
    scope: 'tenant',
    roles: ['operator', 'administrator'],
    params: ofSystem,
    query: nothing,
    body: z.undefined(),
    answer: signInLink,
    status: 201,
  }),
  remove: route({
    id: 'accounts.remove',
    method: 'DELETE',
    path: '/v1/tenants/{tenantId}/systems/{systemId}/accounts/{accountId}',
    summary: 'Forgets an account with its tokens; the people it was notified of are polled.',
    scope: 'tenant',
    roles: ['operator', 'administrator'],
    params: ofAccount,
    query: nothing,
    body: z.undefined(),
    answer: z.undefined(),
    status: 204,
  }),
};
