import { z } from 'zod';
import { route } from '../route.ts';
import { SETTINGS_SECTIONS } from '../schemas/settings.ts';
import { id, json, nothing, pageOf, pageQuery, text } from '../schemas/shared.ts';
import { tenant } from '../schemas/tenancy.ts';

const ofTenant = z.strictObject({ tenantId: id });
const read = ['operator', 'administrator', 'attendant', 'auditor'] as const;

export const tenants = {
  list: route({
    id: 'tenants.list',
    method: 'GET',
    path: '/v1/tenants',
    summary: 'Every tenant of the installation.',
    scope: 'installation',
    roles: ['operator', 'auditor'],
    params: nothing,
    query: pageQuery,
    body: z.undefined(),
    answer: pageOf(tenant),
  }),
  create: route({
    id: 'tenants.create',
    method: 'POST',
    path: '/v1/tenants',
    summary: 'Takes a tenant in; it is served at once.',
    scope: 'installation',
    roles: ['operator'],
    params: nothing,
    query: nothing,
    body: z.strictObject({ id, displayName: text.default('') }),
    answer: tenant,
    status: 201,
    versioned: true,
  }),
  get: route({
    id: 'tenants.get',
    method: 'GET',
    path: '/v1/tenants/{tenantId}',
    summary: 'One tenant.',
    scope: 'tenant',
    roles: read,
    params: ofTenant,
    query: nothing,
    body: z.undefined(),
    answer: tenant,
    versioned: true,
  }),
  update: route({
    id: 'tenants.update',
    method: 'PATCH',
    path: '/v1/tenants/{tenantId}',
    summary: 'Renames a tenant.',
    scope: 'tenant',
    roles: ['operator', 'administrator'],
    params: ofTenant,
    query: nothing,
    body: z.strictObject({ displayName: text.optional() }),
    answer: tenant,
    versioned: true,
  }),
  remove: route({
    id: 'tenants.remove',
    method: 'DELETE',
    path: '/v1/tenants/{tenantId}',
    summary: 'Removes a tenant with everything it has; its audit stays.',
    scope: 'installation',
    roles: ['operator'],
    params: ofTenant,
    query: nothing,
    body: z.undefined(),
    answer: z.undefined(),
    status: 204,
    versioned: true,
  }),
} as const;

const section = z.strictObject({ tenantId: id, section: z.enum(SETTINGS_SECTIONS) });

export const settings = {
  get: route({
    id: 'settings.get',
    method: 'GET',
    path: '/v1/tenants/{tenantId}/settings/{section}',
    summary:
      'A section of the settings, with its defaults filled in: privacy, retention, matching, twinning, profiles.',
    scope: 'tenant',
    roles: ['operator', 'administrator', 'auditor'],
    params: section,
    query: nothing,
    body: z.undefined(),
    answer: json,
    versioned: true,
  }),
  put: route({
    id: 'settings.put',
    method: 'PUT',
    path: '/v1/tenants/{tenantId}/settings/{section}',
    summary: 'Puts a section in place of the one before; what is left out has its default.',
    scope: 'tenant',
    roles: ['administrator'],
    params: section,
    query: nothing,
    body: json,
    answer: json,
    versioned: true,
  }),
} as const;
