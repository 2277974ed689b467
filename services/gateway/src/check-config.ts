import { type Clock, LamplightError, silentLogger } from '@lamplight/runtime';
import { readKeyRing } from '@lamplight/store';
import { keysOfConfig } from './access/file-keys.ts';
import { type GatewayConfig, loadGatewayConfig } from './config.ts';
import { checkAdapters } from './registry/build-adapter.ts';
import { certificateOf } from './start-gateway.ts';
import { keySourceOf } from './store-config.ts';

/** Everything that would keep a gateway with this file from starting, a line each; empty: nothing. */
export async function checkConfig(
  file: string,
  clock: Clock,
  environment: Readonly<Record<string, string | undefined>> = {},
): Promise<readonly string[]> {
  try {
    const config = loadGatewayConfig(file);
    const problems = await Promise.all([
      problemOf(async () => certificateOf(config, clock, file)),
      problemOf(async () => keysOfConfig(config)),
      problemOf(() => checkAdapters(config, { clock, environment })),
      problemOf(() => checkStoreKey(config, environment)),
    ]);
    return problems.flat();
  } catch (failure) {
    return LamplightError.from(failure).message.split('\n');
  }
}

/** The store itself is not opened: that would make one where there is none. */
async function checkStoreKey(
  { store }: GatewayConfig,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  if (store !== undefined) {
    await readKeyRing(keySourceOf(store), { environment, logger: silentLogger });
  }
}

async function problemOf(work: () => Promise<unknown>): Promise<readonly string[]> {
  try {
    await work();
    return [];
  } catch (failure) {
    return LamplightError.from(failure).message.split('\n');
  }
}
