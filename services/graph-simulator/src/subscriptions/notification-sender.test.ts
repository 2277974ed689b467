import { createEgress, makeSelfSignedCertificate, silentLogger, systemClock } from '@lamplight/runtime';
import { expect, test } from 'vitest';
import { listenHttps } from '../http/https-listener.ts';
import type { SimulatorRequest } from '../http/simulator-request.ts';
import { ADA } from '../testing/simulated-tenant.ts';
import { subscribingTenant } from '../testing/subscribing-tenant.ts';
import { egressSender, unreachableSender } from './notification-sender.ts';

test('handshake and notifications go out over HTTPS to a receiver whose certificate is trusted', async () => {
  const clock = systemClock();
  const certificate = await makeSelfSignedCertificate({
    commonName: 'localhost',
    altNames: ['localhost'],
    validDays: 1,
    clock,
  });
  const received: SimulatorRequest[] = [];
  let onNotification: () => void = () => undefined;
  const listener = await listenHttps({
    certificate,
    host: '127.0.0.1',
    port: 0,
    logger: silentLogger,
    handle: async (request) => {
      received.push(request);
      const token = new URL(request.url).searchParams.get('validationToken');
      if (token === null) {
        onNotification();
        return { status: 202, headers: {}, body: '' };
      }
      return { status: 200, headers: { 'content-type': 'text/plain' }, body: token };
    },
  });
  const trusting = createEgress({ caPem: [certificate.certPem] });
  const distrusting = createEgress();
  const notificationUrl = `https://localhost:${listener.port}/notify`;
  try {
    const stranger = subscribingTenant({}, egressSender(distrusting));
    expect(await stranger.subscribe({ notificationUrl, lifecycleNotificationUrl: null })).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('could not be reached') } },
    });
    expect(received).toEqual([]);
    const { simulator, subscribed } = subscribingTenant({}, egressSender(trusting));
    const delivered = new Promise<void>((resolve) => {
      simulator.control.subscriptions.onDelivery(() => resolve());
    });
    const arrived = new Promise<void>((resolve) => {
      onNotification = resolve;
    });
    await subscribed({ notificationUrl, lifecycleNotificationUrl: null });
    simulator.control.act(ADA, { do: 'join a call' });
    await arrived;
    await delivered;
    expect(received.map(({ method }) => method)).toEqual(['POST', 'POST']);
    expect(JSON.parse(received[1]?.body ?? '')).toMatchObject({ value: [{ changeType: 'updated' }] });
    expect(simulator.control.subscriptions.deliveries).toMatchObject([{ status: 202, outcome: 'delivered' }]);
  } finally {
    await trusting.close();
    await distrusting.close();
    await listener.stop();
  }
});

test('without a way out nobody can subscribe', async () => {
  const { subscribe } = subscribingTenant({}, unreachableSender);
  expect((await subscribe()).status).toBe(400);
});
