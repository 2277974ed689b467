import { matchingSettings } from '@lamplight/admin-api';
import type { TenantId } from '@lamplight/domain';
import { LamplightError, type Logger } from '@lamplight/runtime';
import type { Actor, Store } from '@lamplight/store';
import { Matching } from '../matching/matching.ts';

const MATCHING: Actor = Object.freeze({ kind: 'gateway', id: 'directory-sync' });

/**
 * Matches lines to people anew, where the tenant has it automatic, as after an import. Never rejects: what could not be
 * matched now is after the next read. Who stops does not wait for the matchers.
 * @returns whether nothing is left to match
 */
export function matchAfter(
  tenantId: TenantId,
  store: Pick<Store, 'read' | 'change'>,
  logger: Logger,
): (signal: AbortSignal) => Promise<boolean> {
  const matching = new Matching();
  const run = async (): Promise<boolean> => {
    try {
      const kept = await store.read((view) => view.tenant(tenantId).settings.get('matching'));
      if (matchingSettings.parse(kept?.value ?? {}).automatic) {
        await matching.carryOut({
          read: (work) => store.read((view) => work(view.tenant(tenantId), view)),
          change: (work) => store.change(MATCHING, (change) => work(change.tenant(tenantId), change)),
        });
      }
      return true;
    } catch (failure) {
      const { reason, message } = LamplightError.from(failure);
      logger.warn({ tenant: tenantId, reason, problem: message }, 'matching after a change of the directory failed');
      return false;
    }
  };
  return async (signal) => {
    const { promise, resolve } = Promise.withResolvers<false>();
    const stop = (): void => resolve(false);
    signal.addEventListener('abort', stop, { once: true });
    const matched = signal.aborted ? false : await Promise.race([run(), promise]);
    signal.removeEventListener('abort', stop);
    return matched;
  };
}
