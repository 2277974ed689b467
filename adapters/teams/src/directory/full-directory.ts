/**
 * The directory with User.Read.All and GroupMember.Read.All: everybody once, then what changed, by delta.
 *
 * A delta says who changed, and not surely how they are (Graph's pages differ: all selected properties, or at least those
 * that changed; never those that were never set). So whoever changed is read, and what the delta says goes over it. Of
 * many changes at once everybody is read anew: that is cheaper than one request each. Members of groups are kept in
 * memory; after a restart groups are read from the beginning, and where they decide who is taken, people too.
 *
 * Nothing is held back for the end: pages go on as they come, and what comes twice is read again at the end. A cursor that
 * Graph has forgotten (410, seven days) leads to a read from the beginning, after which those who were not named are gone.
 */
import type { DirectoryOrigin, OriginPage } from '@lamplight/adapter-kit';
import type { Logger } from '@lamplight/runtime';
import type { TeamsConfig } from '../config.ts';
import { madeOf, readCursor } from './cursor.ts';
import { groupPages, type Judged, pagesOf } from './directory-pages.ts';
import type { DirectoryRequests, Got } from './directory-requests.ts';
import { changedOver, FULL_PROPERTIES, idOf, isRemoved, readUser } from './graph-user.ts';
import { type Membership, readGroupMembers } from './group-members.ts';
import { LeftOutCounts } from './left-out.ts';
import { failedPage, groupUnknown, isExpired, type Needed } from './read-failure.ts';
import { taken } from './who-is-taken.ts';

/** With more changes than that everybody is read anew: 1,000 people are some ten pages. */
const ALL_ABOVE = 500;
/** People of one page where they were read one by one. */
const PEOPLE_AT_ONCE = 100;

/** How reading people ended; null: it said so itself, or was stopped. */
type Outcome =
  | { readonly kind: 'read'; readonly link: string; readonly full: boolean; readonly people: readonly string[] | 'all' }
  | { readonly kind: 'from-the-beginning' }
  | null;

export class FullDirectory implements DirectoryOrigin {
  readonly refreshMs: number;
  readonly withoutNumbers = null;
  readonly #config: TeamsConfig;
  readonly #groupIds: readonly string[];
  readonly #requests: DirectoryRequests;
  readonly #logger: Logger;
  /** Of the last read that came to its end. */
  #membership: Membership | null = null;

  constructor(config: TeamsConfig, requests: DirectoryRequests, logger: Logger) {
    this.#config = config;
    this.#groupIds = [...new Set(config.directory.groups.map((id) => id.toLowerCase()))];
    this.#requests = requests;
    this.#logger = logger;
    this.refreshMs = config.directory.refresh;
  }

  goesOnFrom(cursor: string): boolean {
    return readCursor(cursor, madeOf(this.#config)) !== null;
  }

  async *read(cursor: string | null, signal: AbortSignal): AsyncGenerator<OriginPage, void> {
    const from = readCursor(cursor, madeOf(this.#config));
    const before = from !== null && this.#membership?.link === from.groups ? this.#membership : null;
    this.#membership = null;
    const groups = await this.#groups(before, signal);
    if (groups?.kind !== 'got') {
      if (groups?.kind === 'failed') {
        yield failedPage(groups.failure, 'GroupMember.Read.All');
      }
      if (groups !== null) {
        return;
      }
    }
    const membership = groups === null ? null : groups.value;
    const absent = this.#groupIds.filter((id) => membership?.groups.has(id) !== true);
    if (absent.length > 0) {
      yield groupUnknown(absent);
      return;
    }
    const leftOut = new LeftOutCounts();
    leftOut.add('group-in-group', nestedGroups(membership));
    const chosen = this.#config.directory.everybody ? null : membership;
    const goesOn = from !== null && (chosen === null || before !== null);
    let outcome = goesOn ? yield* this.#changes(from.users, before, chosen, leftOut, signal) : BEGIN;
    if (outcome?.kind === 'from-the-beginning') {
      outcome = yield* this.#everybody(chosen, leftOut, signal);
    }
    if (outcome?.kind !== 'read') {
      return;
    }
    if (membership !== null) {
      yield* groupPages(before, membership, outcome.people);
    }
    this.#membership = membership;
    const next = { made: madeOf(this.#config), users: outcome.link, groups: membership?.link ?? null };
    yield { kind: 'end', full: outcome.full, cursor: JSON.stringify(next) };
  }

  /** Null: none are wanted. */
  async #groups(before: Membership | null, signal: AbortSignal): Promise<Got<Membership> | null> {
    return this.#groupIds.length === 0 ? null : readGroupMembers(this.#requests, this.#groupIds, before, signal);
  }

  /** Everybody, page by page. */
  async *#everybody(
    chosen: Membership | null,
    leftOut: LeftOutCounts,
    signal: AbortSignal,
  ): AsyncGenerator<OriginPage, Outcome> {
    const total = await this.#requests.count(signal);
    const named = new Set<string>();
    /** Those named twice: how the last one says they are may be a part only. */
    const again = new Map<string, unknown>();
    let full = true;
    let path = `/users/delta?$select=${FULL_PROPERTIES}`;
    for (;;) {
      const got = await this.#requests.page(path, signal);
      if (got.kind !== 'got') {
        return yield* ended(got, 'User.Read.All');
      }
      const judged: Judged[] = [];
      for (const record of got.value.records) {
        const id = idOf(record);
        if (id !== null && (named.has(id) || isRemoved(record))) {
          again.set(id, record);
        } else {
          named.add(id ?? '');
          again.delete(id ?? '');
          judged.push(this.#judge(record, chosen, leftOut));
        }
      }
      full &&= !judged.some(({ kind }) => kind === 'nameless');
      // Nobody is gone by a first look: who was not named is found out by the end.
      yield* pagesOf(judged.filter(({ kind }) => kind !== 'gone' && kind !== 'left-out'));
      yield leftOut.page();
      yield { kind: 'progress', done: named.size, total: total === null ? null : Math.max(total, named.size) };
      if (got.value.next === null) {
        const stopped = yield* this.#oneByOne([...again], chosen, signal);
        const { delta } = got.value;
        return stopped ?? { kind: 'read', link: delta ?? path, full, people: 'all' };
      }
      path = got.value.next;
    }
  }

  /** What changed since, each person once. */
  async *#changes(
    link: string,
    before: Membership | null,
    chosen: Membership | null,
    leftOut: LeftOutCounts,
    signal: AbortSignal,
  ): AsyncGenerator<OriginPage, Outcome> {
    const changes = new Map<string, unknown>();
    let path = link;
    let next = link;
    for (let more = true; more; ) {
      const got = await this.#requests.page(path, signal);
      if (got.kind === 'failed' && isExpired(got.failure)) {
        this.#logger.info({ reason: got.failure.reason }, 'Graph has forgotten the cursor: everybody is read anew');
        return BEGIN;
      }
      if (got.kind !== 'got') {
        return yield* ended(got, 'User.Read.All');
      }
      for (const record of got.value.records) {
        const id = idOf(record);
        if (id !== null) {
          const earlier = isRemoved(record) || isRemoved(changes.get(id)) ? undefined : changes.get(id);
          changes.set(id, earlier === undefined ? record : changedOver(earlier, record));
        } else {
          leftOut.add('unreadable');
        }
      }
      more = got.value.next !== null;
      next = got.value.delta ?? next;
      path = got.value.next ?? path;
    }
    if (chosen !== null) {
      const members = everyMember(chosen);
      const were = everyMember(before);
      for (const id of members) {
        if (!were.has(id) && !changes.has(id)) {
          changes.set(id, { id });
        }
      }
      const gone = [...were].filter((id) => !members.has(id));
      if (gone.length > 0) {
        yield { kind: 'gone', anchors: gone };
      }
    }
    if (changes.size > ALL_ABOVE) {
      return BEGIN;
    }
    const concerned = [...changes].filter(([id]) => isMember(chosen, id));
    const stopped = yield* this.#oneByOne(concerned, chosen, signal);
    return stopped ?? { kind: 'read', link: next, full: false, people: concerned.map(([id]) => id) };
  }

  /** Reads those of whom only a part is known; what the part says goes over it. Null: all of them were read. */
  async *#oneByOne(
    changes: readonly (readonly [id: string, change: unknown])[],
    chosen: Membership | null,
    signal: AbortSignal,
  ): AsyncGenerator<OriginPage, Outcome | undefined> {
    const uncounted = new LeftOutCounts();
    let judged: Judged[] = [];
    for (const [id, change] of changes) {
      if (isRemoved(change)) {
        judged.push({ kind: 'gone', id });
      } else {
        const got = await this.#requests.one(`/users/${encodeURIComponent(id)}?$select=${FULL_PROPERTIES}`, signal);
        if (got.kind === 'got') {
          judged.push(this.#judge(changedOver(got.value, change), chosen, uncounted));
        } else if (got.kind === 'failed' && got.failure.reason === 'person_not_found') {
          judged.push({ kind: 'gone', id });
        } else {
          return yield* ended(got, 'User.Read.All');
        }
      }
      if (judged.length === PEOPLE_AT_ONCE) {
        yield* pagesOf(judged);
        judged = [];
      }
    }
    yield* pagesOf(judged);
    return undefined;
  }

  #judge(record: unknown, chosen: Membership | null, leftOut: LeftOutCounts): Judged {
    const read = readUser(record);
    if (read.kind === 'removed') {
      return { kind: 'gone', id: read.id };
    }
    if (read.kind === 'unreadable') {
      this.#logger.warn({ person: read.id, problem: read.problem }, 'a user of the directory cannot be understood');
      leftOut.add('unreadable');
      return read.id === null ? { kind: 'nameless' } : { kind: 'kept', id: read.id };
    }
    if (!isMember(chosen, read.user.id)) {
      return { kind: 'left-out', id: read.user.id };
    }
    const found = taken(read.user, this.#config.directory.also);
    if (found.kind === 'taken') {
      return { kind: 'person', person: found.person };
    }
    leftOut.add(found.reason);
    return { kind: 'left-out', id: read.user.id };
  }
}

const BEGIN: Outcome = Object.freeze({ kind: 'from-the-beginning' });

async function* ended(
  got: Exclude<Got<unknown>, { readonly kind: 'got' }>,
  needed: Needed,
): AsyncGenerator<OriginPage, null> {
  if (got.kind === 'failed') {
    yield failedPage(got.failure, needed);
  }
  return null;
}

function isMember(chosen: Membership | null, id: string): boolean {
  return chosen === null || [...chosen.groups.values()].some(({ members }) => members.has(id));
}

function everyMember(membership: Membership | null): ReadonlySet<string> {
  return new Set([...(membership?.groups.values() ?? [])].flatMap(({ members }) => [...members]));
}

function nestedGroups(membership: Membership | null): number {
  return [...(membership?.groups.values() ?? [])].reduce((sum, { nested }) => sum + nested.size, 0);
}
