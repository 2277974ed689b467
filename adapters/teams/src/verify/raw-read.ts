/** Presence as Graph spells it, for looking at the spelling. */
import { z } from 'zod';
import type { GraphRequests } from '../client.ts';
import type { GraphFailure } from '../graph-api.ts';
import { excerptOf, parseBody } from '../graph-body.ts';
import { graphUnreadable } from '../graph-errors.ts';

const presence = z.object({
  id: z.string(),
  availability: z.string(),
  activity: z.string(),
  sequenceNumber: z
    .string()
    .nullish()
    .transform((value) => value ?? null),
});

export type RawPresence = Readonly<z.output<typeof presence>>;

const body = z.object({ value: z.array(presence) });

export type RawAnswer =
  | { readonly kind: 'presences'; readonly presences: readonly RawPresence[] }
  | { readonly kind: 'failed'; readonly failure: GraphFailure };

/** Never rejects. */
export async function readRaw(requests: GraphRequests, ids: readonly string[]): Promise<RawAnswer> {
  const path = '/communications/getPresencesByUserId';
  const answer = await requests.send({ operation: 'read', method: 'POST', path, body: { ids } });
  if (answer.kind === 'failed') {
    return answer;
  }
  const parsed = parseBody(answer.body);
  const read = body.safeParse(parsed.kind === 'json' ? parsed.value : undefined);
  return read.success
    ? { kind: 'presences', presences: read.data.value }
    : { kind: 'failed', failure: graphUnreadable('unexpected', 'read', excerptOf(answer.body)) };
}
