/**
 * The delegated permissions of Microsoft Graph that the simulator knows: what an app may do for the person that signed
 * in. Source: Graph permissions reference; which of them need an administrator: graphpermissions.merill.net.
 */
interface GraphScopeKind {
  /** What the consent page says of it. */
  readonly title: string;
  /** Only an administrator may consent. */
  readonly administratorOnly: boolean;
}

export const GRAPH_SCOPE_KINDS = {
  'Presence.Read': { title: "Read user's presence information", administratorOnly: false },
  'Presence.Read.All': {
    title: 'Read presence information of all users in your organization',
    administratorOnly: false,
  },
  'Presence.ReadWrite': { title: 'Read and write your presence information', administratorOnly: false },
  'User.Read': { title: 'Sign you in and read your profile', administratorOnly: false },
  'User.ReadBasic.All': { title: "Read all users' basic profiles", administratorOnly: false },
  'User.Read.All': { title: "Read all users' full profiles", administratorOnly: true },
  'GroupMember.Read.All': { title: 'Read group memberships', administratorOnly: true },
  'Directory.Read.All': { title: 'Read directory data', administratorOnly: true },
} as const satisfies Record<string, GraphScopeKind>;

export type GraphScope = keyof typeof GRAPH_SCOPE_KINDS;

/** Every name, in the order of the table. */
export const GRAPH_SCOPES: readonly [GraphScope, ...GraphScope[]] = [
  'Presence.Read',
  'Presence.Read.All',
  'Presence.ReadWrite',
  'User.Read',
  'User.ReadBasic.All',
  'User.Read.All',
  'GroupMember.Read.All',
  'Directory.Read.All',
];

/** The scope of this name in whatever case; undefined for one that Graph does not have. */
export function graphScope(name: string): GraphScope | undefined {
  const wanted = name.toLowerCase();
  return GRAPH_SCOPES.find((scope) => scope.toLowerCase() === wanted);
}
