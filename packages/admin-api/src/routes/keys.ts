import { z } from 'zod';
import { ADMIN_ROLES, route } from '../route.ts';
import { byteStream, flag, id, job, nothing, wholeNumber } from '../schemas/shared.ts';
import { auditEntry, auditQuery, caller, key, keyInput, newKey, verdict } from '../schemas/tenancy.ts';

const ofTenant = z.strictObject({ tenantId: id });
const ofKey = z.strictObject({ tenantId: id, keyId: id });
const anchor = z.strictObject({
  /** A head that was streamed out before: `sequence:hash`. */
  head: z
    .string()
    .regex(/^\d+:[0-9a-f]{64}$/, 'expected sequence:hash')
    .optional(),
});

export const keys = {
  caller: route({
    id: 'keys.caller',
    method: 'GET',
    path: '/v1/caller',
    summary: 'Whose key the request came with, and what time it is at the gateway.',
    scope: 'any',
    roles: ADMIN_ROLES,
    self: true,
    params: nothing,
    query: nothing,
    body: z.undefined(),
    answer: caller,
  }),
  list: route({
    id: 'keys.list',
    method: 'GET',
    path: '/v1/tenants/{tenantId}/keys',
    summary: 'Keys of the tenant, without the keys themselves.',
    scope: 'tenant',
    roles: ['operator', 'administrator', 'auditor'],
    params: ofTenant,
    query: nothing,
    body: z.undefined(),
    answer: z.object({ items: z.array(key) }),
  }),
  create: route({
    id: 'keys.create',
    method: 'POST',
    path: '/v1/tenants/{tenantId}/keys',
    summary:
      'Makes a key, which is shown once. A key never gives more than its maker has: an administrator makes no operator.',
    scope: 'tenant',
    roles: ['operator', 'administrator'],
    params: ofTenant,
    query: nothing,
    body: keyInput,
    answer: newKey,
    status: 201,
  }),
  revoke: route({
    id: 'keys.revoke',
    method: 'DELETE',
    path: '/v1/tenants/{tenantId}/keys/{keyId}',
    summary: 'Revokes a key; its streams end within a second.',
    scope: 'tenant',
    roles: ['operator', 'administrator'],
    params: ofKey,
    query: nothing,
    body: z.undefined(),
    answer: z.undefined(),
    status: 204,
  }),
  listOfInstallation: route({
    id: 'keys.listOfInstallation',
    method: 'GET',
    path: '/v1/keys',
    summary: 'Keys of the installation.',
    scope: 'installation',
    roles: ['operator', 'auditor'],
    params: nothing,
    query: nothing,
    body: z.undefined(),
    answer: z.object({ items: z.array(key) }),
  }),
  createOfInstallation: route({
    id: 'keys.createOfInstallation',
    method: 'POST',
    path: '/v1/keys',
    summary: 'Makes a key of the installation, which is shown once.',
    scope: 'installation',
    roles: ['operator'],
    params: nothing,
    query: nothing,
    body: keyInput,
    answer: newKey,
    status: 201,
  }),
  revokeOfInstallation: route({
    id: 'keys.revokeOfInstallation',
    method: 'DELETE',
    path: '/v1/keys/{keyId}',
    summary: 'Revokes a key of the installation.',
    scope: 'installation',
    roles: ['operator'],
    params: z.strictObject({ keyId: id }),
    query: nothing,
    body: z.undefined(),
    answer: z.undefined(),
    status: 204,
  }),
} as const;

const auditList = auditQuery.extend({
  after: wholeNumber(0).default(0),
  limit: wholeNumber(1, 1_000).default(100),
});
const auditAnswer = z.object({ entries: z.array(auditEntry), complete: z.boolean() });

export const audit = {
  list: route({
    id: 'audit.list',
    method: 'GET',
    path: '/v1/tenants/{tenantId}/audit',
    outlivesTenant: true,
    summary: 'Who changed what, before and after, oldest first.',
    scope: 'tenant',
    roles: ['operator', 'administrator', 'auditor'],
    params: ofTenant,
    query: auditList,
    body: z.undefined(),
    answer: auditAnswer,
  }),
  stream: route({
    id: 'audit.stream',
    method: 'GET',
    path: '/v1/tenants/{tenantId}/audit:stream',
    outlivesTenant: true,
    summary:
      'The audit as lines of JSON from `after` on, and every entry that is made from then on, until the caller hangs up (follow=false: until the end).',
    scope: 'tenant',
    roles: ['operator', 'administrator', 'auditor'],
    params: ofTenant,
    query: z.strictObject({ after: wholeNumber(0).default(0), follow: flag.default(true) }),
    body: z.undefined(),
    answer: byteStream,
    answerType: 'application/x-ndjson',
  }),
  verify: route({
    id: 'audit.verify',
    method: 'GET',
    path: '/v1/tenants/{tenantId}/audit:verify',
    outlivesTenant: true,
    summary: 'Recomputes the chain of hashes.',
    scope: 'tenant',
    roles: ['operator', 'administrator', 'auditor'],
    params: ofTenant,
    query: anchor,
    body: z.undefined(),
    answer: verdict,
  }),
  listOfInstallation: route({
    id: 'audit.listOfInstallation',
    method: 'GET',
    path: '/v1/audit',
    summary: 'Changes of the installation: tenants, its keys, restores.',
    scope: 'installation',
    roles: ['operator', 'auditor'],
    params: nothing,
    query: auditList,
    body: z.undefined(),
    answer: auditAnswer,
  }),
  verifyOfInstallation: route({
    id: 'audit.verifyOfInstallation',
    method: 'GET',
    path: '/v1/audit:verify',
    summary: 'Recomputes the chain of the installation.',
    scope: 'installation',
    roles: ['operator', 'auditor'],
    params: nothing,
    query: anchor,
    body: z.undefined(),
    answer: verdict,
  }),
} as const;

export const jobs = {
  list: route({
    id: 'jobs.list',
    method: 'GET',
    path: '/v1/tenants/{tenantId}/jobs',
    summary: 'Imports and other work, newest first.',
    scope: 'tenant',
    roles: ['operator', 'administrator', 'auditor'],
    params: ofTenant,
    query: nothing,
    body: z.undefined(),
    answer: z.object({ items: z.array(job) }),
  }),
  get: route({
    id: 'jobs.get',
    method: 'GET',
    path: '/v1/tenants/{tenantId}/jobs/{jobId}',
    summary: 'How far a piece of work is.',
    scope: 'tenant',
    roles: ['operator', 'administrator', 'auditor'],
    params: z.strictObject({ tenantId: id, jobId: id }),
    query: nothing,
    body: z.undefined(),
    answer: job,
  }),
} as const;
