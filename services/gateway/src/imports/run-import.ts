/**
 * An import is one change: all of it or nothing, whenever the process dies, and the job says which with the same
 * transaction. The price is that other changes wait while it is made; reads do not. A preview makes the same change and
 * takes it back, so that it cannot tell anything else than what then happens.
 */
import { matchingSettings } from '@lamplight/admin-api';
import type { TenantId } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import type { Actor, Json, Store, TenantChange } from '@lamplight/store';
import type { Matching } from '../matching/matching.ts';
import { type CheckedImport, entriesOf } from './check-entries.ts';
import type { ImportCounts, ImportKind } from './import-kind.ts';
import type { JobWork } from './running-jobs.ts';

/** Entries that are taken before the event loop gets its turn. */
const CHUNK = 250;

const MATCHING_CUT_OFF: Json = {
  reason: 'stopped',
  message: 'the gateway was stopped before matching was done: run it',
};

export interface ImportSurroundings {
  readonly store: Store;
  readonly matching: Pick<Matching, 'carryOut'>;
  /** Resolves once everything committed before is in force. */
  inForce(): Promise<void>;
}

export interface ImportOrder<Entry> {
  readonly tenantId: TenantId;
  readonly jobId: string;
  readonly actor: Actor;
  readonly kind: ImportKind<Entry>;
  readonly checked: CheckedImport;
  readonly dryRun: boolean;
}

export function importWork<Entry>(around: ImportSurroundings, order: ImportOrder<Entry>): JobWork {
  const { tenantId, jobId } = order;
  return { tenantId, jobId, run: (progress, signal) => runImport(around, order, progress, signal) };
}

/** What a job says whose import was refused. */
export function refusal<Entry>({ noun }: ImportKind<Entry>, { problems }: CheckedImport): Json {
  const counted = problems.count === 1 ? '1 problem' : `${problems.count} problems`;
  const count = problems.full ? `${counted} or more` : counted;
  return {
    outcome: 'refused',
    message: `no ${noun} were taken, since the file has ${count}: correct them and import again`,
    problemCount: problems.count,
    problems: problems.toJson(),
  };
}

async function runImport<Entry>(
  around: ImportSurroundings,
  order: ImportOrder<Entry>,
  progress: (done: number) => void,
  signal: AbortSignal,
): Promise<Json> {
  const { store, inForce } = around;
  const { tenantId, jobId, actor, kind, checked, dryRun } = order;
  const takenBack = new LamplightError('stopped', 'a preview was taken back');
  let previewed: ImportCounts | undefined;
  const taken = await store
    .change(actor, async (change) => {
      const tenant = change.tenant(tenantId);
      const counts = await takeAll(tenant, kind, checked, progress, signal);
      if (dryRun) {
        previewed = counts;
        throw takenBack;
      }
      await tenant.jobs.progress(jobId, { done: checked.total, result: resultOf(kind, 'taken', counts) });
      return counts;
    })
    .catch((failure: unknown) => {
      if (failure === takenBack && previewed !== undefined) {
        return previewed;
      }
      throw failure;
    });
  const result = resultOf(kind, dryRun ? 'previewed' : 'taken', taken);
  if (dryRun) {
    return result;
  }
  const matching = await orStopped(matchAfter(around, order), signal, MATCHING_CUT_OFF);
  await orStopped(inForce(), signal, undefined);
  return matching === undefined ? result : { ...result, matching };
}

async function takeAll<Entry>(
  tenant: TenantChange,
  kind: ImportKind<Entry>,
  { bytes }: CheckedImport,
  progress: (done: number) => void,
  signal: AbortSignal,
): Promise<ImportCounts> {
  const counts = { created: 0, updated: 0, returned: 0, same: 0 };
  let done = 0;
  for await (const entries of inChunks(entriesOf(bytes, kind))) {
    signal.throwIfAborted();
    const { created, updated, returned, same } = await kind.take(tenant, entries);
    counts.created += created;
    counts.updated += updated;
    counts.returned += returned;
    counts.same += same;
    done += entries.length;
    progress(done);
  }
  return counts;
}

async function* inChunks<Entry>(entries: AsyncIterable<Entry>): AsyncGenerator<readonly Entry[]> {
  let chunk: Entry[] = [];
  for await (const entry of entries) {
    chunk.push(entry);
    if (chunk.length === CHUNK) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) {
    yield chunk;
  }
}

function resultOf<Entry>({ noun }: ImportKind<Entry>, outcome: 'taken' | 'previewed', counts: ImportCounts) {
  const { created, updated, returned, same } = counts;
  const total = created + updated + returned + same;
  const words = `${total} ${noun}: ${created} created, ${updated} updated, ${returned} returned, ${same} the same`;
  return { outcome, message: outcome === 'taken' ? words : `${words}; nothing was changed`, ...counts };
}

/** The import stands whatever matching does: it may be run again at any time. */
async function matchAfter<Entry>(
  { store, matching }: ImportSurroundings,
  { tenantId, actor }: ImportOrder<Entry>,
): Promise<Json | undefined> {
  const kept = await store.read((view) => view.tenant(tenantId).settings.get('matching'));
  if (!matchingSettings.parse(kept?.value ?? {}).automatic) {
    return undefined;
  }
  try {
    const { matched, counts } = await matching.carryOut({
      read: (work) => store.read((view) => work(view.tenant(tenantId), view)),
      change: (work) => store.change(actor, (change) => work(change.tenant(tenantId), change)),
    });
    return { matched, ...counts };
  } catch (failure) {
    const { reason, message } = LamplightError.from(failure);
    return { reason, message: `matching failed (${message}): run it` };
  }
}

/** A gateway that stops waits neither for the matchers nor for what will not come into force any more. */
async function orStopped<T>(work: Promise<T>, signal: AbortSignal, stopped: T): Promise<T> {
  const { promise, resolve } = Promise.withResolvers<T>();
  signal.addEventListener('abort', () => resolve(stopped), { once: true });
  if (signal.aborted) {
    resolve(stopped);
  }
  return Promise.race([promise, work]);
}
