import { credentials, Metadata, Server, ServerCredentials, type ServiceError, status } from '@grpc/grpc-js';
import { afterEach, expect, test } from 'vitest';
import { DirectoryServiceClient, DirectoryServiceService } from './gen/presence/v1/directory.ts';
import { grpcOptions } from './grpc-options.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) {
    close();
  }
});

/** A directory that answers every Search, on a port of its own, and a client of it. */
async function searchable(): Promise<DirectoryServiceClient> {
  const server = new Server(grpcOptions());
  const unimplemented = (): void => expect.unreachable('only Search is called');
  server.addService(DirectoryServiceService, {
    lookup: unimplemented,
    list: unimplemented,
    getPresence: unimplemented,
    getCatalogue: unimplemented,
    explain: unimplemented,
    reportStatus: unimplemented,
    search: (_call: unknown, callback: (error: null, answer: { entries: []; truncated: boolean }) => void) =>
      callback(null, { entries: [], truncated: false }),
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  const client = new DirectoryServiceClient(`127.0.0.1:${port}`, credentials.createInsecure(), grpcOptions());
  closers.push(() => {
    client.close();
    server.forceShutdown();
  });
  return client;
}

function search(
  client: DirectoryServiceClient,
  query: string,
  metadata = new Metadata(),
): Promise<ServiceError | null> {
  return new Promise((resolve) => {
    client.search({ query, limit: 0, kinds: [] }, metadata, (error) => resolve(error));
  });
}

test('a server takes messages up to 4 MB and refuses larger ones', async () => {
  const client = await searchable();
  const overhead = 5;
  expect(await search(client, 'x'.repeat(4_000_000 - overhead))).toBeNull();
  const refused = await search(client, 'x'.repeat(4_000_000));
  expect(refused?.code).toBe(status.RESOURCE_EXHAUSTED);
});

test('metadata is bounded by the HTTP/2 session', async () => {
  const client = await searchable();
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${'x'.repeat(400_000)}`);
  expect(await search(client, 'x', metadata)).not.toBeNull();
});

test('keepalive is as stated', () => {
  expect(grpcOptions()).toMatchObject({
    'grpc.keepalive_time_ms': 30_000,
    'grpc.keepalive_timeout_ms': 15_000,
    'grpc.keepalive_permit_without_calls': 1,
  });
});
