import { credentials, Metadata, Server, ServerCredentials } from '@grpc/grpc-js';
import { tenantId } from '@lamplight/domain';
import { ManualClock, MemoryLogger, seededRandom, silentTelemetry } from '@lamplight/runtime';
import {
  problemFromStatus,
  SubscriptionServiceClient,
  SubscriptionServiceService,
  subscribeRequestToWire,
} from '@lamplight/wire';
import { expect, test } from 'vitest';
import { ScriptedTenant } from '../testing/scripted-stream.ts';
import { OpenStreams } from './open-streams.ts';
import { DEFAULT_SUBSCRIBE_SETTINGS } from './stream-settings.ts';
import { SubscribeHandler } from './subscribe-handler.ts';

const hello = subscribeRequestToWire({
  kind: 'hello',
  clientName: 'test',
  clientVersion: '1',
  resumeToken: null,
  minUpdateIntervalMs: null,
});

test('a fault in one stream ends that stream as unexpected, is logged, and says nothing of its inside', async () => {
  const clock = new ManualClock();
  const logger = new MemoryLogger();
  const scripted = new ScriptedTenant();
  const streams = new OpenStreams(clock, seededRandom(1));
  const tenant = {
    tenantId: tenantId('acme'),
    privacy: scripted.privacy,
    join: (onMark: () => void) => scripted.fanOut.join(onMark),
    resolve: () => {
      throw new Error('inside');
    },
  };
  const handler = new SubscribeHandler({
    admit: () => ({ principal: { keyId: 'acme/board', roles: ['watcher'] }, tenant }),
    streams,
    settings: DEFAULT_SUBSCRIBE_SETTINGS,
    clock,
    random: seededRandom(1),
    logger,
    telemetry: silentTelemetry,
  });
  const server = new Server();
  server.addService(SubscriptionServiceService, handler.implementation);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (failure, bound) =>
      failure === null ? resolve(bound) : reject(failure),
    );
  });
  const client = new SubscriptionServiceClient(`127.0.0.1:${port}`, credentials.createInsecure());
  const call = client.subscribe(new Metadata());
  call.on('data', () => undefined);
  call.on('error', () => undefined);
  const ended = new Promise<Parameters<typeof problemFromStatus>[0]>((resolve) => call.on('status', resolve));
  call.write(hello);
  const add = [{ by: 'address', address: 'a@example.com' }] as const;
  call.write(subscribeRequestToWire({ kind: 'watch', requestId: 1, add, keep: [], remove: [] }));
  expect(problemFromStatus(await ended)).toMatchObject({
    code: 13,
    reason: 'unexpected',
    message: 'the gateway failed on this request; its log says why',
  });
  expect(logger.messages).toContain('a stream failed unexpectedly');
  expect([streams.size, scripted.fanOut.size.members, clock.pendingCount]).toEqual([0, 0, 0]);
  expect(scripted.settings.listenerCount).toBe(0);
  client.close();
  server.forceShutdown();
});
