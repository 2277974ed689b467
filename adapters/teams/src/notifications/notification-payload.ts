/**
 * What Microsoft posts, read leniently: the pages contradict one another about case, dates and resources, so only what is
 * needed is looked at, and one odd item does not spoil the others. Source: Graph, changeNotificationCollection,
 * changeNotification and the pages on presence, rich notifications and lifecycle events.
 */
import { z } from 'zod';
import { parseBody } from '../graph-body.ts';

/**
 * Items of a body that are looked at: more than fit into one that Graph sends. Without a bound some megabytes of nothing
 * would hold everybody else up for seconds.
 */
const MOST_ITEMS = 10_000;
/** There is one for each application and tenant in the body. */
const MOST_TOKENS = 1_000;

const text = z.string().nullish();

const encryptedContentSchema = z.object({
  data: z.string(),
  dataSignature: z.string(),
  dataKey: z.string(),
  encryptionCertificateId: z.string(),
});

/** Base64 throughout, but the id of our certificate. */
export type EncryptedContent = z.output<typeof encryptedContentSchema>;

const itemSchema = z.object({
  subscriptionId: z.string(),
  clientState: text,
  tenantId: text,
  lifecycleEvent: text,
  /** The resource itself may be a filter over many people, so it does not tell who changed. */
  resourceData: z.object({ id: text }).nullish().catch(null),
  encryptedContent: encryptedContentSchema.nullish().catch(null),
});

const collectionSchema = z.object({
  value: arrayOf(Infinity),
  validationTokens: arrayOf(MOST_TOKENS).pipe(z.array(z.string())).nullish().catch(null),
});

/** An array whose items nothing has looked at yet. */
function arrayOf(most: number) {
  return z.custom<readonly unknown[]>((value) => Array.isArray(value) && value.length <= most);
}

interface Item {
  /** Lower case. */
  readonly subscriptionId: string;
  readonly clientState: string;
  /** Lower case; empty: not said. */
  readonly tenantId: string;
}

export interface ChangeItem extends Item {
  readonly kind: 'change';
  /** Object id of the person, lower case; null: only the encrypted content says it. */
  readonly person: string | null;
  readonly content: EncryptedContent | null;
}

export interface LifecycleItem extends Item {
  readonly kind: 'lifecycle';
  /** As it came, such as `reauthorizationRequired`. */
  readonly event: string;
}

export interface NotificationBatch {
  readonly items: readonly (ChangeItem | LifecycleItem)[];
  readonly validationTokens: readonly string[];
  /** Items that could not be read, or are too many to be. */
  readonly odd: number;
}

/** Null: no collection of notifications at all. */
export function readNotifications(body: string): NotificationBatch | null {
  const parsed = parseBody(body);
  const collection = collectionSchema.safeParse(parsed.kind === 'json' ? parsed.value : undefined);
  if (!collection.success) {
    return null;
  }
  const { value } = collection.data;
  const items = value.slice(0, MOST_ITEMS).map(readItem);
  const known = items.filter((item) => item !== null);
  return {
    items: known,
    validationTokens: collection.data.validationTokens ?? [],
    odd: value.length - known.length,
  };
}

function readItem(raw: unknown): ChangeItem | LifecycleItem | null {
  const parsed = itemSchema.safeParse(raw);
  if (!parsed.success) {
    return null;
  }
  const { subscriptionId, clientState, tenantId, lifecycleEvent, resourceData, encryptedContent } = parsed.data;
  const item = {
    subscriptionId: subscriptionId.toLowerCase(),
    clientState: clientState ?? '',
    tenantId: tenantId?.toLowerCase() ?? '',
  };
  if (lifecycleEvent) {
    return { ...item, kind: 'lifecycle', event: lifecycleEvent };
  }
  const person = resourceData?.id ? resourceData.id.toLowerCase() : null;
  const content = encryptedContent ?? null;
  return person === null && content === null ? null : { ...item, kind: 'change', person, content };
}
