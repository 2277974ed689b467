/**
 * What the clouds of Microsoft have of presence, and what their Graph is called in tokens. Source: microsoftgraph/msgraph-metadata, v1.0 schemas of each cloud of
 * 2026-08-20 (presence stands in Prod, Fairfax, USNat, USSec and Bleu, not in Mooncake and Delos; sequenceNumber in Prod
 * only), and the Graph page "Get change notifications for presence updates" (global cloud only).
 */
export const CLOUDS = ['global', 'us-government', 'us-defense', 'bleu', 'china', 'delos'] as const;
export type Cloud = (typeof CLOUDS)[number];

export interface CloudFeatures {
  /** The resource that tokens are asked and good for. Source: Graph, national cloud deployments. */
  readonly graph: string;
  /** False: every presence call answers that the resource does not exist. */
  readonly presence: boolean;
  readonly sequenceNumber: boolean;
  readonly presenceNotifications: boolean;
}

export const CLOUD_FEATURES: Readonly<Record<Cloud, CloudFeatures>> = {
  global: {
    graph: 'https://graph.microsoft.com',
    presence: true,
    sequenceNumber: true,
    presenceNotifications: true,
  },
  'us-government': {
    graph: 'https://graph.microsoft.us',
    presence: true,
    sequenceNumber: false,
    presenceNotifications: false,
  },
  'us-defense': {
    graph: 'https://dod-graph.microsoft.us',
    presence: true,
    sequenceNumber: false,
    presenceNotifications: false,
  },
  bleu: {
    graph: 'https://graph.svc.sovcloud.fr',
    presence: true,
    sequenceNumber: false,
    presenceNotifications: false,
  },
  china: {
    graph: 'https://microsoftgraph.chinacloudapi.cn',
    presence: false,
    sequenceNumber: false,
    presenceNotifications: false,
  },
  delos: {
    graph: 'https://graph.svc.sovcloud.de',
    presence: false,
    sequenceNumber: false,
    presenceNotifications: false,
  },
};
