import { LamplightError } from '@lamplight/runtime';
import {
  type GroupInput,
  groupChangesSchema,
  groupSchema,
  type PersonChangesInput,
  personChangesSchema,
} from '../control/control-input.ts';
import { readInput } from '../control/read-input.ts';
import type { Directory, Person } from './directory.ts';
import type { Group, GroupChanges } from './groups.ts';
import { assignedPlans } from './service-plans.ts';

/** `control.directory`: users that change, groups and who is in them, delta queries that have to start anew. */
export class DirectoryControl {
  readonly #directory: Directory;

  constructor(directory: Directory) {
    this.#directory = directory;
  }

  /** @param idOrName object id or user principal name. */
  changePerson(idOrName: string, input: PersonChangesInput): Person {
    const { plans, ...changes } = readInput(personChangesSchema, input, 'person');
    const ofPlans = plans === undefined ? {} : { assignedPlans: assignedPlans(plans) };
    return this.#directory.changePerson(this.#person(idOrName), { ...changes, ...ofPlans });
  }

  /** Of all tenants, with who is in them. */
  get groups(): readonly GroupWithMembers[] {
    return this.#directory.tenants.flatMap(({ id }) => this.#directory.groups.of(id).map(withMembers));
  }

  addGroup(input: GroupInput): GroupWithMembers {
    const { tenantId, members, ...group } = readInput(groupSchema, input, 'group');
    const tenant = tenantId === undefined ? this.#directory.tenants[0] : this.#directory.tenant(tenantId);
    if (tenant === undefined) {
      throw new LamplightError('request_target_unknown', `there is no tenant ${tenantId ?? ''}: create it first`);
    }
    const ids = members.map((member) => this.#member(member));
    return withMembers(this.#directory.groups.add({ ...group, tenantId: tenant.id, members: ids }));
  }

  changeGroup(id: string, changes: GroupChanges): GroupWithMembers {
    return withMembers(this.#directory.groups.change(id, readInput(groupChangesSchema, changes, 'group')));
  }

  removeGroup(id: string): void {
    this.#directory.groups.remove(id);
  }

  /** @param idOrName of a person, or the id of a group. */
  addMember(groupId: string, idOrName: string): void {
    this.#directory.groups.addMember(groupId, this.#member(idOrName));
  }

  removeMember(groupId: string, idOrName: string): void {
    this.#directory.groups.removeMember(groupId, this.#member(idOrName));
  }

  /** Every link of a delta query that was given out is answered 410 from now on. */
  resetDelta(): void {
    this.#directory.changes.reset();
  }

  #member(idOrName: string): string {
    return this.#directory.groups.group(idOrName)?.id ?? this.#person(idOrName);
  }

  #person(idOrName: string): string {
    const person = this.#directory.person(idOrName) ?? this.#directory.personByPrincipalName(idOrName);
    if (person === undefined) {
      throw new LamplightError('request_target_unknown', `there is no person ${idOrName}: create the person first`);
    }
    return person.id;
  }
}

export type GroupWithMembers = Omit<Group, 'members'> & { readonly members: readonly string[] };

function withMembers(group: Group): GroupWithMembers {
  return { ...group, members: [...group.members] };
}
