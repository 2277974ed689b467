export { TeamsAdapter, type TeamsAdapterOptions } from './adapter.ts';
export { type AttributionTiming, DEFAULT_ATTRIBUTION_TIMING } from './attribution/attribution-timing.ts';
export { scopeOf, type TeamsConfig, type TeamsConfigInput, teamsConfigSchema } from './config.ts';
export { credentialOf } from './credentials/credential.ts';
export type { TokenCache } from './credentials/token.ts';
export type {
  GraphApi,
  GraphFailure,
  GraphPresence,
  GraphRetry,
  ReadAnswer,
  WriteAnswer,
} from './graph-api.ts';
export { FOREIGN_WRITER_FLAG, INFERRED_CALL_FLAG } from './to-claim.ts';
