/**
 * Which permission of Microsoft Graph is needed for what: the one table from which come the manifest of a registration,
 * what health says about consent, docs/teams/permissions.md and the table in this package's README.
 * Sources of names, ids and consent: Graph, permissions reference; of what needs which: the pages of the methods.
 */

/** The application id of Microsoft Graph itself, in every tenant and cloud. */
export const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000';

/** What an installation may use of Graph. Writing and the levels of the directory stand on reading presence. */
export const FEATURES = ['read', 'write', 'directory=basic', 'directory=full', 'notifications'] as const;
export type Feature = (typeof FEATURES)[number];

export interface Permission {
  readonly name: string;
  /** `application`: granted to the app itself. `delegated`: used together with the account that signs in. */
  readonly kind: 'application' | 'delegated';
  /** As the manifest of a registration names it. */
  readonly id: string;
  readonly feature: Feature;
  /** What it is needed for. */
  readonly neededFor: string;
  /** What is lost without it. */
  readonly without: string;
  /** Permissions of the same kind that contain it: with one of them it is not missing. */
  readonly containedIn: readonly string[];
}

export const PERMISSIONS: readonly Permission[] = Object.freeze([
  {
    name: 'Presence.Read.All',
    kind: 'application',
    id: 'a70e0c2d-e793-494c-94c4-118fa0a67f42',
    feature: 'read',
    neededFor: 'reading presence (getPresencesByUserId)',
    without: 'nobody’s Teams presence can be read: everybody is unknown',
    containedIn: ['Presence.ReadWrite.All'],
  },
  {
    name: 'Presence.ReadWrite.All',
    kind: 'application',
    id: '83cded22-8297-4ff6-a7fa-e97e9545a259',
    feature: 'write',
    neededFor: 'writing presence: sessions and preferred status (setPresence, setUserPreferredPresence and their ends)',
    without: 'calls at the PBX do not show in Teams',
    containedIn: [],
  },
  {
    name: 'User.ReadBasic.All',
    kind: 'application',
    id: '97235f07-e226-4f63-ace3-39588e11d3a1',
    feature: 'directory=basic',
    neededFor: 'names and mail addresses of everybody (directory level basic)',
    without: 'people do not come from the directory',
    containedIn: ['User.Read.All', 'Directory.Read.All'],
  },
  {
    name: 'User.Read.All',
    kind: 'application',
    id: 'df021288-bdef-4463-88db-98f22de89214',
    feature: 'directory=full',
    neededFor: 'people with telephone numbers, department and state, by delta (directory level full)',
    without: 'people do not come from the directory, and nobody is matched by telephone number',
    containedIn: ['Directory.Read.All'],
  },
  {
    name: 'GroupMember.Read.All',
    kind: 'application',
    id: '98830695-27a2-44f7-8c18-0c3ebc9698f6',
    feature: 'directory=full',
    neededFor: 'members of groups, where people are chosen by group (directory level full)',
    without: 'people cannot be chosen by group',
    containedIn: ['Group.Read.All', 'Directory.Read.All'],
  },
  {
    name: 'Presence.Read.All',
    kind: 'delegated',
    id: '9c7a330d-35b3-4aa1-963d-cb2b9f927841',
    feature: 'notifications',
    neededFor: 'change notifications by an account that signs in',
    without: 'changes are polled only',
    containedIn: [],
  },
  {
    name: 'offline_access',
    kind: 'delegated',
    id: '7427e0e9-2fba-42fe-b0c0-848c9e6a8182',
    feature: 'notifications',
    neededFor: 'staying signed in without a stored password',
    without: 'the account has to sign in again within the hour',
    containedIn: [],
  },
  {
    name: 'openid',
    kind: 'delegated',
    id: '37f7f235-527c-4136-accd-4a02d197296e',
    feature: 'notifications',
    neededFor: 'knowing which account signed in',
    without: 'no account can sign in',
    containedIn: [],
  },
  {
    name: 'profile',
    kind: 'delegated',
    id: '14dad69e-099b-42c9-810b-d002981feec1',
    feature: 'notifications',
    neededFor: 'knowing which account signed in',
    without: 'no account can sign in',
    containedIn: [],
  },
]);

/** The permissions that these features need, in the order of the table. */
export function permissionsFor(features: readonly Feature[]): readonly Permission[] {
  return PERMISSIONS.filter(({ feature }) => features.includes(feature));
}

/**
 * Application permissions that these features need and that a token does not carry.
 * @param roles the token's `roles` claim
 */
export function missingPermissions(features: readonly Feature[], roles: readonly string[]): readonly Permission[] {
  return permissionsFor(features).filter(
    ({ kind, name, containedIn }) =>
      kind === 'application' && ![name, ...containedIn].some((granted) => roles.includes(granted)),
  );
}

/** The name of the permission that a feature stands on: the first of the table. */
export function permissionNameOf(feature: Feature): string {
  return permissionsFor([feature])[0]?.name ?? feature;
}
