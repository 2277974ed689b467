export { makeKey } from './access/keys.ts';
export { ROLES, type Role } from './access/principal.ts';
export { checkConfig } from './check-config.ts';
export { type GatewayConfig, loadGatewayConfig, parseGatewayConfig } from './config.ts';
export { type RunningGateway, type StartGatewayOptions, startGateway } from './start-gateway.ts';
export { createTenantCore, type TenantCoreOptions } from './tenant/create-tenant-core.ts';
export type {
  ClaimOrigin,
  ConsoleStatus,
  EffectStatus,
  Explanation,
  SourceStatus,
  TenantCore,
} from './tenant/tenant-core.ts';
