import type { Match } from '@lamplight/matching';
import type { BindingInput, Json, TenantChange, TenantView } from '@lamplight/store';
import { SLICE } from './match-messages.ts';
import type { MatchThread } from './match-thread.ts';

const PAGE = 1_000;

/** Puts what the thread found in place of what matching found before, and proposes what is only likely. */
export async function applyMatches(tenant: TenantChange, thread: MatchThread): Promise<void> {
  await tenant.bindings.replaceMatched(await allOf(thread, 'matches', bindingOf));
  const proposals = await allOf(thread, 'proposals', (match) => match);
  const standing = proposals.length === 0 ? new Set<string>() : await proposedBefore(tenant);
  for (const match of proposals) {
    const { personId, systemId, address, reason } = match;
    const content = { systemId, address, role: 'owner', primary: false } as const;
    if (!standing.has(keyOf(personId, content))) {
      await tenant.proposals.propose({ kind: 'binding', personId, content, reason });
    }
  }
}

async function allOf<T>(
  thread: MatchThread,
  kind: 'matches' | 'proposals',
  of: (match: Match) => T,
): Promise<readonly T[]> {
  const all: T[] = [];
  for (;;) {
    const slice = await thread.ask(kind, { from: all.length });
    all.push(...slice.map(of));
    if (slice.length < SLICE) {
      return all;
    }
  }
}

function bindingOf({ personId, systemId, address, role, matcher, reason }: Match): BindingInput {
  const origin = matcher === 'list' ? 'list' : 'matching';
  return { personId, systemId, address, role, primary: false, origin, reason, expiresAt: null };
}

/** Those that were decided too: what somebody dismissed is not proposed again. */
async function proposedBefore(tenant: TenantView): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<TenantView['proposals']['list']>> = await tenant.proposals.list(
      { state: null },
      { limit: PAGE, after },
    );
    for (const { personId, content } of page.items) {
      keys.add(keyOf(personId, content));
    }
    after = page.next;
  } while (after !== null);
  return keys;
}

function keyOf(personId: string, content: Json): string {
  return JSON.stringify([personId, content]);
}
