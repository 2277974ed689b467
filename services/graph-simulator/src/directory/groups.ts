import { LamplightError, type Random } from '@lamplight/runtime';
import type { ChangeLog } from './change-log.ts';

/** A group of a tenant, as `/groups` of Graph shows it, and who is in it. */
export interface Group {
  /** The object id, in lower case. */
  readonly id: string;
  readonly tenantId: string;
  readonly displayName: string;
  readonly description: string | null;
  readonly mail: string | null;
  readonly mailNickname: string;
  readonly mailEnabled: boolean;
  readonly securityEnabled: boolean;
  /** `Unified` for a Microsoft 365 group. */
  readonly groupTypes: readonly string[];
  /** Object ids of users and groups. */
  readonly members: ReadonlySet<string>;
}

type Proposed<T> = { readonly [Key in keyof T]?: T[Key] | undefined };
export type NewGroup = Proposed<Omit<Group, 'members' | 'tenantId'>> &
  Pick<Group, 'displayName' | 'tenantId'> & { readonly members?: readonly string[] | undefined };
export type GroupChanges = Proposed<Omit<Group, 'id' | 'tenantId' | 'members'>>;

/** The groups of all tenants. Each change gives a new frozen {@link Group}. */
export class Groups {
  readonly #random: Random;
  readonly #changes: ChangeLog;
  readonly #groups = new Map<string, Group>();

  constructor(random: Random, changes: ChangeLog) {
    this.#random = random;
    this.#changes = changes;
  }

  /** @throws LamplightError `request_conflict` when the id is taken. */
  add(input: NewGroup): Group {
    const id = (input.id ?? this.#random.uuid()).toLowerCase();
    if (this.#groups.has(id)) {
      throw new LamplightError('request_conflict', `a group with id ${id} exists already: choose another`);
    }
    const group: Group = Object.freeze({
      id,
      tenantId: input.tenantId,
      displayName: input.displayName,
      description: input.description ?? null,
      mail: input.mail ?? null,
      mailNickname: input.mailNickname ?? id.slice(0, 8),
      mailEnabled: input.mailEnabled ?? false,
      securityEnabled: input.securityEnabled ?? true,
      groupTypes: input.groupTypes ?? [],
      members: new Set(input.members?.map((member) => member.toLowerCase())),
    });
    this.#groups.set(id, group);
    this.#log(group, { kind: 'created' });
    return group;
  }

  group(id: string): Group | undefined {
    return this.#groups.get(id.toLowerCase());
  }

  /** In the order in which they were added. */
  of(tenantId: string): readonly Group[] {
    return [...this.#groups.values()].filter((group) => group.tenantId === tenantId);
  }

  change(id: string, changes: GroupChanges): Group {
    const group = this.#demand(id);
    const given = Object.entries(changes).filter(([, value]) => value !== undefined);
    const changed = Object.freeze({ ...group, ...Object.fromEntries(given) });
    this.#groups.set(group.id, changed);
    this.#log(changed, { kind: 'changed', properties: given.map(([name]) => name) });
    return changed;
  }

  remove(id: string): void {
    const group = this.#demand(id);
    this.#groups.delete(group.id);
    // Security groups are gone for good; it makes no difference to who reads the answer.
    this.#log(group, { kind: 'deleted', permanently: group.groupTypes.length === 0 });
  }

  /** Adds somebody, a user or a group; false when they are in it already. */
  addMember(id: string, memberId: string): boolean {
    const group = this.#demand(id);
    const member = memberId.toLowerCase();
    return !group.members.has(member) && this.#members(group, member, new Set(group.members).add(member));
  }

  /** False when they are not in it. */
  removeMember(id: string, memberId: string): boolean {
    const group = this.#demand(id);
    const member = memberId.toLowerCase();
    const members = new Set(group.members);
    return members.delete(member) && this.#members(group, member, members);
  }

  /** Takes somebody out of every group: their account is gone. */
  forget(memberId: string): void {
    for (const group of this.#groups.values()) {
      this.removeMember(group.id, memberId);
    }
  }

  #members(group: Group, memberId: string, members: ReadonlySet<string>): boolean {
    this.#groups.set(group.id, Object.freeze({ ...group, members }));
    this.#log(group, { kind: 'member', memberId });
    return true;
  }

  #demand(id: string): Group {
    const group = this.group(id);
    if (group === undefined) {
      throw new LamplightError('request_target_unknown', `there is no group ${id}: create it first`);
    }
    return group;
  }

  #log({ id, tenantId }: Group, what: Parameters<ChangeLog['add']>[0]['what']): void {
    this.#changes.add({ tenantId, resource: 'groups', id, what });
  }
}
