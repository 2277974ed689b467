import { groupChangesSchema, groupSchema, personChangesSchema } from '../control/control-input.ts';
import type { ControlRoute } from '../control/control-route.ts';
import { readInput } from '../control/read-input.ts';

/** The calls of the control API about the directory. */
export const DIRECTORY_ROUTES: readonly ControlRoute[] = [
  {
    method: 'PATCH',
    path: 'people/*',
    help: 'Change properties of a person: {displayName?, userPrincipalName?, department?, accountEnabled?, plans?, …}',
    answer: (control, { ids, body }) =>
      control.directory.changePerson(ids[0] ?? '', readInput(personChangesSchema, body, 'body')),
  },
  {
    method: 'GET',
    path: 'groups',
    help: 'All groups, with the ids of who is in them',
    answer: (control) => control.directory.groups,
  },
  {
    method: 'POST',
    path: 'groups',
    help: 'Create a group: {displayName, id?, tenantId?, description?, mail?, groupTypes?, members?: [id or name]}',
    answer: (control, { body }) => control.directory.addGroup(readInput(groupSchema, body, 'body')),
  },
  {
    method: 'PATCH',
    path: 'groups/*',
    help: 'Change properties of a group: {displayName?, description?, mail?}',
    answer: (control, { ids, body }) =>
      control.directory.changeGroup(ids[0] ?? '', readInput(groupChangesSchema, body, 'body')),
  },
  {
    method: 'DELETE',
    path: 'groups/*',
    help: 'Remove a group',
    answer: (control, { ids }) => control.directory.removeGroup(ids[0] ?? ''),
  },
  {
    method: 'PUT',
    path: 'groups/*/members/*',
    help: 'Add a person or a group to a group',
    answer: (control, { ids }) => control.directory.addMember(ids[0] ?? '', ids[1] ?? ''),
  },
  {
    method: 'DELETE',
    path: 'groups/*/members/*',
    help: 'Take a person or a group out of a group',
    answer: (control, { ids }) => control.directory.removeMember(ids[0] ?? '', ids[1] ?? ''),
  },
  {
    method: 'POST',
    path: 'delta/reset',
    help: 'Forget the state of every delta query: its links are answered 410',
    answer: (control) => {
      control.directory.resetDelta();
      return {};
    },
  },
];
