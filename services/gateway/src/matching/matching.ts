/**
 * Matching of a tenant as it is kept. Everything is read from one snapshot and matched in a thread; what was found is
 * carried out in one change if the tenant is still as it was read, else all of it is done again within the change, which
 * nothing can overtake. One run at a time: each has its thread and its copy of the tenant.
 */
import type { MatchReport } from '@lamplight/admin-api';
import { LamplightError } from '@lamplight/runtime';
import type { StoreChange, StoreView, TenantChange, TenantView } from '@lamplight/store';
import { applyMatches } from './apply-matches.ts';
import { keptListOf } from './kept-list.ts';
import type { MatchSummary, NewList } from './match-messages.ts';
import { MatchThread } from './match-thread.ts';
import { type ReadInput, readMatchingInput } from './read-matching-input.ts';

/** Reads a tenant, from one snapshot. */
export type ReadTenant = <T>(work: (tenant: TenantView, view: StoreView) => Promise<T>) => Promise<T>;
/** Changes a tenant, in one transaction. */
export type ChangeTenant<T> = (work: (tenant: TenantChange, change: StoreChange) => Promise<T>) => Promise<T>;

export interface ListPreviewed {
  /** Null: something is wrong with the list. */
  readonly report: MatchReport | null;
  readonly list: NewList;
  /** Of the list that is kept: a change is made against it. */
  readonly revision: number;
}

export class Matching {
  #last: Promise<unknown> = Promise.resolve();

  /** What carrying it out would change. Changes nothing. */
  preview(read: ReadTenant): Promise<MatchReport> {
    return this.#withThread(async (thread) => {
      const input = await read((tenant, view) => readMatchingInput(tenant, view, thread));
      return reportOf(await match(thread, input), false);
    });
  }

  /** Bindings that matching made are as it finds them now. Bindings made by hand stay. */
  async carryOut({
    read,
    change,
  }: {
    readonly read: ReadTenant;
    readonly change: ChangeTenant<MatchReport>;
  }): Promise<MatchReport> {
    const overtaken = new LamplightError('request_conflict', 'the tenant was changed while it was matched');
    const found = await this.#withThread(async (thread) => {
      const input = await read((tenant, view) => readMatchingInput(tenant, view, thread));
      const report = reportOf(await match(thread, input), true);
      return change(async (tenant, view) => {
        if ((await view.tenants.revisionOf(tenant.id)) !== input.revision) {
          throw overtaken;
        }
        await applyMatches(tenant, thread);
        return report;
      }).catch((failure: unknown) => {
        if (failure === overtaken) {
          return undefined;
        }
        throw failure;
      });
    });
    return found ?? this.#carryOutWithin(change);
  }

  /**
   * What a list would change, and what matching would do with it. Changes nothing.
   * @throws LamplightError `revision_conflict`
   */
  previewList(bytes: Uint8Array, read: ReadTenant, ifRevision: number | null): Promise<ListPreviewed> {
    return this.#withThread(async (thread) => {
      const { input, revision } = await read(async (tenant, view) => ({
        input: await readMatchingInput(tenant, view, thread),
        revision: (await keptListOf(tenant)).revision,
      }));
      if (ifRevision !== null && ifRevision !== revision) {
        throw new LamplightError(
          'revision_conflict',
          `the list has revision ${revision}: expected ${ifRevision}; read it again and repeat the change`,
        );
      }
      const list = await thread.ask('newList', { bytes, caseSensitive: input.settings.caseSensitive });
      const report = list.problems.length > 0 ? null : reportOf(await match(thread, input), false);
      return { report, list, revision };
    });
  }

  #carryOutWithin(change: ChangeTenant<MatchReport>): Promise<MatchReport> {
    return this.#withThread((thread) =>
      change(async (tenant, view) => {
        const report = reportOf(await match(thread, await readMatchingInput(tenant, view, thread)), true);
        await applyMatches(tenant, thread);
        return report;
      }),
    );
  }

  async #withThread<T>(work: (thread: MatchThread) => Promise<T>): Promise<T> {
    const turn = this.#last.then(async () => {
      const thread = new MatchThread();
      try {
        return await work(thread);
      } finally {
        await thread.close();
      }
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

function match(thread: MatchThread, { numberPlans, settings }: ReadInput): Promise<MatchSummary> {
  const { matchers, list, caseSensitive } = settings;
  return thread.ask('match', { numberPlans, settings: { matchers, list, caseSensitive } });
}

function reportOf({ added, removed, problems, counts, ...summary }: MatchSummary, applied: boolean): MatchReport {
  return {
    ...summary,
    applied,
    added: [...added],
    removed: [...removed],
    counts: { ...counts },
    problems: [...problems],
  };
}
