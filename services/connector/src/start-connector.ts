import type { SystemStatus } from './connector.ts';
import { type ConnectorModules, wireConnector } from './wiring.ts';

/** A connector at work. */
export interface RunningConnector {
  /** How each system stands, in the order of the configuration. */
  readonly systems: readonly SystemStatus[];
  /** Takes leave in order: the gateway keeps every claim for the successor until the lease ends. */
  stop(): Promise<void>;
}

/**
 * Starts a connector in this process. Resolves when its adapters work; the gateway and the PBXs are reached later, and
 * again whenever they are lost.
 * @throws LamplightError where a key or a password that the configuration refers to cannot be read
 */
export async function startConnector(modules: ConnectorModules): Promise<RunningConnector> {
  const connector = wireConnector(modules);
  await connector.start();
  return connector;
}
