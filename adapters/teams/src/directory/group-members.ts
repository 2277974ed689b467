/**
 * Members of the chosen groups by `/groups/delta`, which names members bit by bit: a group may stand on many pages, each
 * with some of them. What is read is a membership that says all of it, so that whoever asks need not put pages together.
 * Members of groups within groups are not named by it; they are counted. Sources: Graph, group: delta; Get incremental
 * changes for groups.
 */
import type { OriginGroup } from '@lamplight/adapter-kit';
import { z } from 'zod';
import type { DirectoryPage, DirectoryRequests, Got } from './directory-requests.ts';
import { isRemoved } from './graph-user.ts';
import { isExpired } from './read-failure.ts';

export interface GroupMembers extends OriginGroup {
  readonly members: ReadonlySet<string>;
  /** Groups among them, whose members are not taken. */
  readonly nested: ReadonlySet<string>;
}

export interface Membership {
  /** By object id, lower case. */
  readonly groups: ReadonlyMap<string, GroupMembers>;
  /** Where changes are asked for. */
  readonly link: string;
}

interface Growing {
  displayName: string;
  readonly members: Set<string>;
  readonly nested: Set<string>;
}

const groupRecord = z.object({
  id: z.string().min(1),
  displayName: z.string().nullish(),
  'members@delta': z.array(z.unknown()).nullish(),
});
const memberRecord = z.object({ id: z.string().min(1), '@odata.type': z.string().nullish() });

/**
 * @param before what was read last; null: from the beginning
 * @param ids of the groups
 */
export async function readGroupMembers(
  requests: DirectoryRequests,
  ids: readonly string[],
  before: Membership | null,
  signal: AbortSignal,
): Promise<Got<Membership>> {
  const groups = new Map<string, Growing>();
  for (const [id, { displayName, members, nested }] of before?.groups ?? []) {
    groups.set(id, { displayName, members: new Set(members), nested: new Set(nested) });
  }
  let path = before?.link ?? beginning(ids);
  for (;;) {
    const got: Got<DirectoryPage> = await requests.page(path, signal);
    if (got.kind === 'failed' && before !== null && isExpired(got.failure)) {
      return readGroupMembers(requests, ids, null, signal);
    }
    if (got.kind !== 'got') {
      return got;
    }
    for (const record of got.value.records) {
      enter(groups, record);
    }
    const { next, delta } = got.value;
    if (next === null) {
      return { kind: 'got', value: { groups: named(groups), link: delta ?? beginning(ids) } };
    }
    path = next;
  }
}

function beginning(ids: readonly string[]): string {
  const filter = ids.map((id) => `id eq '${id}'`).join(' or ');
  return `/groups/delta?$select=displayName,members&$filter=${encodeURIComponent(filter)}`;
}

function enter(groups: Map<string, Growing>, record: unknown): void {
  const parsed = groupRecord.safeParse(record);
  if (!parsed.success) {
    return;
  }
  const id = parsed.data.id.toLowerCase();
  if (isRemoved(record)) {
    groups.delete(id);
    return;
  }
  const group: Growing = groups.get(id) ?? { displayName: '', members: new Set(), nested: new Set() };
  group.displayName = parsed.data.displayName ?? group.displayName;
  for (const each of parsed.data['members@delta'] ?? []) {
    enterMember(group, each);
  }
  groups.set(id, group);
}

function enterMember(group: Growing, record: unknown): void {
  const parsed = memberRecord.safeParse(record);
  if (!parsed.success) {
    return;
  }
  const type = parsed.data['@odata.type']?.toLowerCase() ?? '#microsoft.graph.user';
  const members =
    type === '#microsoft.graph.user' ? group.members : type === '#microsoft.graph.group' ? group.nested : undefined;
  const id = parsed.data.id.toLowerCase();
  if (isRemoved(record)) {
    members?.delete(id);
  } else {
    members?.add(id);
  }
}

function named(groups: ReadonlyMap<string, Growing>): Membership['groups'] {
  return new Map(
    [...groups].map(([id, { displayName, members, nested }]) => [
      id,
      { id, displayName: displayName === '' ? id : displayName, members, nested },
    ]),
  );
}
