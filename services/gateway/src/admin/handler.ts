/** What a handler of the admin API is given and gives. One handler per route; a route without one does not compile. */
import type { Route, routes } from '@lamplight/admin-api';
import type { TenantId } from '@lamplight/domain';
import type { Actor, StoreChange, StoreView, TenantChange, TenantView } from '@lamplight/store';
import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';

/** What a route answers. */
export interface Answer<R extends Route> {
  readonly value: z.output<R['answer']>;
  /** Of the record, where the route is versioned: becomes the ETag. */
  readonly revision?: number;
  /** Tells two answers with one revision apart, where the answer shows more than the record. */
  readonly variant?: string;
}

/** A request that was let in and is as its route demands. */
export interface Call<R extends Route> {
  readonly params: z.output<R['params']>;
  readonly query: z.output<R['query']>;
  /** Of a route with `bodyType`: the bytes as they come. */
  readonly body: z.output<R['body']>;
  readonly principal: Principal;
  /** Who stands in the audit. */
  readonly actor: Actor;
  /** Of the path. @throws LamplightError `unexpected` where the path names none */
  readonly tenantId: TenantId;
  /** From If-Match; null: whatever there is. */
  readonly ifRevision: number | null;
  /** Aborted once the caller has hung up, or the gateway drains. */
  readonly signal: AbortSignal;
  read<T>(work: (view: StoreView) => Promise<T>): Promise<T>;
  readTenant<T>(work: (tenant: TenantView, view: StoreView) => Promise<T>): Promise<T>;
  /**
   * The change of this request, at most one per call: the answer is kept with it under the caller's idempotency key.
   * Resolves once it is durable and in force.
   */
  change(work: (change: StoreChange) => Promise<Answer<R>>): Promise<Answer<R>>;
  changeTenant(work: (tenant: TenantChange, change: StoreChange) => Promise<Answer<R>>): Promise<Answer<R>>;
}

/** As a method, so that the server may hold handlers of all routes in one table: each only ever gets its own route's call. */
export type HandlerOf<R extends Route> = { handle(call: Call<R>): Promise<Answer<R>> }['handle'];

type Routes = typeof routes;

export type Handlers = {
  readonly [Noun in keyof Routes]: { readonly [Name in keyof Routes[Noun]]: HandlerOf<RouteAt<Noun, Name>> };
};

type RouteAt<Noun extends keyof Routes, Name extends keyof Routes[Noun]> = Extract<Routes[Noun][Name], Route>;
