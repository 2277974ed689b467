/**
 * One writer per Entra tenant and application. Graph keeps one session per application and person and names no author,
 * so a second writer would clear what the first one set, and each would take the other's writes for Teams calls. Who has
 * the right is decided by whoever can see all that share it: the process, or processes over one store.
 *
 * Between installations that share nothing it cannot be decided, only noticed (`writer-conflict.ts`).
 */
import type { Health } from '@lamplight/domain';

/** What is written with. Both in lower case. */
export interface WriterKey {
  /**
   * The directory (tenant) id, or the domain that stands in its place in the configuration: a system that names the id
   * and one that names a domain of the same directory are not recognised as one.
   */
  readonly entraTenantId: string;
  readonly clientId: string;
}

export type WriterStanding =
  /** Not known yet, or not any more: nothing is written. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'ours' }
  /** Another one writes. `holder`: who, for people. */
  | { readonly kind: 'taken'; readonly holder: string };

export interface WriterClaim {
  /** Whether the right is ours at this instant. A process that was suspended finds out by it before it is told. */
  isHeld(): boolean;
  /** Gives the right back, or stops waiting for it; nothing is told any more. Resolves when others may have it. Never rejects. */
  release(): Promise<void>;
}

export interface WriterRights {
  /**
   * Asks to write, until released: who came first writes, the next one follows when it ends. `changed` is told every
   * change of the standing, never before this returns; it begins as `unknown`.
   */
  claim(key: WriterKey, changed: (standing: WriterStanding) => void): WriterClaim;
  /** How long ago the right was last given back here; ms, null: it was not. Sessions of then may still stand. */
  releasedAgoMs(key: WriterKey): number | null;
}

export function writerKeyOf({
  tenantId,
  clientId,
}: {
  readonly tenantId: string;
  readonly clientId: string;
}): WriterKey {
  return { entraTenantId: tenantId.toLowerCase(), clientId: clientId.toLowerCase() };
}

/** What health says while another one writes; null: nothing. */
export function writerHealth(standing: WriterStanding, { entraTenantId, clientId }: WriterKey): Health | null {
  if (standing.kind !== 'taken') {
    return null;
  }
  const { holder } = standing;
  return {
    state: 'action-needed',
    reason: 'writer_exists',
    message: `${holder} already writes to the Entra tenant ${entraTenantId} as the application ${clientId}: nothing is written here, reading goes on`,
    remedy: `remove one of the two systems, set readOnly on one of them, or give one of them an app registration of its own; this one takes over when ${holder} ends`,
    details: { holder, entraTenant: entraTenantId, clientId },
  };
}

/** What health says while it cannot be found out who writes. */
export function writerUnknownHealth({ entraTenantId, clientId }: WriterKey): Health {
  return {
    state: 'degraded',
    reason: 'writer_unknown',
    message: `it cannot be found out whether another one writes to the Entra tenant ${entraTenantId} as the application ${clientId}: nothing is written here, reading goes on`,
    remedy:
      'check that the store of the gateway can be reached and written to (the log says why it cannot); writing begins by itself',
    details: { entraTenant: entraTenantId, clientId },
  };
}
