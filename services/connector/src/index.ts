export {
  type ConnectorConfig,
  type ConnectorConfigInput,
  loadConnectorConfig,
  parseConnectorConfig,
} from './config.ts';
export type { SystemStatus } from './connector.ts';
export { readCertificateAuthorities } from './read-credentials.ts';
export { type RunningConnector, startConnector } from './start-connector.ts';
export type { ConnectorModules } from './wiring.ts';
