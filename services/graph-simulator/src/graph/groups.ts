/**
 * `GET /groups`, `GET /groups/{id}` and who is in them. Source: Graph pages group-list, group-get, group-list-members,
 * group-list-transitivemembers; what a member shows to an app that may not read users: "Limited information returned for
 * inaccessible member objects" (the type and the id, everything else null).
 */
import type { Directory } from '../directory/directory.ts';
import type { Group } from '../directory/groups.ts';
import type { Caller } from '../entra/access-tokens.ts';
import type { RoutedRequest } from '../http/simulator-request.ts';
import type { SwitchBoard } from '../switches/switch-board.ts';
import { resourceNotFound } from './graph-error.ts';
import { type GraphHandlers, graphJson } from './graph-handler.ts';
import type { GraphMatch } from './graph-routes.ts';
import { groupProperties, READ_GROUPS, renderGroup } from './group-properties.ts';
import { pageOf } from './paging.ts';
import { demandPermission, holdsAny } from './permissions.ts';
import { demandOptions, READ_USERS, readableProperties, renderUser, selectedNames } from './user-properties.ts';

export interface GroupParts {
  readonly directory: Directory;
  readonly switches: SwitchBoard;
}

type GroupCallName = 'listGroups' | 'getGroup' | 'listMembers' | 'listTransitiveMembers';

const LIST_OPTIONS = ['$select', '$top', '$skiptoken'];

export function groupCalls({ directory, switches }: GroupParts): GraphHandlers<GroupCallName> {
  const demand = (caller: Caller): void => demandPermission(caller, READ_GROUPS, switches.current);
  const group = ({ id }: GraphMatch, caller: Caller): Group => {
    const found = directory.groups.group(id);
    if (found === undefined || found.tenantId !== caller.tenantId) {
      throw resourceNotFound(id);
    }
    return found;
  };
  return {
    listGroups: (_match, caller, request) => {
      demandOptions(request, LIST_OPTIONS, 'groups');
      demand(caller);
      const properties = groupProperties(selectedNames(request), 'list');
      const { items, link } = pageOf(directory.groups.of(caller.tenantId), request, ({ id }) => id);
      return graphJson({
        '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#groups',
        ...link,
        value: items.map((item) => renderGroup(item, properties)),
      });
    },
    getGroup: (match, caller, request) => {
      demandOptions(request, ['$select'], 'a group');
      demand(caller);
      const properties = groupProperties(selectedNames(request), 'get');
      return graphJson({
        '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#groups/$entity',
        ...renderGroup(group(match, caller), properties),
      });
    },
    listMembers: (match, caller, request) => {
      demandOptions(request, LIST_OPTIONS, 'members');
      demand(caller);
      return graphJson(members(directory, [...group(match, caller).members], caller, request));
    },
    listTransitiveMembers: (match, caller, request) => {
      demandOptions(request, LIST_OPTIONS, 'transitiveMembers');
      demand(caller);
      return graphJson(members(directory, transitiveMembers(directory, group(match, caller)), caller, request));
    },
  };
}

function members(directory: Directory, ids: readonly string[], caller: Caller, request: RoutedRequest): unknown {
  const { items, link } = pageOf(ids, request, (id) => id);
  const asked = selectedNames(request);
  return {
    '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#directoryObjects',
    ...link,
    value: items.map((id) => {
      const group = directory.groups.group(id);
      if (group !== undefined) {
        return { '@odata.type': '#microsoft.graph.group', ...renderGroup(group, groupProperties(asked, 'members')) };
      }
      return { '@odata.type': '#microsoft.graph.user', ...member(directory, id, asked, caller) };
    }),
  };
}

function member(
  directory: Directory,
  id: string,
  asked: readonly string[] | undefined,
  caller: Caller,
): Readonly<Record<string, unknown>> {
  const person = directory.person(id);
  if (person !== undefined && holdsAny(caller, READ_USERS)) {
    return renderUser(person, readableProperties(asked, caller));
  }
  const names = asked ?? ['displayName', 'userPrincipalName', 'mail'];
  return { ...Object.fromEntries(names.map((name) => [name, null])), id };
}

/** Users and groups of a group and of the groups in it, each once, though groups may be in each other. */
function transitiveMembers(directory: Directory, group: Group): readonly string[] {
  const found = new Set<string>();
  const waiting = [group];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const id of next.members) {
      const inner = directory.groups.group(id);
      if (!found.has(id) && inner !== undefined) {
        waiting.push(inner);
      }
      found.add(id);
    }
  }
  found.delete(group.id);
  return [...found];
}
