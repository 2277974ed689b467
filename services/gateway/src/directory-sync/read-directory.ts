/**
 * One read of a directory, from its first page to its last, into the store. Each page is kept as it comes, in small
 * changes: other changes go on between them, and a process that ends has lost nothing but the cursor. Who leaves is
 * decided at the end only, when everybody was named who is to be.
 */
import type { DirectoryOrigin, OriginPage, OriginPerson } from '@lamplight/adapter-kit';
import type { Health, SystemId } from '@lamplight/domain';
import { LamplightError, type Logger } from '@lamplight/runtime';
import type { BindingOrigin, TenantChange, TenantView } from '@lamplight/store';
import { applyLeavers, applyPeople, BY_HAND, broughtFor } from './apply-people.ts';
import { areHeld } from './leavers.ts';
import type { SyncState } from './sync-state.ts';

/** People of one change. */
const PEOPLE_AT_ONCE = 250;
const LEAVERS_AT_ONCE = 100;
const MEMBERS_AT_ONCE = 500;
const BINDINGS_PAGE = 1_000;
/** How somebody is bound to the account that a directory names. */
const OF_ACCOUNTS: readonly BindingOrigin[] = ['directory', ...BY_HAND];

/** What a read is made with. */
export interface ReadAround {
  readonly systemId: SystemId;
  readonly origin: DirectoryOrigin;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** Wall time in ms. */
  now(): number;
  change<T>(work: (tenant: TenantChange) => Promise<T>): Promise<T>;
  read<T>(work: (tenant: TenantView) => Promise<T>): Promise<T>;
  /** Called after the first change of people: a read that does not come to its end has changed them, too. */
  changed(): Promise<void>;
  /** Called as a read of everybody goes on; `total` null: not known. `taken`: those whom the store has taken in. */
  progress(far: { readonly done: number; readonly total: number | null }, taken: number): void;
}

export interface ReadCounts {
  created: number;
  updated: number;
  returned: number;
  same: number;
  left: number;
}

export type ReadResult =
  | { readonly kind: 'done'; readonly state: SyncState; readonly counts: ReadCounts }
  | { readonly kind: 'failed'; readonly health: Health; readonly retryAfterMs: number }
  | { readonly kind: 'stopped' };

/** @throws LamplightError what the store refuses */
export async function readDirectory(around: ReadAround, state: SyncState, whole: boolean): Promise<ReadResult> {
  const reading = new Reading(around, state);
  for await (const page of around.origin.read(whole ? null : state.cursor, around.signal)) {
    if (around.signal.aborted) {
      return { kind: 'stopped' };
    }
    if (page.kind === 'failed') {
      return page;
    }
    if (page.kind === 'end') {
      return reading.end(page.full, page.cursor);
    }
    await reading.take(page);
  }
  return { kind: 'stopped' };
}

class Reading {
  readonly #around: ReadAround;
  readonly #before: SyncState;
  readonly #named = new Set<string>();
  readonly #gone = new Set<string>();
  readonly #counts: ReadCounts = { created: 0, updated: 0, returned: 0, same: 0, left: 0 };
  #bound = 0;
  #groupsChanged = false;
  #groupsNamed = false;
  #toldOfChange = false;
  #leftOut: Readonly<Record<string, number>> = {};
  #unreadable = 0;
  #accountsTaken = 0;
  #groups: readonly string[];

  constructor(around: ReadAround, before: SyncState) {
    this.#around = around;
    this.#before = before;
    this.#groups = before.groups;
  }

  async take(page: Exclude<OriginPage, { readonly kind: 'end' | 'failed' }>): Promise<void> {
    await this.#put(page);
    await this.#tellOfChange();
  }

  async #put(page: Exclude<OriginPage, { readonly kind: 'end' | 'failed' }>): Promise<void> {
    switch (page.kind) {
      case 'people':
        for (let start = 0; start < page.people.length; start += PEOPLE_AT_ONCE) {
          await this.#people(page.people.slice(start, start + PEOPLE_AT_ONCE));
        }
        break;
      case 'kept':
        this.#name(page.anchors);
        break;
      case 'gone':
        for (const anchor of page.anchors) {
          this.#named.delete(anchor);
          this.#gone.add(anchor);
        }
        break;
      case 'groups':
        await this.#putGroups(page.groups);
        break;
      case 'members':
        await this.#changeMembers(page);
        break;
      case 'left-out':
        this.#leftOut = page.counts;
        break;
      case 'progress':
        this.#around.progress({ done: page.done, total: page.total }, this.#taken());
        break;
    }
  }

  async end(full: boolean, cursor: string): Promise<ReadResult> {
    const { now } = this.#around;
    if (full && !this.#groupsNamed && this.#groups.length > 0) {
      await this.#putGroups([]);
    }
    const { known, leaving } = await this.#leavers(full);
    const before = this.#before;
    const held = areHeld({ known, leaving: leaving.length, confirmed: before.confirmed });
    // Who is held is decided about by a read of everybody only.
    const undecided = !full && !held;
    if (!held) {
      await this.#leave(leaving);
    }
    const at = now();
    const since = before.held?.since ?? at;
    const { left } = this.#counts;
    const state: SyncState = {
      cursor,
      people: known - left,
      leftOut: full ? this.#allLeftOut() : before.leftOut,
      groups: [...this.#groups],
      lastSuccess: at,
      lastWhole: full ? at : before.lastWhole,
      wholeAsked: full ? 0 : before.wholeAsked,
      toMatch: before.toMatch || this.#changed(),
      held: held ? { leavers: leaving.length, of: known, since } : undecided ? before.held : null,
      confirmed: undecided ? before.confirmed : null,
    };
    return { kind: 'done', state, counts: this.#counts };
  }

  async #people(people: readonly OriginPerson[]): Promise<void> {
    const { systemId, logger } = this.#around;
    this.#name(people.map(({ anchor }) => anchor));
    try {
      const applied = await this.#around.change((tenant) => applyPeople(tenant, systemId, people));
      this.#counts.created += applied.created;
      this.#counts.updated += applied.updated;
      this.#counts.returned += applied.returned;
      this.#counts.same += applied.same;
      this.#bound += applied.bound;
      this.#accountsTaken += applied.accountTaken.length;
      await this.#tellOfChange();
      if (applied.accountTaken.length > 0) {
        logger.debug({ ids: applied.accountTaken }, 'accounts of the directory belong to others by hand');
      }
    } catch (failure) {
      const problem = LamplightError.from(failure);
      if (!OF_AN_ENTRY.includes(problem.reason)) {
        throw failure;
      }
      await this.#oneByOne(people, problem);
    }
  }

  /** One that the store refuses does not keep the others out. */
  async #oneByOne(people: readonly OriginPerson[], { reason, message }: LamplightError): Promise<void> {
    const [only] = people;
    if (only !== undefined && people.length === 1) {
      this.#unreadable += 1;
      const said = { person: only.anchor, reason, problem: message };
      this.#around.logger.warn(said, 'a person of the directory cannot be taken in');
      return;
    }
    for (const person of people) {
      await this.#people([person]);
    }
  }

  #changed(): boolean {
    const { created, updated, returned, left } = this.#counts;
    return created + updated + returned + left + this.#bound > 0 || this.#groupsChanged;
  }

  async #tellOfChange(): Promise<void> {
    if (this.#changed() && !this.#toldOfChange) {
      this.#toldOfChange = true;
      await this.#around.changed();
    }
  }

  #taken(): number {
    const { created, updated, returned, same } = this.#counts;
    return created + updated + returned + same;
  }

  async #putGroups(given: Extract<OriginPage, { readonly kind: 'groups' }>['groups']): Promise<void> {
    this.#groupsNamed = true;
    const ids = new Set(given.map(({ id }) => id));
    const gone = this.#groups.filter((id) => !ids.has(id));
    await this.#around.change(async ({ groups }) => {
      const standing = new Map((await groups.names()).map((group) => [group.id, group.displayName]));
      for (const { id, displayName } of given) {
        this.#groupsChanged ||= standing.get(id) !== displayName;
        await groups.put({ id, displayName }, null);
      }
      for (const id of gone.filter((each) => standing.has(each))) {
        this.#groupsChanged = true;
        await groups.remove(id, null);
      }
    });
    this.#groups = [...ids];
  }

  /** In small changes; of what is complete whoever is not named goes at the end. */
  async #changeMembers(page: Extract<OriginPage, { readonly kind: 'members' }>): Promise<void> {
    const { groupId: id, added, removed, complete } = page;
    const parts = Math.ceil(Math.max(added.length, removed.length) / MEMBERS_AT_ONCE);
    for (let part = 0; part < parts; part += 1) {
      const some = (all: readonly string[]) => all.slice(part * MEMBERS_AT_ONCE, (part + 1) * MEMBERS_AT_ONCE);
      const change = { added: some(added), removed: some(removed), removedPeople: [] };
      await this.#around.change(({ groups }) => groups.changeMembers(id, change));
    }
    if (complete) {
      await this.#removeOthers(id, new Set(added));
    }
  }

  async #removeOthers(id: string, named: ReadonlySet<string>): Promise<void> {
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<TenantView['groups']['membersByDirectory']>> = await this.#around.read(
        ({ groups }) => groups.membersByDirectory(id, { limit: MEMBERS_AT_ONCE, after }),
      );
      const others = page.items.filter(({ entraObjectId }) => entraObjectId === null || !named.has(entraObjectId));
      if (others.length > 0) {
        const change = { added: [], removed: [], removedPeople: others.map(({ personId }) => personId) };
        await this.#around.change(({ groups }) => groups.changeMembers(id, change));
      }
      after = page.next;
    } while (after !== null && !this.#around.signal.aborted);
  }

  /**
   * Who is here by this directory, and those of them who would leave. Of accounts that were bound by hand only those are
   * counted who would leave.
   */
  async #leavers(full: boolean): Promise<{ readonly known: number; readonly leaving: readonly string[] }> {
    const leaving: string[] = [];
    let known = 0;
    let after: string | null = null;
    if (!full && this.#gone.size === 0 && this.#bound === 0) {
      return { known: this.#before.people, leaving };
    }
    do {
      const page: Awaited<ReturnType<TenantView['bindings']['list']>> = await this.#around.read(({ bindings }) =>
        bindings.list({ systemId: this.#around.systemId, origins: OF_ACCOUNTS }, { limit: BINDINGS_PAGE, after }),
      );
      for (const { address, origin } of page.items) {
        const anchor = address.toLowerCase();
        const leaves = this.#gone.has(anchor) || (full && !this.#named.has(anchor));
        const settled = origin !== 'directory';
        if (settled && !(leaves && (await this.#around.read((tenant) => broughtFor(tenant, anchor))) !== undefined)) {
          continue;
        }
        known += 1;
        if (leaves) {
          leaving.push(anchor);
        }
      }
      after = page.next;
    } while (after !== null && !this.#around.signal.aborted);
    return { known, leaving };
  }

  async #leave(anchors: readonly string[]): Promise<void> {
    const { systemId } = this.#around;
    for (let start = 0; start < anchors.length; start += LEAVERS_AT_ONCE) {
      const some = anchors.slice(start, start + LEAVERS_AT_ONCE);
      this.#counts.left += await this.#around.change((tenant) => applyLeavers(tenant, systemId, some));
      await this.#tellOfChange();
    }
  }

  #name(anchors: readonly string[]): void {
    for (const anchor of anchors) {
      this.#named.add(anchor);
      this.#gone.delete(anchor);
    }
  }

  #allLeftOut(): Readonly<Record<string, number>> {
    const own = {
      unreadable: (this.#leftOut['unreadable'] ?? 0) + this.#unreadable,
      'account-taken': this.#accountsTaken,
    };
    const all = Object.entries({ ...this.#leftOut, ...own });
    return Object.fromEntries(all.filter(([, count]) => count > 0));
  }
}

/** What one entry of many may cause. */
const OF_AN_ENTRY: readonly string[] = ['request_invalid', 'request_conflict'];
