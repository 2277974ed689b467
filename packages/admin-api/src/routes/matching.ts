import { z } from 'zod';
import { route } from '../route.ts';
import { listPreview, matchReport, userMatchingList } from '../schemas/matching.ts';
import { proposal } from '../schemas/people.ts';
import { byteStream, flag, id, nothing, pageOf, pageQuery } from '../schemas/shared.ts';

const ofTenant = z.strictObject({ tenantId: id });
const ofProposal = z.strictObject({ tenantId: id, proposalId: id });
const read = ['operator', 'administrator', 'auditor'] as const;
const dryRun = z.strictObject({ dryRun: flag.default(false) });

export const matching = {
  run: route({
    id: 'matching.run',
    method: 'POST',
    path: '/v1/tenants/{tenantId}/matching:run',
    summary: 'Matches people and lines; with dryRun it only shows what would change. Bindings made by hand stay.',
    scope: 'tenant',
    roles: ['administrator'],
    params: ofTenant,
    query: dryRun,
    body: z.undefined(),
    answer: matchReport,
  }),
  report: route({
    id: 'matching.report',
    method: 'GET',
    path: '/v1/tenants/{tenantId}/matching',
    summary: 'How matching stands now: what is ambiguous, duplicate or missing, each with the remedy. Changes nothing.',
    scope: 'tenant',
    roles: read,
    params: ofTenant,
    query: nothing,
    body: z.undefined(),
    answer: matchReport,
  }),
  getList: route({
    id: 'matching.getList',
    method: 'GET',
    path: '/v1/tenants/{tenantId}/matching/list',
    summary: 'The list of pairs (usermatching.csv).',
    scope: 'tenant',
    roles: read,
    params: ofTenant,
    query: nothing,
    body: z.undefined(),
    answer: userMatchingList,
    versioned: true,
  }),
  putList: route({
    id: 'matching.putList',
    method: 'PUT',
    path: '/v1/tenants/{tenantId}/matching/list',
    summary:
      'Takes over a list in the format of usermatching.csv (Teams user, PBX user), as Excel writes it; all or nothing.',
    scope: 'tenant',
    roles: ['administrator'],
    params: ofTenant,
    query: dryRun,
    body: byteStream,
    bodyType: 'text/csv',
    maxBody: 16 * 1_048_576,
    answer: listPreview,
    versioned: true,
  }),
} as const;

export const proposals = {
  list: route({
    id: 'proposals.list',
    method: 'GET',
    path: '/v1/tenants/{tenantId}/proposals',
    summary: 'What Lamplight found likely and a person may decide.',
    scope: 'tenant',
    roles: read,
    params: ofTenant,
    query: pageQuery.extend({ state: z.enum(['open', 'accepted', 'dismissed']).default('open') }),
    body: z.undefined(),
    answer: pageOf(proposal),
  }),
  accept: route({
    id: 'proposals.accept',
    method: 'POST',
    path: '/v1/tenants/{tenantId}/proposals/{proposalId}:accept',
    summary: 'Does what is proposed.',
    scope: 'tenant',
    roles: ['administrator'],
    params: ofProposal,
    query: nothing,
    body: z.undefined(),
    answer: proposal,
    versioned: true,
  }),
  dismiss: route({
    id: 'proposals.dismiss',
    method: 'POST',
    path: '/v1/tenants/{tenantId}/proposals/{proposalId}:dismiss',
    summary: 'Declines; it is not proposed again.',
    scope: 'tenant',
    roles: ['administrator'],
    params: ofProposal,
    query: nothing,
    body: z.undefined(),
    answer: proposal,
    versioned: true,
  }),
} as const;
