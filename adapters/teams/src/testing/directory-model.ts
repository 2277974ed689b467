/**
 * Graph's directory in memory, as its pages describe it: users and groups by delta in pages, links that are opaque, records
 * that name a part only or come twice, links that expire. Changes may happen between two pages.
 */
import type { GraphAnswer, GraphRequest, GraphRequests } from '../client.ts';
import { graphError } from '../graph-errors.ts';

export const GRAPH = 'https://graph.microsoft.com';

export type UserFields = Readonly<Record<string, unknown>>;

interface ModelGroup {
  displayName: string;
  readonly members: Set<string>;
}

interface Change {
  readonly of: 'user' | 'group';
  readonly id: string;
  /** Of a user: the fields that changed. */
  readonly fields: readonly string[];
  /** Of a group: the member that came or went. */
  readonly member: string | null;
}

export interface DirectoryModelOptions {
  readonly pageSize: number;
  /** Deltas name all that is set, or what changed only. Microsoft's pages say both. */
  readonly partial: boolean;
  /** Each record of a first read is named a second time later, with a part of it. */
  readonly twice: boolean;
}

export class DirectoryModel implements GraphRequests {
  readonly users = new Map<string, UserFields>();
  readonly groups = new Map<string, ModelGroup>();
  readonly asked: string[] = [];
  /** Called before each answer: the world goes on between two pages. */
  between: () => void = () => undefined;
  /** Answers in place of the model's own, first come first served. */
  readonly failures: GraphAnswer[] = [];
  readonly #options: DirectoryModelOptions;
  readonly #changes: Change[] = [];
  readonly #pages = new Map<string, () => unknown>();
  #links = 0;
  /** Links of deltas that were handed out before are gone. */
  #expiredBefore = 0;

  constructor(options: Partial<DirectoryModelOptions> = {}) {
    this.#options = { pageSize: 3, partial: true, twice: false, ...options };
  }

  put(id: string, fields: UserFields): void {
    const before = this.users.get(id);
    const changed = Object.keys(fields).filter((name) => before?.[name] !== fields[name]);
    this.users.set(id, { ...before, ...fields });
    const all = before === undefined ? Object.keys(fields) : changed;
    this.#changes.push({ of: 'user', id, fields: all, member: null });
  }

  remove(id: string): void {
    if (this.users.delete(id)) {
      this.#changes.push({ of: 'user', id, fields: [], member: null });
      for (const group of this.groups.keys()) {
        this.leaveGroup(group, id);
      }
    }
  }

  putGroup(id: string, displayName: string): void {
    this.groups.set(id, { displayName, members: this.groups.get(id)?.members ?? new Set() });
    this.#changes.push({ of: 'group', id, fields: [], member: null });
  }

  joinGroup(id: string, member: string): void {
    this.groups.get(id)?.members.add(member);
    this.#changes.push({ of: 'group', id, fields: [], member });
  }

  leaveGroup(id: string, member: string): void {
    if (this.groups.get(id)?.members.delete(member) === true) {
      this.#changes.push({ of: 'group', id, fields: [], member });
    }
  }

  /** Every link that was handed out is answered with 410 from now on. */
  expire(): void {
    this.#expiredBefore = this.#links;
  }

  async send({ operation, path }: GraphRequest): Promise<GraphAnswer> {
    this.asked.push(path);
    this.between();
    const failure = this.failures.shift();
    if (failure !== undefined) {
      return failure;
    }
    const found = this.#answer(path);
    return found.status === 200
      ? { kind: 'answer', status: 200, body: typeof found.body === 'string' ? found.body : JSON.stringify(found.body) }
      : {
          kind: 'failed',
          failure: graphError({
            operation,
            status: found.status,
            body: JSON.stringify({ error: found.body }),
            retryAfterMs: null,
          }),
        };
  }

  #answer(path: string): { readonly status: number; readonly body: unknown } {
    const link = /^https:.*\$(?:skip|delta)token=(\d+)$/.exec(path)?.[1];
    if (link !== undefined) {
      const page = Number(link) <= this.#expiredBefore ? undefined : this.#pages.get(link);
      return page === undefined ? { status: 410, body: { code: 'syncStateNotFound' } } : { status: 200, body: page() };
    }
    if (path === '/users/$count') {
      return { status: 200, body: String(this.users.size) };
    }
    if (path.startsWith('/users/delta')) {
      return { status: 200, body: this.#firstUsers() };
    }
    if (path.startsWith('/groups/delta')) {
      const ids = [...decodeURIComponent(path).matchAll(/id eq '([^']+)'/g)].flatMap(([, id]) => id ?? []);
      return { status: 200, body: this.#firstGroups(ids) };
    }
    if (path.startsWith('/users?')) {
      return { status: 200, body: this.#listed([...this.users.keys()]) };
    }
    const id = /^\/users\/([^?]+)/.exec(path)?.[1] ?? '';
    const user = this.users.get(id);
    return user === undefined
      ? { status: 404, body: { code: 'Request_ResourceNotFound', message: `Resource '${id}' does not exist` } }
      : { status: 200, body: { id, ...user } };
  }

  #listed(ids: readonly string[]): unknown {
    return this.#page(
      ids,
      (id) => (this.users.has(id) ? [{ id, ...this.users.get(id) }] : []),
      () => undefined,
    );
  }

  #firstUsers(): unknown {
    const since = this.#changes.length;
    const ids = [...this.users.keys()];
    const whole = ids.map((id) => ({ id, part: false }));
    const named = this.#options.twice ? [...whole, ...ids.map((id) => ({ id, part: true }))] : whole;
    const record = ({ id, part }: { readonly id: string; readonly part: boolean }): unknown[] => {
      const user = this.users.get(id);
      if (user === undefined) {
        return [{ id, '@removed': { reason: 'changed' } }];
      }
      return [part ? { id, displayName: user['displayName'] } : { id, ...user }];
    };
    return this.#page(named, record, () => this.#userChanges(since));
  }

  #userChanges(since: number): string {
    return this.#link('delta', 'users', () => {
      const until = this.#changes.length;
      const news = this.#changes.slice(since).filter((change) => change.of === 'user');
      const record = (change: Change): unknown[] => {
        const user = this.users.get(change.id);
        if (user === undefined) {
          return [{ id: change.id, '@removed': { reason: 'deleted' } }];
        }
        const fields = this.#options.partial ? change.fields : Object.keys(user);
        return [{ id: change.id, ...Object.fromEntries(fields.map((name) => [name, user[name] ?? null])) }];
      };
      return this.#page(news, record, () => this.#userChanges(until));
    });
  }

  #firstGroups(ids: readonly string[]): unknown {
    const since = this.#changes.length;
    const members = ids.flatMap((id) => {
      const group = this.groups.get(id);
      return group === undefined ? [] : [{ id, member: null }, ...[...group.members].map((member) => ({ id, member }))];
    });
    return this.#page(
      members,
      (each) => this.#groupRecord(each),
      () => this.#groupChanges(ids, since),
    );
  }

  #groupChanges(ids: readonly string[], since: number): string {
    return this.#link('delta', 'groups', () => {
      const until = this.#changes.length;
      const news = this.#changes.slice(since).filter(({ of, id }) => of === 'group' && ids.includes(id));
      return this.#page(
        news,
        (each) => this.#groupRecord(each),
        () => this.#groupChanges(ids, until),
      );
    });
  }

  #groupRecord({ id, member }: { readonly id: string; readonly member: string | null }): unknown[] {
    const group = this.groups.get(id);
    if (group === undefined) {
      return [{ id, '@removed': { reason: 'deleted' } }];
    }
    const { displayName, members } = group;
    const type = { '@odata.type': '#microsoft.graph.user' };
    const named =
      member === null
        ? {}
        : {
            'members@delta': [
              { ...type, id: member, ...(members.has(member) ? {} : { '@removed': { reason: 'deleted' } }) },
            ],
          };
    return [{ id, displayName, ...named }];
  }

  #page<Item>(items: readonly Item[], record: (item: Item) => unknown[], delta: () => string | undefined): unknown {
    const { pageSize } = this.#options;
    const value = items.slice(0, pageSize).flatMap(record);
    const rest = items.slice(pageSize);
    if (rest.length > 0) {
      return { value, '@odata.nextLink': this.#link('skip', 'users', () => this.#page(rest, record, delta)) };
    }
    return { value, '@odata.deltaLink': delta() };
  }

  #link(kind: 'skip' | 'delta', noun: string, page: () => unknown): string {
    this.#links += 1;
    this.#pages.set(String(this.#links), page);
    return `${GRAPH}/v1.0/${noun}/delta?$${kind}token=${this.#links}`;
  }
}
