/** Tries every route of the table with what it must refuse. A route that is added is tried without a word here. */
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { ADMIN_ROLES, allRoutes, type Route } from '@lamplight/admin-api';
import { tenantId } from '@lamplight/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type RunningAdmin, runAdmin } from './testing/running-admin.ts';
import { bodiesFor, type Ids, OTHER, OWN, pathOf, type TwoTenants, twoTenants } from './testing/two-tenants.ts';

let admin: RunningAdmin;
let tenants: TwoTenants;
let keys: Readonly<Record<'operator' | 'nobody' | 'everything' | 'stranger', string>>;

beforeAll(async () => {
  admin = await runAdmin();
  tenants = await twoTenants(admin.store);
  keys = {
    operator: await admin.key({ roles: [...ADMIN_ROLES] }),
    nobody: await admin.key({ roles: ['watcher'], tenant: OWN }),
    everything: await admin.key({ roles: [...ADMIN_ROLES], tenant: OWN }),
    stranger: await admin.key({ roles: [...ADMIN_ROLES], tenant: OTHER }),
  };
});

afterAll(() => admin.close());

interface Told {
  readonly status: number;
  readonly headers: Headers;
  readonly problem: {
    readonly reason?: string | undefined;
    readonly errors?: readonly { readonly pointer: string }[] | undefined;
  };
  readonly text: string;
}

const PROBLEM = z.object({
  reason: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});

interface Wish {
  readonly key?: string;
  readonly ids?: Ids;
  readonly path?: string;
  readonly query?: string;
  readonly body?: unknown;
}

async function ask(route: Route, { key, ids = tenants.own, path, query, body }: Wish): Promise<Told> {
  const said = body ?? bodiesFor(ids)[route.id];
  const type = route.bodyType ?? (said === undefined ? undefined : 'application/json');
  const response = await admin.fetch((path ?? pathOf(route.path, ids)) + (query ?? QUERIES[route.id] ?? ''), {
    method: route.method,
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(type === undefined ? {} : { 'content-type': type }),
    },
    ...(type === undefined ? {} : { body: route.bodyType === undefined ? textOf(said) : '' }),
  });
  const text = await response.text();
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') === true;
  return {
    status: response.status,
    headers: response.headers,
    problem: isProblem ? PROBLEM.parse(JSON.parse(text)) : {},
    text,
  };
}

/** What a route's query demands. */
const QUERIES: Readonly<Record<string, string>> = {
  'people.find': '?address=anna',
  'profiles.diff': '?before=lamplight&after=micollab',
};

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

/** Everything that tells whether anything of a tenant was changed. */
function stateOf(name: string): Promise<unknown> {
  const id = tenantId(name);
  return admin.store.read(async (view) => ({
    revision: await view.tenants.revisionOf(id),
    audit: await view.tenant(id).audit.verify(),
  }));
}

const every = allRoutes.map((route) => ({ name: `${route.id}: ${route.method} ${route.path}`, route }));
const ofTenant = every.filter(({ route }) => route.path.startsWith('/v1/tenants/{tenantId}'));

describe('who calls', () => {
  test.each(every)('$name needs a key that is known', async ({ route }) => {
    const without = await ask(route, {});
    expect([without.status, without.problem.reason]).toEqual([401, 'key_missing']);
    expect(without.headers.get('www-authenticate')).toMatch(/^Bearer/);
    // An IPv4 address per route would be needed else: unknown keys are limited per peer.
    admin.clock.advance(3_000);
    const unknown = await ask(route, { key: 'll_unknown' });
    expect([unknown.status, unknown.problem.reason]).toEqual([401, 'key_unknown']);
  });

  test.each(every.filter(({ route }) => route.scope !== 'any'))(
    '$name refuses a key without the role',
    async ({ route }) => {
      const before = await stateOf(OWN);
      const told = await ask(route, { key: keys.nobody });
      expect([told.status, told.problem.reason]).toEqual([403, 'role_missing']);
      for (const role of ADMIN_ROLES.filter((each) => !route.roles.includes(each))) {
        const key = await admin.key({ roles: [role] });
        const refused = await ask(route, { key });
        expect([role, refused.status, refused.problem.reason]).toEqual([role, 403, 'role_missing']);
      }
      expect(await stateOf(OWN)).toEqual(before);
    },
  );

  test.each(every.filter(({ route }) => route.scope === 'installation'))(
    '$name refuses every key of a tenant',
    async ({ route }) => {
      const told = await ask(route, { key: keys.everything });
      expect([told.status, told.problem.reason]).toEqual([403, 'role_missing']);
    },
  );

  test.each(ofTenant)("$name refuses another tenant's key, and gives nothing away", async ({ route }) => {
    const before = await stateOf(OWN);
    const told = await ask(route, { key: keys.stranger });
    expect([told.status, told.problem.reason]).toEqual([403, 'foreign_tenant']);
    const nowhere = await ask(route, { key: keys.stranger, ids: { ...tenants.own, tenantId: 'nowhere' } });
    expect([nowhere.status, nowhere.text]).toEqual([told.status, told.text]);
    expect(await stateOf(OWN)).toEqual(before);
  });

  test.each(ofTenant.filter(({ route }) => route.scope === 'tenant' && !route.outlivesTenant))(
    '$name of a tenant that is not there is not there',
    async ({ route }) => {
      const told = await ask(route, { key: keys.operator, ids: { ...tenants.own, tenantId: 'nowhere' } });
      expect([told.status, told.problem.reason]).toEqual([404, 'tenant_unknown']);
    },
  );
});

/** Making something under an id of one's own choice cannot reach what another tenant has under it. */
const MAKES = ['systems.put', 'groups.put', 'profiles.put'];
const IDS_INSIDE = [
  'systemId',
  'personId',
  'address',
  'groupId',
  'keyId',
  'sourceId',
  'jobId',
  'proposalId',
  'profileId',
];

describe('what a request names', () => {
  const withIds = ofTenant.filter(({ route }) => IDS_INSIDE.some((name) => route.path.includes(`{${name}}`)));

  test.each(withIds)('$name finds nothing of another tenant', async ({ route }) => {
    const before = await stateOf(OTHER);
    const ids = { ...tenants.other, tenantId: OWN };
    const told = await ask(route, { key: keys.everything, ids });
    if (MAKES.includes(route.id)) {
      const headers = { authorization: `Bearer ${keys.everything}` };
      expect((await admin.fetch(pathOf(route.path, ids), { method: 'DELETE', headers })).status).toBe(204);
    } else {
      expect([told.status, told.text]).toEqual([404, expect.stringContaining('_unknown')]);
    }
    expect(await stateOf(OTHER)).toEqual(before);
  });

  const withBody = every.filter(({ route }) => route.bodyType === undefined && !(route.body instanceof z.ZodUndefined));
  const EXTRA = ['id', 'tenantId', 'revision', 'origin', 'hash', 'createdAt', 'constructor', '__proto__'];
  const known = (route: Route): readonly string[] =>
    route.body instanceof z.ZodObject ? Object.keys(route.body.shape) : [];
  const keyOf = (route: Route): string => (route.scope === 'installation' ? keys.operator : keys.everything);

  test.each(withBody)('$name takes no field that it does not name', async ({ route }) => {
    const body = bodiesFor(tenants.own)[route.id];
    expect(body, 'a body for this route in testing/two-tenants.ts').toBeDefined();
    for (const extra of EXTRA.filter((name) => !known(route).includes(name))) {
      const text = JSON.stringify(body).replace('{', `{${JSON.stringify(extra)}:"x",`);
      const told = await ask(route, { key: keyOf(route), body: text });
      expect([extra, told.status, told.problem.reason]).toEqual([extra, 400, 'request_invalid']);
      if (extra !== '__proto__') {
        expect(told.problem.errors?.map(({ pointer }) => pointer)).toEqual([`/body/${extra}`]);
      }
    }
  });

  test.each(every.filter(({ route }) => !(route.body instanceof z.ZodUndefined)))(
    '$name takes no body of another kind, none that is too large, and none that is broken',
    async ({ route }) => {
      const refused = await raw(route, { 'content-type': 'text/xml', 'content-length': '5' }, '<a/>x');
      expect(refused).toBe(415);
      expect(await raw(route, { 'content-length': '2' }, '{}')).toBe(415);
      const type = route.bodyType ?? 'application/json';
      expect(await raw(route, { 'content-type': type, 'content-length': String(route.maxBody + 1) }, '')).toBe(413);
      expect(await raw(route, { 'content-type': type, 'content-encoding': 'gzip', 'content-length': '1' }, ' ')).toBe(
        415,
      );
      if (route.bodyType === undefined) {
        for (const body of ['', '{', '[]', '"x"', 'null', '{"a":1}}', '\u{feff}{}x']) {
          const told = await ask(route, { key: keyOf(route), body });
          expect([body, told.status, told.problem.reason]).toEqual([body, 400, 'request_invalid']);
        }
        const chunked = await raw(
          route,
          { 'content-type': type, 'transfer-encoding': 'chunked' },
          ' '.repeat(route.maxBody + 1),
        );
        expect(chunked).toBe(413);
      }
    },
  );

  test.each(every.filter(({ route }) => route.body instanceof z.ZodUndefined && route.method !== 'GET'))(
    '$name takes no body at all',
    async ({ route }) => {
      expect(await raw(route, { 'content-type': 'application/json', 'content-length': '2' }, '{}')).toBe(400);
    },
  );

  /** By node's own client, since fetch sends no length that is not true. */
  async function raw(route: Route, headers: Readonly<Record<string, string>>, body: string): Promise<number> {
    const sent = httpRequest(new URL(pathOf(route.path, tenants.own), admin.url), {
      method: route.method,
      headers: { authorization: `Bearer ${keyOf(route)}`, ...headers },
      agent: false,
    });
    sent.on('error', () => undefined);
    sent.flushHeaders();
    sent.write(body);
    const [response] = await once(sent, 'response');
    sent.destroy();
    return z.object({ statusCode: z.number() }).parse(response).statusCode;
  }

  test.each(every)('$name takes no query that it does not name, and none twice', async ({ route }) => {
    const key = keyOf(route);
    const demanded = (QUERIES[route.id] ?? '?').concat('&');
    const odd = await ask(route, { key, query: `${demanded}tenant=globex` });
    expect([odd.status, odd.problem.errors?.map(({ pointer }) => pointer)]).toEqual([400, ['/query/tenant']]);
    expect((await ask(route, { key, query: '?__proto__=1' })).status).toBe(400);
    expect((await ask(route, { key, query: '?a=%zz' })).status).toBe(400);
    const single = Object.entries<z.ZodType>(route.query instanceof z.ZodObject ? route.query.shape : {}).find(
      ([, schema]) => !schema.safeParse(['1', '1']).success,
    );
    if (single !== undefined) {
      const [name] = single;
      const twice = await ask(route, { key, query: `?${name}=1&${name}=1` });
      expect([twice.status, twice.problem.reason]).toEqual([400, 'request_invalid']);
    }
  });
});

describe('methods', () => {
  const paths = [...new Set(allRoutes.map(({ path }) => path))];

  test.each(paths)('%s says what it takes, and refuses the rest', async (path) => {
    const at = pathOf(path, tenants.own);
    const methods = allRoutes.filter((route) => route.path === path).map(({ method }) => method);
    const options = await admin.fetch(at, { method: 'OPTIONS' });
    expect(options.status).toBe(204);
    for (const method of methods) {
      expect(options.headers.get('allow')?.split(', ')).toContain(method);
    }
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter(
      (each) => !methods.some((own) => own === each),
    )) {
      const refused = await admin.fetch(at, { method });
      expect([method, refused.status, PROBLEM.parse(await refused.json()).reason]).toEqual([
        method,
        405,
        'method_unknown',
      ]);
      expect(refused.headers.get('allow')).toBe(options.headers.get('allow'));
    }
  });

  test.each(every.filter(({ route }) => route.method === 'GET' && route.answerType === undefined))(
    '$name answers HEAD as GET, without the body',
    async ({ route }) => {
      const key = keys.operator;
      const path = pathOf(route.path, tenants.own) + (QUERIES[route.id] ?? '');
      const headers = { authorization: `Bearer ${key}` };
      const [head, get] = [await admin.fetch(path, { method: 'HEAD', headers }), await admin.fetch(path, { headers })];
      expect([head.status, head.headers.get('etag'), await head.text()]).toEqual([
        get.status,
        get.headers.get('etag'),
        '',
      ]);
      await get.text();
    },
  );
});
