/**
 * The clouds in which Microsoft runs Graph, and what of presence each has. Sources: Graph, national cloud deployments and
 * the "national clouds" rows of the pages of presence; the published schemas of each cloud (sequenceNumber stands in the
 * global one only); change notifications for presence.
 */
export const CLOUDS = ['global', 'us-government', 'us-defense', 'china'] as const;
export type CloudName = (typeof CLOUDS)[number];

export interface Cloud {
  readonly graphBaseUrl: string;
  readonly authority: string;
  readonly presence: boolean;
  /** Change notifications for presence. */
  readonly notifications: boolean;
  /** Reads carry a sequenceNumber; without it they are ordered by when they began. */
  readonly sequenceNumber: boolean;
}

export const CLOUD_FACTS: Readonly<Record<CloudName, Cloud>> = Object.freeze({
  global: {
    graphBaseUrl: 'https://graph.microsoft.com',
    authority: 'https://login.microsoftonline.com',
    presence: true,
    notifications: true,
    sequenceNumber: true,
  },
  'us-government': {
    graphBaseUrl: 'https://graph.microsoft.us',
    authority: 'https://login.microsoftonline.us',
    presence: true,
    notifications: false,
    sequenceNumber: false,
  },
  'us-defense': {
    graphBaseUrl: 'https://dod-graph.microsoft.us',
    authority: 'https://login.microsoftonline.us',
    presence: true,
    notifications: false,
    sequenceNumber: false,
  },
  china: {
    graphBaseUrl: 'https://microsoftgraph.chinacloudapi.cn',
    authority: 'https://login.partner.microsoftonline.cn',
    presence: false,
    notifications: false,
    sequenceNumber: false,
  },
});
