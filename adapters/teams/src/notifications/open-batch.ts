/** The content of a batch of notifications: all of it verified, or none of it counts. */
import type { KeyObject } from 'node:crypto';
import { type Clock, delay } from '@lamplight/runtime';
import { presenceAnswer } from '../graph-answers.ts';
import type { GraphPresence } from '../graph-api.ts';
import { decryptContent } from './decrypt-content.ts';
import type { ChangeItem } from './notification-payload.ts';

/** More tokens than that do not come by themselves: one for each application and tenant. */
const MOST_TOKENS = 8;
/** Contents decrypted in a row, a millisecond each, before others get a turn. */
const DECRYPTED_IN_A_ROW = 10;

export interface BatchSurroundings {
  readonly clock: Clock;
  readonly keyOf: (certificateId: string) => KeyObject | undefined;
  /** The tenant, lower case, for which a validation token vouches; null: it does not. */
  readonly verify: (token: string) => Promise<string | null>;
  /** Whether presence of this tenant (lower case) is ours to take. */
  readonly isOurTenant: (tenantId: string) => boolean;
}

export interface SealedContent {
  readonly account: string;
  readonly item: ChangeItem;
}

export interface SealedBatch {
  readonly contents: readonly SealedContent[];
  readonly validationTokens: readonly string[];
}

export interface OpenedContent {
  readonly account: string;
  readonly presence: GraphPresence;
  /** The person stood outside of the encrypted content too. */
  readonly isNamed: boolean;
}

/** Null: a token or a content does not hold, or there is no token. */
export async function openBatch(
  { contents, validationTokens }: SealedBatch,
  surroundings: BatchSurroundings,
): Promise<readonly OpenedContent[] | null> {
  const tenants = await tenantsOf(validationTokens, surroundings.verify);
  return tenants === null ? null : await openAll(contents, tenants, surroundings);
}

/** For whom the tokens vouch, all of them; null: one does not hold, or there is none. */
async function tenantsOf(
  tokens: readonly string[],
  verify: BatchSurroundings['verify'],
): Promise<ReadonlySet<string> | null> {
  if (tokens.length === 0 || tokens.length > MOST_TOKENS) {
    return null;
  }
  const tenants = new Set<string>();
  for (const token of tokens) {
    const tenantId = await verify(token);
    if (tenantId === null) {
      return null;
    }
    tenants.add(tenantId);
  }
  return tenants;
}

/** Null: one of them does not hold. */
async function openAll(
  contents: readonly SealedContent[],
  tenants: ReadonlySet<string>,
  { clock, isOurTenant, keyOf }: BatchSurroundings,
): Promise<readonly OpenedContent[] | null> {
  const opened: OpenedContent[] = [];
  for (const [index, { account, item }] of contents.entries()) {
    if (index > 0 && index % DECRYPTED_IN_A_ROW === 0) {
      await delay(clock, 0);
    }
    const presence = tenants.has(item.tenantId) && isOurTenant(item.tenantId) ? presenceIn(item, keyOf) : null;
    if (presence === null || (item.person !== null && item.person !== presence.id)) {
      return null;
    }
    opened.push({ account, presence, isNamed: item.person !== null });
  }
  return opened;
}

function presenceIn({ content }: ChangeItem, keyOf: BatchSurroundings['keyOf']): GraphPresence | null {
  const key = content === null ? undefined : keyOf(content.encryptionCertificateId);
  const text = content === null || key === undefined ? null : decryptContent(content, key);
  if (text === null) {
    return null;
  }
  try {
    const parsed = presenceAnswer.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
