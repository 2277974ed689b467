import { DEFAULT_APP, DEFAULT_TENANT, type RunningGraphSimulator } from '@lamplight/graph-simulator';

/** The settings of a Teams system by which it takes a running simulator for Microsoft's cloud. */
export function atSimulator({ baseUrl }: Pick<RunningGraphSimulator, 'baseUrl'>, caFile: string) {
  return {
    tenantId: DEFAULT_TENANT.id,
    clientId: DEFAULT_APP.appId,
    secret: DEFAULT_APP.secret,
    graphBaseUrl: baseUrl,
    authority: baseUrl,
    caFile,
  };
}

/** Times of a Teams system whose Graph is on this machine, for tests that wait in real time. */
export const QUICK_TIMES = Object.freeze({
  pollWatched: '500ms',
  visibilityDelay: '50ms',
  settleTime: '100ms',
  landingTime: '100ms',
});
