import { type Clock, LamplightError } from '@lamplight/runtime';
import { loadGatewayConfig } from './config.ts';
import { configuredAdapters } from './configured-adapters.ts';
import { certificateOf } from './start-gateway.ts';
import { keptKeys } from './tenant-content.ts';

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
      problemOf(async () => keptKeys(config)),
      problemOf(async () => configuredAdapters(config, { clock, environment }).close()),
    ]);
    return problems.flat();
  } catch (failure) {
    return LamplightError.from(failure).message.split('\n');
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
