/** From the start of the process to its first answered call, and its memory once it has nothing to do. */
import { createClient } from '@lamplight/client';
import { delay, systemClock } from '@lamplight/runtime';
import type { BenchFolder } from '../bench-folder.ts';
import { type Child, startGatewayProcess } from '../child.ts';
import { startRelayProcess, WATCHER_KEY } from './bench-site.ts';
import { RelayRound } from './relay-round.ts';

export interface Started {
  readonly startMs: number;
  readonly residentMegabytes: number;
}

/** How long a process is left alone before its memory is read. */
const IDLE_MS = 3_000;
const RETRY_MS = 2;
const clock = systemClock();

export async function measureGatewayStart(configFile: string, port: number, folder: BenchFolder): Promise<Started> {
  const startedAt = clock.monotonic();
  return measure(startGatewayProcess(configFile), startedAt, () => untilAnswered(port, folder));
}

/** Resolves when the gateway at this port has answered a call. */
export async function untilAnswered(port: number, folder: BenchFolder): Promise<void> {
  for (;;) {
    // A new client each time: grpc-js waits a second between two attempts of one channel.
    const client = createClient({
      gateway: `localhost:${port}`,
      key: WATCHER_KEY,
      certificateAuthorities: [folder.caPem],
      clientName: 'bench',
      clientVersion: '1',
    });
    const answered = await client.directory.catalogue('en').then(
      () => true,
      () => false,
    );
    await client.close();
    if (answered) {
      return;
    }
    await delay(clock, RETRY_MS);
  }
}

export async function measureRelayStart(folder: BenchFolder): Promise<Started> {
  const startedAt = clock.monotonic();
  const child = startRelayProcess(folder);
  return measure(child, startedAt, async () => {
    const relay = new RelayRound(Number(await child.firstLine()), folder);
    await relay.ready();
    relay.close();
  });
}

async function measure(child: Child, startedAt: number, answered: () => Promise<void>): Promise<Started> {
  try {
    await answered();
    const startMs = clock.monotonic() - startedAt;
    await delay(clock, IDLE_MS);
    return { startMs, residentMegabytes: child.residentMegabytes() };
  } finally {
    await child.kill();
  }
}
