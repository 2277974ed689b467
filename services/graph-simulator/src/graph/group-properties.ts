import type { Group } from '../directory/groups.ts';
import { notServed } from './graph-error.ts';
import type { Permissions } from './permissions.ts';

const PROPERTIES: readonly string[] = [
  'id',
  'displayName',
  'description',
  'mail',
  'mailNickname',
  'mailEnabled',
  'securityEnabled',
  'groupTypes',
];

/** Source: Graph pages group-list, group-list-members, group-delta: the least privileged, and Directory.Read.All. */
export const READ_GROUPS: Permissions = {
  application: ['GroupMember.Read.All', 'Directory.Read.All'],
  delegated: ['GroupMember.Read.All', 'Directory.Read.All'],
};

/** The properties that `$select` names, or all that are served. @throws GraphError 501 for another one */
export function groupProperties(asked: readonly string[] | undefined, where: string): readonly string[] {
  const unknown = asked?.find((name) => !PROPERTIES.includes(name));
  if (unknown !== undefined) {
    throw notServed(`the property ${unknown} of groups (${where})`);
  }
  return asked ?? PROPERTIES;
}

export function renderGroup(group: Group, properties: readonly string[]): Readonly<Record<string, unknown>> {
  const all: Readonly<Record<string, unknown>> = { ...group };
  return Object.fromEntries(properties.map((name) => [name, all[name]]));
}
