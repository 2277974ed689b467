/**
 * The audit as lines of JSON. Reads page by page, and only as fast as the caller takes them, so that a slow one costs the
 * memory of a page. At the end it waits for the next change of the tenant; an empty line now and then shows that both live.
 */
import type { TenantId } from '@lamplight/domain';
import type { Clock } from '@lamplight/runtime';
import type { Store } from '@lamplight/store';
import { auditBody } from './records.ts';

const PAGE = 200;
const HEARTBEAT_MS = 15_000;
const EVERYTHING = { entity: null, entityId: null, actorId: null, personId: null, from: null, to: null };

export interface AuditStreamOptions {
  readonly store: Pick<Store, 'read' | 'onCommitted'>;
  readonly clock: Clock;
  readonly tenantId: TenantId;
  /** Sequence of the last entry that the caller has. */
  readonly after: number;
  /** Wait for more at the end. */
  readonly follow: boolean;
  /** Aborted: the stream ends. */
  readonly signal: AbortSignal;
}

export async function* auditLines(options: AuditStreamOptions): AsyncGenerator<Uint8Array> {
  const { store, tenantId, follow, signal } = options;
  let after = options.after;
  const wake = new Wake(options);
  try {
    while (!signal.aborted) {
      wake.arm();
      const page = await store.read((view) => view.tenant(tenantId).audit.list(EVERYTHING, after, PAGE));
      if (page.entries.length > 0) {
        yield Buffer.from(page.entries.map((entry) => `${JSON.stringify(auditBody(entry))}\n`).join(''));
        after = page.entries.at(-1)?.sequence ?? after;
      }
      if (page.complete) {
        if (!follow) {
          return;
        }
        while ((await wake.wait()) === 'quiet') {
          yield Buffer.from('\n');
        }
      }
    }
  } finally {
    wake.stop();
  }
}

/** Remembers whether the tenant has changed since {@link Wake.arm}. */
class Wake {
  readonly #options: AuditStreamOptions;
  readonly #unlisten: () => void;
  #changed = Promise.withResolvers<'changed'>();

  constructor(options: AuditStreamOptions) {
    this.#options = options;
    this.#unlisten = options.store.onCommitted((tenants) => {
      if (tenants.has(options.tenantId)) {
        this.#changed.resolve('changed');
      }
    });
    options.signal.addEventListener('abort', this.#end, { once: true });
  }

  arm(): void {
    this.#changed = Promise.withResolvers();
    if (this.#options.signal.aborted) {
      this.#changed.resolve('changed');
    }
  }

  async wait(): Promise<'changed' | 'quiet'> {
    const quiet = Promise.withResolvers<'quiet'>();
    const timer = this.#options.clock.after(HEARTBEAT_MS, () => quiet.resolve('quiet'));
    const first = await Promise.race([this.#changed.promise, quiet.promise]);
    timer.cancel();
    return first;
  }

  stop(): void {
    this.#unlisten();
    this.#options.signal.removeEventListener('abort', this.#end);
  }

  readonly #end = (): void => this.#changed.resolve('changed');
}
