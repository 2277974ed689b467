/** Every vector of test/vectors/admin/hostile-strings.json in every filter and every part of every path. */
import { readFileSync } from 'node:fs';
import { ADMIN_ROLES, allRoutes } from '@lamplight/admin-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type RunningAdmin, runAdmin } from './testing/running-admin.ts';
import { OWN, pathOf, type TwoTenants, twoTenants } from './testing/two-tenants.ts';

const FILE = new URL('../../../../test/vectors/admin/hostile-strings.json', import.meta.url);
const VECTORS = z.object({
  rows: z.array(z.object({ name: z.string(), text: z.string(), source: z.string().min(1) })),
});
const rows = [
  ...VECTORS.parse(JSON.parse(readFileSync(FILE, 'utf8'))).rows,
  { name: 'ten thousand characters', text: 'x'.repeat(10_000), source: 'a path and a query have a length' },
];

let admin: RunningAdmin;
let tenants: TwoTenants;
let key: string;

beforeAll(async () => {
  admin = await runAdmin();
  tenants = await twoTenants(admin.store);
  key = await admin.key({ roles: [...ADMIN_ROLES] });
});

afterAll(() => admin.close());

const LISTED = z.object({ items: z.array(z.unknown()).optional(), entries: z.array(z.unknown()).optional() });

async function get(path: string): Promise<{ readonly status: number; readonly found: number }> {
  const response = await admin.fetch(path, { headers: { authorization: `Bearer ${key}` } });
  const text = await response.text();
  const { items, entries } = response.status === 200 ? LISTED.parse(JSON.parse(text)) : {};
  return { status: response.status, found: (items ?? entries ?? []).length };
}

/** Filters by text; those of words, numbers and times are refused by their form. */
const filters = allRoutes
  .filter(({ method, answerType }) => method === 'GET' && answerType === undefined)
  .flatMap((route) =>
    Object.keys(route.query instanceof z.ZodObject ? route.query.shape : {}).map((name) => ({ name, route })),
  );

/** A filter that means the same as none, and what a list shows without. */
const NARROWS = ['query', 'group', 'system', 'entity', 'entityId', 'actor', 'person', 'address'];

describe.each(rows)('$name', ({ text }) => {
  test('in a filter finds nothing, and breaks nothing', async () => {
    for (const { name, route } of filters) {
      const demanded = route.id === 'people.find' && name !== 'address' ? 'address=anna&' : '';
      const answer = await get(
        `${pathOf(route.path, tenants.own)}?${demanded}${name}=${encodeURIComponent(safe(text))}`,
      );
      expect(answer.status, `${route.id} ${name}`).toBeLessThan(500);
      if (NARROWS.includes(name)) {
        expect(answer.found, `${route.id} ${name}`).toBe(0);
      }
    }
  });

  test('in a path names nothing, and breaks nothing', async () => {
    for (const route of allRoutes.filter(({ method }) => method === 'GET' || method === 'DELETE')) {
      // The audit of a tenant outlives it, so that of one that never was is empty.
      if (route.outlivesTenant) {
        continue;
      }
      for (const [, name = ''] of route.path.matchAll(/\{(\w+)\}/g)) {
        const path = pathOf(route.path, { ...tenants.own, [name]: safe(text) });
        const response = await admin.fetch(path, { method: route.method, headers: { authorization: `Bearer ${key}` } });
        await response.text();
        expect([400, 404, 405], `${route.id} ${name}`).toContain(response.status);
      }
    }
  });
});

test('a filter that means something still finds', async () => {
  expect(await get(`/v1/tenants/${OWN}/people?query=anna`)).toEqual({ status: 200, found: 1 });
  expect(await get(`/v1/tenants/${OWN}/people:find?address=anna%40acme.example`)).toEqual({ status: 200, found: 1 });
  expect(await get(`/v1/tenants/${OWN}/lines?query=567`)).toEqual({ status: 200, found: 1 });
});

/** As a browser sends it: a lone surrogate becomes U+FFFD. */
function safe(text: string): string {
  return text.toWellFormed();
}
