import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { GRAPH_SCOPES } from '../directory/graph-scopes.ts';
import { switchesSchema } from '../switches/switches.ts';
import { decrypted } from '../testing/decrypt-content.ts';
import { readVectors } from '../testing/read-vectors.ts';
import { ADA } from '../testing/simulated-tenant.ts';
import { CERTIFICATE, LIFECYCLE_RECEIVER, RECEIVER, subscribingTenant } from '../testing/subscribing-tenant.ts';

const ROWS = readVectors(
  'notifications',
  z.strictObject({
    name: z.string(),
    kind: z.enum(['basic', 'rich', 'content', 'lifecycle', 'validation', 'subscription', 'error']),
    switches: z.record(z.string(), z.unknown()),
    changes: z.record(z.string(), z.unknown()).default({}),
    status: z.number().optional(),
    payload: z.unknown(),
    source: z.string(),
  }),
);
const ofKind = (...kinds: readonly string[]) => ROWS.filter(({ kind }) => kinds.includes(kind));

/** A value with everything that differs from run to run replaced by the name of its form. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(shapeOf);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]));
  }
  return typeof value === 'string' ? formOf(value) : value;
}

function formOf(text: string): string {
  if (/^[A-F0-9]{40}$/.test(text)) {
    return '<sha1>';
  }
  if (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(text) && text.length > 100) {
    return '<jwt>';
  }
  if (/^[A-Za-z0-9+/]{40,}={0,2}$/.test(text)) {
    return '<base64>';
  }
  return text
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<guid>')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}/g, '<instant>');
}

function tenantWith(switches: Readonly<Record<string, unknown>>) {
  const tenant = subscribingTenant();
  tenant.simulator.control.changeSwitches(switchesSchema.parse(switches));
  return tenant;
}

describe('notifications are shaped as documented', () => {
  test.each(ofKind('basic', 'rich'))('$name', async ({ kind, switches, payload }) => {
    const { simulator, subscribed, sent, settle } = tenantWith(switches);
    const plain = { includeResourceData: false, encryptionCertificate: null, encryptionCertificateId: null };
    await subscribed(kind === 'basic' ? plain : {});
    simulator.control.act(ADA, { do: 'join a call' });
    await settle();
    const last = sent.at(-1);
    expect(last?.headers['content-type']).toMatch(/^application\/json\b/);
    expect(shapeOf(JSON.parse(last?.body ?? ''))).toEqual(shapeOf(payload));
  });

  test.each(ofKind('content'))('$name', async ({ payload }) => {
    const { simulator, subscribed, posts, settle } = tenantWith({});
    await subscribed();
    simulator.control.act(ADA, { do: 'join a call' });
    await settle();
    expect(decrypted(posts[0]?.value[0], CERTIFICATE.keyPem)).toEqual(payload);
  });

  test.each(ofKind('lifecycle'))('$name', async ({ payload }) => {
    const { simulator, subscribed, sent, settle } = tenantWith({});
    const id = await subscribed();
    simulator.control.subscriptions.act(id, { do: 'demand reauthorization' });
    await settle();
    expect(sent.at(-1)?.url).toBe(LIFECYCLE_RECEIVER);
    expect(shapeOf(JSON.parse(sent.at(-1)?.body ?? ''))).toEqual(shapeOf(payload));
  });
});

describe('subscriptions are answered as documented', () => {
  test.each(ofKind('subscription'))('$name', async ({ payload }) => {
    const { subscribe } = tenantWith({});
    const { status, body } = await subscribe();
    expect(status).toBe(201);
    expect(shapeOf(body)).toEqual(shapeOf(payload));
  });

  test.each(ofKind('validation'))('$name', async ({ payload }) => {
    const { subscribed, sent } = tenantWith({});
    await subscribed({ notificationUrl: `${RECEIVER}?tenant=a%20b` });
    expect(sent).toHaveLength(2);
    const [first] = sent;
    expect(first?.url).toMatch(
      /^https:\/\/receiver\.example\/notify\?tenant=a%20b&validationToken=Validation%3A%20Testing/,
    );
    const token = new URL(first?.url ?? '').searchParams.get('validationToken');
    const contentType = first?.headers['content-type'];
    expect(shapeOf({ method: 'POST', contentType, token, body: first?.body })).toEqual(shapeOf(payload));
  });

  test.each(ofKind('error'))('$name: $status', async ({ switches, changes, status, payload }) => {
    const { clock, simulator, graph, subscribe, subscribed, answerHandshakesWith } = tenantWith(switches);
    const { as, before, handshake, expirationDateTime, ...body } = changes;
    if (before === true) {
      await subscribed();
    }
    if (handshake !== undefined) {
      answerHandshakesWith(async (request) =>
        handshake === 'never'
          ? await new Promise(() => undefined)
          : {
              status: handshake === 403 ? 403 : 200,
              headers: { 'content-type': 'text/plain' },
              body: request.url.split('validationToken=')[1],
            },
      );
    }
    const expiry =
      typeof expirationDateTime === 'string'
        ? { expirationDateTime: new Date(clock.now() + Number(expirationDateTime) * 1000).toISOString() }
        : {};
    const scope = GRAPH_SCOPES.find((known) => known === as);
    const caller = as === 'app' ? { userId: null } : scope === undefined ? {} : { scopes: [scope] };
    const asked = subscribe({ ...body, ...expiry }, caller);
    await clock.advanceAsync(10_000);
    const answer = await asked;
    expect(answer.status).toBe(status);
    const { error } = z.object({ error: z.record(z.string(), z.unknown()) }).parse(answer.body);
    expect(shapeOf({ code: error['code'], message: error['message'] })).toEqual(shapeOf(payload));
    expect(simulator.control.subscriptions.all).toHaveLength(before === true ? 1 : 0);
    expect((await graph('GET', 'subscriptions')).status).toBe(200);
  });
});
