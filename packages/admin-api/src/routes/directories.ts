import { z } from 'zod';
import { route } from '../route.ts';
import { directoryStatus, leaversConfirmed } from '../schemas/directories.ts';
import { flag, id, nothing } from '../schemas/shared.ts';

const ofSystem = z.strictObject({ tenantId: id, systemId: id });

export const directories = {
  get: route({
    id: 'directories.get',
    method: 'GET',
    path: '/v1/tenants/{tenantId}/systems/{systemId}/directory',
    summary: 'How people come from the directory of a system; null where they are listed by hand.',
    scope: 'tenant',
    roles: ['operator', 'administrator', 'auditor'],
    params: ofSystem,
    query: nothing,
    body: z.undefined(),
    answer: z.object({ directory: directoryStatus.nullable() }),
  }),
  read: route({
    id: 'directories.read',
    method: 'POST',
    path: '/v1/tenants/{tenantId}/systems/{systemId}/directory:read',
    summary: 'Reads the directory now; with whole everybody, not only what changed.',
    scope: 'tenant',
    roles: ['operator', 'administrator'],
    params: ofSystem,
    query: z.strictObject({ whole: flag.default(false) }),
    body: z.undefined(),
    answer: directoryStatus,
    status: 202,
  }),
  confirmLeavers: route({
    id: 'directories.confirmLeavers',
    method: 'POST',
    path: '/v1/tenants/{tenantId}/systems/{systemId}/directory:confirmLeavers',
    summary: 'People who are held because too many would leave at once leave now, unless they are back.',
    scope: 'tenant',
    roles: ['administrator'],
    params: ofSystem,
    query: nothing,
    body: leaversConfirmed,
    answer: directoryStatus,
    status: 202,
  }),
} as const;
