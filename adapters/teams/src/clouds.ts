/**
 * The clouds in which Microsoft runs Graph, and what of presence each has. Sources: Graph, national cloud deployments and
 * the "national clouds" rows of the pages of presence; the published schemas of each cloud (sequenceNumber stands in the
 * global one only; no presence in those of China and Delos); change notifications for presence (global only); the hosts
 * of Bleu and Delos from msal-common and Microsoft's PowerShell environments. Vectors: test/vectors/graph/clouds.json.
 */
export const CLOUDS = ['global', 'us-government', 'us-defense', 'bleu', 'china', 'delos'] as const;
export type CloudName = (typeof CLOUDS)[number];

export interface Cloud {
  /** For people. */
  readonly title: string;
  readonly graphBaseUrl: string;
  readonly authority: string;
  /** Of the Entra admin center. */
  readonly portal: string;
  readonly presence: boolean;
  /** Change notifications for presence. */
  readonly notifications: boolean;
  /** Reads carry a sequenceNumber; without it they are ordered by when they began. */
  readonly sequenceNumber: boolean;
}

export const CLOUD_FACTS: Readonly<Record<CloudName, Cloud>> = Object.freeze({
  global: {
    title: 'worldwide, GCC included',
    graphBaseUrl: 'https://graph.microsoft.com',
    authority: 'https://login.microsoftonline.com',
    portal: 'https://entra.microsoft.com',
    presence: true,
    notifications: true,
    sequenceNumber: true,
  },
  'us-government': {
    title: 'US government L4 (GCC High)',
    graphBaseUrl: 'https://graph.microsoft.us',
    authority: 'https://login.microsoftonline.us',
    portal: 'https://entra.microsoft.us',
    presence: true,
    notifications: false,
    sequenceNumber: false,
  },
  'us-defense': {
    title: 'US government L5 (DoD)',
    graphBaseUrl: 'https://dod-graph.microsoft.us',
    authority: 'https://login.microsoftonline.us',
    portal: 'https://entra.microsoft.us',
    presence: true,
    notifications: false,
    sequenceNumber: false,
  },
  bleu: {
    title: 'Bleu (France)',
    graphBaseUrl: 'https://graph.svc.sovcloud.fr',
    authority: 'https://login.sovcloud-identity.fr',
    portal: '',
    presence: true,
    notifications: false,
    sequenceNumber: false,
  },
  china: {
    title: 'China (21Vianet)',
    graphBaseUrl: 'https://microsoftgraph.chinacloudapi.cn',
    authority: 'https://login.partner.microsoftonline.cn',
    portal: 'https://entra.microsoftonline.cn',
    presence: false,
    notifications: false,
    sequenceNumber: false,
  },
  delos: {
    title: 'Delos (Germany)',
    graphBaseUrl: 'https://graph.svc.sovcloud.de',
    authority: 'https://login.sovcloud-identity.de',
    portal: '',
    presence: false,
    notifications: false,
    sequenceNumber: false,
  },
});

/** What a token is asked for: application permissions come by `.default` only, and by the name of the cloud's own Graph. */
export function scopeOf(cloud: CloudName): string {
  return `${CLOUD_FACTS[cloud].graphBaseUrl}/.default`;
}

const LOGIN_HOSTS = new Set(Object.values(CLOUD_FACTS).map(({ authority }) => new URL(authority).host));

/** Whether msal knows the endpoints of this host by itself; any other one has to be named to it as trusted. */
export function isKnownLoginHost(host: string): boolean {
  return LOGIN_HOSTS.has(host);
}
