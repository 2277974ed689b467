/**
 * `GET /users/delta` and `GET /groups/delta`. A first round gives everything there is, page by page; each later one what
 * has changed since. Source: Graph, "Use delta query to track changes in Microsoft Graph data", "Get incremental changes
 * for users", "… for groups", pages user-delta, group-delta: `$select` decides what is tracked, what was never set is
 * left out, `@removed` is `changed` for what can be restored and `deleted` for what cannot, members come as
 * `members@delta` in parts where they are many. `$filter` names objects by their ids.
 */
import type { Clock } from '@lamplight/runtime';
import type { Change } from '../directory/change-log.ts';
import type { Directory } from '../directory/directory.ts';
import type { Caller } from '../entra/access-tokens.ts';
import type { RoutedRequest } from '../http/simulator-request.ts';
import type { SwitchBoard } from '../switches/switch-board.ts';
import { filteredIds } from './delta-filter.ts';
import { type DeltaToken, gone, readToken, writeToken } from './delta-token.ts';
import { GraphError } from './graph-error.ts';
import { type GraphHandlers, graphJson } from './graph-handler.ts';
import { groupProperties, READ_GROUPS, renderGroup } from './group-properties.ts';
import { demandPermission, holdsAny } from './permissions.ts';
import { demandOptions, denied, READ_USERS, readableProperties, renderUser, selectedNames } from './user-properties.ts';

export interface DeltaParts {
  readonly clock: Clock;
  readonly directory: Directory;
  readonly switches: SwitchBoard;
}

type Item = Readonly<Record<string, unknown>>;

/** One page of a round: what goes on is either the rest of the round or the next one. */
interface Page {
  readonly items: readonly Item[];
  readonly next: Pick<DeltaToken, 'full' | 'rest'> | undefined;
  /** From which change on the next round tells. */
  readonly since: number;
}

const OPTIONS = ['$select', '$filter', '$skiptoken', '$deltatoken', '$expand'];

export function deltaCalls(parts: DeltaParts): GraphHandlers<'usersDelta' | 'groupsDelta'> {
  return {
    usersDelta: (_match, caller, request) => {
      if (!holdsAny(caller, READ_USERS)) {
        throw denied();
      }
      return graphJson(new DeltaRound(parts, 'users', caller, request).answer());
    },
    groupsDelta: (_match, caller, request) => {
      demandPermission(caller, READ_GROUPS, parts.switches.current);
      return graphJson(new DeltaRound(parts, 'groups', caller, request).answer());
    },
  };
}

/** One request of a round. */
class DeltaRound {
  readonly #parts: DeltaParts;
  readonly #resource: DeltaToken['resource'];
  readonly #caller: Caller;
  readonly #request: RoutedRequest;
  readonly #size: number;

  constructor(parts: DeltaParts, resource: DeltaToken['resource'], caller: Caller, request: RoutedRequest) {
    this.#parts = parts;
    this.#resource = resource;
    this.#caller = caller;
    this.#request = request;
    this.#size = Number(parts.switches.current.deltaPageSize);
  }

  answer(): unknown {
    demandOptions(this.#request, OPTIONS, `${this.#resource}/delta`);
    const { query } = this.#request;
    const text = query.get('$skiptoken') ?? query.get('$deltatoken') ?? '';
    const token = text === '' || text === 'latest' ? this.#firstToken() : this.#readToken(text);
    const page = text === 'latest' ? { items: [], next: undefined, since: token.since } : this.#page(token);
    return {
      '@odata.context': `https://graph.microsoft.com/v1.0/$metadata#${this.#resource}`,
      ...this.#link(token, page),
      value: page.items,
    };
  }

  #firstToken(): DeltaToken {
    const { clock, directory } = this.#parts;
    const expand = this.#request.query.get('$expand');
    const selected = selectedNames(this.#request);
    const select = expand === null ? selected : [...(selected ?? []), expand];
    return {
      resource: this.#resource,
      tenantId: this.#caller.tenantId,
      generation: directory.changes.generation,
      issuedAt: clock.now(),
      select: select === undefined ? undefined : [...select],
      ids: filteredIds(this.#request.query.get('$filter')),
      since: directory.changes.last,
      full: { after: '' },
    };
  }

  #readToken(text: string): DeltaToken {
    const { clock, directory, switches } = this.#parts;
    const context = {
      now: clock.now(),
      changes: directory.changes,
      switches: switches.current,
      request: this.#request,
    };
    return readToken(text, this.#resource, this.#caller.tenantId, context);
  }

  #link({ full: _full, rest: _rest, ...token }: DeltaToken, { next, since }: Page): Item {
    const isLast = next === undefined;
    // A link lives from when it was made: the last one of a round begins its seven days anew.
    const text = writeToken({ ...token, ...next, ...(isLast ? { since, issuedAt: this.#parts.clock.now() } : {}) });
    const base = `${this.#request.origin}/v1.0/${this.#resource}/delta`;
    return isLast
      ? { '@odata.deltaLink': `${base}?$deltatoken=${text}` }
      : { '@odata.nextLink': `${base}?$skiptoken=${text}` };
  }

  #page(token: DeltaToken): Page {
    if (token.full === undefined) {
      return this.#changes(token);
    }
    return this.#resource === 'users'
      ? this.#allUsers(token, token.full.after)
      : this.#allGroups(token, token.full.after);
  }

  #allUsers(token: DeltaToken, after: string): Page {
    const properties = this.#properties(token);
    const { people, last, isLast } = this.#parts.directory.page(token.tenantId, Number(after), this.#size);
    const tracked = people.filter(({ id }) => isTracked(token, id));
    const items = tracked.map((person) => withoutNulls(renderUser(person, properties)));
    return { items, next: isLast ? undefined : { full: { after: String(last) } }, since: token.since };
  }

  /** Groups by id, members by id within them, so many together on a page. */
  #allGroups(token: DeltaToken, after: string): Page {
    const properties = this.#properties(token);
    const [afterGroup = '', afterMember = ''] = after.split(' ');
    const groups = [...this.#parts.directory.groups.of(token.tenantId)]
      .filter(({ id }) => isTracked(token, id))
      .sort(byId);
    const items: Item[] = [];
    let left = this.#size;
    for (const group of groups.filter(({ id }) => id > afterGroup || (id === afterGroup && afterMember !== ''))) {
      if (left <= 0) {
        return { items, next: { full: { after: lastSeen(items) } }, since: token.since };
      }
      const members = tracksMembers(token)
        ? [...group.members].sort().filter((id) => group.id !== afterGroup || id > afterMember)
        : [];
      const shown = members.slice(0, left);
      left -= 1 + shown.length;
      const item = withoutNulls(renderGroup(group, properties));
      items.push(shown.length === 0 ? item : { ...item, 'members@delta': shown.map((id) => this.#member(id)) });
      if (shown.length < members.length) {
        return { items, next: { full: { after: `${group.id} ${shown.at(-1)}` } }, since: token.since };
      }
    }
    return { items, next: undefined, since: token.since };
  }

  #changes(token: DeltaToken): Page {
    const { changes } = this.#parts.directory;
    const upTo = token.rest?.upTo ?? changes.last;
    const all = changes.between(token.since, upTo);
    if (all === undefined) {
      throw gone(this.#parts.switches.current.deltaResetCode, this.#request, this.#resource);
    }
    const byObject = new Map<string, Change[]>();
    for (const change of all) {
      if (change.resource === this.#resource && change.tenantId === token.tenantId && isTracked(token, change.id)) {
        const known = byObject.get(change.id) ?? [];
        // By the last change: what has changed again goes to the end.
        byObject.delete(change.id);
        byObject.set(change.id, [...known, change]);
      }
    }
    const after = token.rest?.after ?? token.since;
    const waiting = [...byObject.entries()].filter(([, of]) => (of.at(-1)?.number ?? 0) > after);
    const here = waiting.slice(0, this.#size);
    const items = here.flatMap(([id, of]) => this.#changed(id, of, token));
    const last = here.at(-1)?.[1].at(-1)?.number ?? upTo;
    const next = here.length < waiting.length ? { rest: { after: last, upTo } } : undefined;
    return { items, next, since: upTo };
  }

  /** How an object stands after its changes; nothing when none of them is tracked. */
  #changed(id: string, changes: readonly Change[], token: DeltaToken): readonly Item[] {
    const { directory } = this.#parts;
    const deleted = changes.findLast(({ what }) => what.kind === 'deleted')?.what;
    const properties = this.#properties(token);
    const isNew = changes.some(({ what }) => what.kind === 'created');
    const touched = new Set(changes.flatMap(({ what }) => (what.kind === 'changed' ? what.properties : [])));
    const members = tracksMembers(token)
      ? changes.flatMap(({ what }) => (what.kind === 'member' ? [what.memberId] : []))
      : [];
    const group = this.#resource === 'groups' ? directory.groups.group(id) : undefined;
    const person = this.#resource === 'users' ? directory.person(id) : undefined;
    if (group === undefined && person === undefined) {
      const reason = deleted?.kind === 'deleted' && deleted.permanently ? 'deleted' : 'changed';
      return [{ id, '@removed': { reason } }];
    }
    const tracked = [...touched].some((name) => token.select === undefined || properties.includes(name));
    if (!isNew && !tracked && members.length === 0) {
      return [];
    }
    const all =
      group === undefined
        ? person === undefined
          ? {}
          : renderUser(person, properties)
        : renderGroup(group, properties);
    const isMinimal = /return=minimal/i.test(this.#request.headers['prefer'] ?? '');
    const item = Object.fromEntries(
      Object.entries(all).filter(
        ([name, value]) => name === 'id' || touched.has(name) || (value !== null && (isNew || !isMinimal)),
      ),
    );
    const inGroup = isNew ? [...(group?.members ?? [])] : [...new Set(members)];
    return [
      group === undefined || !tracksMembers(token) || inGroup.length === 0
        ? item
        : { ...item, 'members@delta': inGroup.map((member) => this.#member(member, group.members.has(member))) },
    ];
  }

  #member(id: string, isIn = true): Item {
    const type = this.#parts.directory.groups.group(id) === undefined ? 'user' : 'group';
    const item = { '@odata.type': `#microsoft.graph.${type}`, id };
    return isIn ? item : { ...item, '@removed': { reason: 'deleted' } };
  }

  /** The id is always among them. @throws GraphError 501 for a property that is not known */
  #properties({ select }: DeltaToken): readonly string[] {
    const asked = select?.filter((name) => name !== 'members');
    const named = asked === undefined || (asked.length === 0 && this.#resource === 'groups') ? undefined : asked;
    const properties =
      this.#resource === 'users' ? readableProperties(named, this.#caller) : groupProperties(named, 'delta');
    return properties.includes('id') ? properties : [...properties, 'id'];
  }
}

/** Without `$select`, or when it names them. */
function tracksMembers({ resource, select }: DeltaToken): boolean {
  return resource === 'groups' && (select === undefined || select.includes('members'));
}

/** Documented: a property that was never set is left out. */
function withoutNulls(item: Item): Item {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== null));
}

function lastSeen(items: readonly Item[]): string {
  const id = items.at(-1)?.['id'];
  if (typeof id !== 'string') {
    throw new GraphError(500, 'generalException', '');
  }
  return id;
}

function byId(left: { readonly id: string }, right: { readonly id: string }): number {
  return left.id < right.id ? -1 : 1;
}

function isTracked({ ids }: DeltaToken, id: string): boolean {
  return ids === undefined || ids.includes(id.toLowerCase());
}
