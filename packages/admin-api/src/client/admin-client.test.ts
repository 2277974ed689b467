import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createEgress, LamplightError } from '@lamplight/runtime';
import { afterEach, describe, expect, test } from 'vitest';
import { readRecords } from '../lines.ts';
import { routes } from '../routes/routes.ts';
import { auditEntry } from '../schemas/tenancy.ts';
import { type AdminClient, createAdminClient } from './admin-client.ts';

const servers: Server[] = [];
const egress = createEgress();

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
});

async function clientOf(listener: RequestListener, path = ''): Promise<AdminClient> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const gateway = new URL(`http://127.0.0.1:${port}${path}`);
  return createAdminClient({ gateway, key: 'll_secret', fetch: egress.fetch });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) {
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) {
    collected.push(item);
  }
  return collected;
}

async function rejection(promise: Promise<unknown>): Promise<LamplightError> {
  const failure = await promise.catch((caught: unknown) => caught);
  if (!(failure instanceof LamplightError)) {
    throw new Error(`expected a LamplightError, not ${String(failure)}`);
  }
  return failure;
}

const TENANT = {
  id: 'acme',
  displayName: 'Acme',
  revision: 7,
  createdAt: '2026-01-05T08:00:00.000Z',
  updatedAt: '2026-01-05T08:00:00.000Z',
};

describe('createAdminClient', () => {
  test('says a request as the route has it: path, list and flag parameters, headers, body', async () => {
    const seen: unknown[] = [];
    const client = await clientOf((request, response) => {
      void bodyOf(request).then((body) => {
        const { authorization, 'if-match': ifMatch, 'idempotency-key': key, 'content-type': type } = request.headers;
        seen.push({ method: request.method, url: request.url, authorization, ifMatch, key, type, body });
        response
          .writeHead(200, { 'content-type': 'application/json', etag: '"8"' })
          .end(JSON.stringify(request.method === 'GET' ? { items: [], next: null } : TENANT));
      });
    }, '/behind/');
    const answer = await client.call(routes.tenants.update, {
      params: { tenantId: 'a/b?c:d' },
      body: { displayName: 'Acme' },
      ifMatch: '"7"',
      idempotencyKey: 'k1',
    });
    expect(answer).toEqual({ value: TENANT, etag: '"8"' });
    await client.call(routes.lines.list, {
      params: { tenantId: 'acme' },
      query: { kind: ['desk', 'dect'], bound: false, limit: 5, query: 'a&b' },
    });
    expect(seen).toEqual([
      {
        method: 'PATCH',
        url: '/behind/v1/tenants/a%2Fb%3Fc%3Ad',
        authorization: 'Bearer ll_secret',
        ifMatch: '"7"',
        key: 'k1',
        type: 'application/json',
        body: '{"displayName":"Acme"}',
      },
      expect.objectContaining({
        method: 'GET',
        url: '/behind/v1/tenants/acme/lines?kind=desk&kind=dect&bound=false&limit=5&query=a%26b',
        type: undefined,
        body: '',
      }),
    ]);
  });

  test('a problem becomes an error with its reason, and names each field', async () => {
    const client = await clientOf((_, response) => {
      response.writeHead(400, { 'content-type': 'application/problem+json' }).end(
        JSON.stringify({
          type: 'about:blank',
          title: 'request_invalid',
          status: 400,
          detail: 'the body is not as expected',
          reason: 'request_invalid',
          errors: [{ pointer: '/displayName', detail: 'is 7: expected a text' }],
        }),
      );
    });
    const failure = await rejection(client.call(routes.tenants.get, { params: { tenantId: 'acme' } }));
    expect(failure.reason).toBe('request_invalid');
    expect(failure.message).toBe('the body is not as expected\n  /displayName: is 7: expected a text');
  });

  test.each([
    [502, 'text/html', '<h1>Bad gateway</h1>', /502 with text\/html.*what stands between/],
    [302, 'text/html', '', /302.*the URL of the gateway itself/],
    [400, 'application/problem+json', '{"reason":', /400 with application\/problem\+json/],
    [200, 'application/json', '{"id":1}', /tenants\.get with something else/],
    [200, 'application/json', 'no json', /tenants\.get with something else/],
  ])('%i %s from something else is answer_unreadable', async (status, type, body, text) => {
    const client = await clientOf((_, response) => {
      response.writeHead(status, { 'content-type': type, location: 'http://127.0.0.1:1/' }).end(body);
    });
    const failure = await rejection(client.call(routes.tenants.get, { params: { tenantId: 'acme' } }));
    expect([failure.reason, failure.message]).toEqual(['answer_unreadable', expect.stringMatching(text)]);
    expect(failure.message).not.toContain('ll_secret');
  });

  test('a gateway that is not there is unreachable; a caller who gives up gets the own reason', async () => {
    const nobody = createAdminClient({ gateway: new URL('http://127.0.0.1:1'), key: 'k', fetch: egress.fetch });
    expect((await rejection(nobody.call(routes.tenants.list, {}))).reason).toBe('unreachable');
    const client = await clientOf(() => undefined);
    const reason = new Error('enough');
    const asked = client.call(routes.tenants.list, { signal: AbortSignal.abort(reason) });
    await expect(asked).rejects.toBe(reason);
  });

  test.each(['', '.', '..'])('an id %j, which a URL cannot carry, is refused before it is sent', async (tenantId) => {
    const client = await clientOf(() => undefined);
    expect((await rejection(client.call(routes.tenants.get, { params: { tenantId } }))).reason).toBe('request_invalid');
  });

  test('streams a body up, and tells a failure of its source from one of the network', async () => {
    const client = await clientOf((request, response) => {
      void bodyOf(request).then(
        (body) =>
          response.writeHead(200, { 'content-type': 'application/json' }).end(
            JSON.stringify({
              applied: request.headers['content-type'] === 'application/yaml',
              plan: body,
              counts: { create: 0, update: 0, remove: 0, same: 0 },
              differences: [],
            }),
          ),
        () => undefined,
      );
    });
    async function* file(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('tenants:');
      yield Buffer.from(' []');
    }
    const { value } = await client.send(routes.installation.apply, { query: { dryRun: true }, bytes: file() });
    expect([value.applied, value.plan]).toEqual([true, 'tenants: []']);
    const broken = new Error('disk');
    const unreadable: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(broken) }),
    };
    await expect(client.send(routes.installation.apply, { bytes: unreadable })).rejects.toBe(broken);
  });

  test('streams an answer down: leaving the loop hangs up, a cut stream is unreachable', async () => {
    const entry = {
      sequence: 1,
      at: TENANT.createdAt,
      actor: { kind: 'key', id: 'k' },
      action: 'create',
      entity: 'person',
      entityId: 'p',
      before: null,
      after: null,
      erased: false,
      hash: 'h',
    };
    let hungUp: Promise<unknown> = Promise.resolve();
    const client = await clientOf((request, response) => {
      hungUp = once(response, 'close');
      response.writeHead(200, { 'content-type': 'application/x-ndjson' }).write(`${JSON.stringify(entry)}\n\n`);
      if (request.url?.includes('follow=false') === true) {
        response.destroy();
      }
    });
    const params = { tenantId: 'acme' };
    for await (const read of readRecords(client.stream(routes.audit.stream, { params }), auditEntry)) {
      expect(read).toEqual(entry);
      break;
    }
    await hungUp;
    const cut = client.stream(routes.audit.stream, { params, query: { follow: false } });
    const failure = await rejection(all(cut));
    expect(failure.reason).toBe('unreachable');
  });
});
