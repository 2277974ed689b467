/**
 * The state tokens of delta queries: opaque to whoever gets one, good for seven days, unless the service forgets them
 * before. Source: Graph, "Use delta query to track changes in Microsoft Graph data", state tokens, synchronization
 * reset, token duration.
 */
import { z } from 'zod';
import type { ChangeLog } from '../directory/change-log.ts';
import type { RoutedRequest } from '../http/simulator-request.ts';
import type { Switches } from '../switches/switches.ts';
import { GraphError } from './graph-error.ts';

const tokenSchema = z.strictObject({
  resource: z.enum(['users', 'groups']),
  tenantId: z.string(),
  generation: z.number(),
  /** Wall time in milliseconds. */
  issuedAt: z.number(),
  /** What `$select` named in the first request; undefined for none. */
  select: z.array(z.string()).optional(),
  /** The only objects that are tracked, as `$filter` named them in the first request; undefined for all. */
  ids: z.array(z.string()).optional(),
  /** The round tells what happened after this change. */
  since: z.number(),
  /** The first round: from whom on, of all that there are. */
  full: z.strictObject({ after: z.string() }).optional(),
  /** A later round in the middle: after which change, up to which. */
  rest: z.strictObject({ after: z.number(), upTo: z.number() }).optional(),
});
export type DeltaToken = z.output<typeof tokenSchema>;

/** Source: as above, "For directory objects, the limit is seven days". */
const LIFE_MS = 7 * 86_400_000;

export interface TokenContext {
  readonly now: number;
  readonly changes: ChangeLog;
  readonly switches: Switches;
  readonly request: RoutedRequest;
}

export function writeToken(token: DeltaToken): string {
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

/** @throws GraphError 400 for a token that is none, and 400 or 410 for one that is no longer good */
export function readToken(
  text: string,
  resource: DeltaToken['resource'],
  tenantId: string,
  { now, changes, switches, request }: TokenContext,
): DeltaToken {
  const token = parse(text);
  if (token === undefined || token.resource !== resource || token.tenantId !== tenantId) {
    throw new GraphError(400, 'BadRequest', 'Badly formed token.');
  }
  if (token.generation !== changes.generation) {
    throw gone(switches.deltaResetCode, request, resource);
  }
  if (now - token.issuedAt > LIFE_MS) {
    throw switches.expiredDeltaToken === '410'
      ? gone('syncStateNotFound', request, resource)
      : new GraphError(400, 'syncStateNotFound', EXPIRED);
  }
  return token;
}

/** The reported text. Source: devblogs, "Duration of change tracking tokens for identity and education resources". */
const EXPIRED =
  'The sync state generation is not found. The delta token is expired and data must be synchronized again.';

/** Documented: 410 with the address of a new first request. */
export function gone(code: string, request: RoutedRequest, resource: DeltaToken['resource']): GraphError {
  const location = `${request.origin}/v1.0/${resource}/delta?$deltatoken=`;
  return new GraphError(410, code, 'Resync required. Start a new synchronization.', { location });
}

function parse(text: string): DeltaToken | undefined {
  try {
    return tokenSchema.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString())).data;
  } catch {
    return undefined;
  }
}
