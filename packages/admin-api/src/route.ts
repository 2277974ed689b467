/**
 * A route of the admin API as data: the gateway serves it, the client calls it, OpenAPI describes it, and the tests try
 * every one of them with a stranger's key. A route that is not here does not exist.
 */
import type { z } from 'zod';

/** Roles of keys that may call the admin API; what each may do stands in the README. */
export const ADMIN_ROLES = ['operator', 'administrator', 'attendant', 'auditor'] as const;
export type AdminRole = (typeof ADMIN_ROLES)[number];

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * Where a route reaches: `installation` needs a key of the installation; `tenant` has `{tenantId}` in its path, and a
 * tenant's key reaches its own tenant only; `any` is open to every key.
 */
export type RouteScope = 'installation' | 'tenant' | 'any';

export interface Route<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> {
  /** Such as `people.list`: operationId of OpenAPI. */
  readonly id: string;
  readonly method: Method;
  /** With `{name}` for each path parameter. */
  readonly path: string;
  readonly summary: string;
  readonly scope: RouteScope;
  /** Any of these. */
  readonly roles: readonly AdminRole[];
  /** A key that belongs to the person `{personId}` may call it too, where the tenant's policy allows. */
  readonly self: boolean;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly answer: Answer;
  readonly status: 200 | 201 | 202 | 204;
  /** Media type of a streamed body; undefined: JSON or none. */
  readonly bodyType?: string;
  /** Media type of a streamed answer; undefined: JSON or none. */
  readonly answerType?: string;
  /** The answer has an ETag, and `If-Match` is obeyed. */
  readonly versioned: boolean;
  /** Bytes of body that are taken; default 1 MiB. */
  readonly maxBody: number;
  /** Answers for a tenant that was removed too; default false. */
  readonly outlivesTenant: boolean;
}

const MEBIBYTE = 1_048_576;

interface RouteInput<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Answer extends z.ZodType,
> extends Pick<
    Route<Params, Query, Body, Answer>,
    'id' | 'method' | 'path' | 'summary' | 'scope' | 'roles' | 'params' | 'query' | 'body' | 'answer'
  > {
  readonly status?: Route['status'];
  readonly self?: boolean;
  readonly versioned?: boolean;
  readonly bodyType?: string;
  readonly answerType?: string;
  readonly maxBody?: number;
  readonly outlivesTenant?: boolean;
}

export function route<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Answer extends z.ZodType,
>(input: RouteInput<Params, Query, Body, Answer>): Route<Params, Query, Body, Answer> {
  return Object.freeze({
    status: 200,
    self: false,
    versioned: false,
    maxBody: MEBIBYTE,
    outlivesTenant: false,
    ...input,
  });
}
