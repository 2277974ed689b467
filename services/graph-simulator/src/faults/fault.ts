import { z } from 'zod';
import { ENTRA_ROUTES, type EntraRouteName } from '../entra/entra-routes.ts';
import { GRAPH_ROUTES, type GraphRouteName } from '../graph/graph-routes.ts';

export type RouteName = GraphRouteName | EntraRouteName;

const GRAPH_ROUTE_NAMES = [...new Set<GraphRouteName>(GRAPH_ROUTES.map((route) => route.name))];
/** Every call that can be counted and made to fail. */
export const ROUTE_NAMES: readonly RouteName[] = [...ENTRA_ROUTES, ...GRAPH_ROUTE_NAMES];

const carriedOut = z.boolean().default(false).meta({
  description: 'Whether the request takes effect although its answer is lost; default false.',
});

const answerSchema = z.discriminatedUnion('kind', [
  /** An HTTP error: 429 with the published body, others with Graph's error shape; at the token endpoint in Entra's. */
  z.strictObject({
    kind: z.literal('status'),
    status: z.int().min(400).max(599),
    retryAfterS: z.int().min(0).max(86_400).optional(),
  }),
  /** No answer, ever: until the caller gives up or the simulator stops. */
  z.strictObject({ kind: z.literal('hang'), carriedOut }),
  /** The connection breaks without an answer. */
  z.strictObject({ kind: z.literal('reset'), carriedOut }),
  /** A page for people, as a proxy or portal in between sends it. */
  z.strictObject({ kind: z.literal('html'), status: z.int().min(200).max(599).default(200) }),
  /** 200 without a body, and without effect. `json`: with the content type of JSON all the same. */
  z.strictObject({ kind: z.literal('empty'), json: z.boolean().default(false) }),
  /** The request takes effect; its answer breaks off in the middle. */
  z.strictObject({ kind: z.literal('truncated') }),
  /** The request takes effect after this delay. */
  z.strictObject({ kind: z.literal('delay'), ms: z.int().min(1).max(3_600_000) }),
  /** A read answers this pair, for the fault's person or for everybody: unknown values, `InACall + OOF`. */
  z.strictObject({ kind: z.literal('show'), availability: z.string(), activity: z.string() }),
  /** The token endpoint answers this AADSTS code. What is left out comes from the catalogue. */
  z.strictObject({
    kind: z.literal('entraError'),
    code: z.int().min(1),
    error: z.string().optional(),
    suberror: z.string().optional(),
    status: z.int().min(400).max(599).optional(),
    text: z.string().optional(),
  }),
]);

/** A misbehaviour and whom it meets. */
export const faultSchema = z.strictObject({
  /** Which calls; `all` is every call of Graph and Entra. */
  routes: z.union([z.literal('all'), z.array(z.enum(ROUTE_NAMES)).min(1)]),
  /** How many requests it meets; `always` until it is removed. */
  times: z.union([z.int().min(1), z.literal('always')]).default(1),
  /** Only calls of this app. */
  appId: z.string().toLowerCase().optional(),
  /** Only calls about this person; for `show`, only this person in the answer. */
  userId: z.string().toLowerCase().optional(),
  answer: answerSchema,
});

export type Fault = z.output<typeof faultSchema>;
export type FaultInput = z.input<typeof faultSchema>;
export type FaultAnswer = Fault['answer'];
