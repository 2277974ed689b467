import { readFileSync } from 'node:fs';
import { ManualClock, seededRandom } from '@lamplight/runtime';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { GraphAnswer } from '../client.ts';
import { GRAPH } from '../testing/directory-model.ts';
import { DirectoryRequests } from './directory-requests.ts';
import { readUser } from './graph-user.ts';
import { readGroupMembers } from './group-members.ts';
import { taken } from './who-is-taken.ts';

const vectors = z
  .object({
    users: z.array(
      z.object({
        name: z.string(),
        record: z.unknown(),
        also: z.array(z.enum(['guests', 'disabled', 'rooms', 'resource-accounts', 'no-teams'])).default([]),
        person: z.unknown().optional(),
        removed: z.string().optional(),
        leftOut: z.string().optional(),
        unreadable: z.string().nullable().optional(),
      }),
    ),
    groups: z.array(
      z.object({
        name: z.string(),
        pages: z.array(z.array(z.unknown())),
        members: z.array(z.string()),
        nested: z.number().default(0),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('../../../../test/vectors/graph/directory.json', import.meta.url), 'utf8')));

describe('a user of the directory', () => {
  test.each(vectors.users)('$name', ({ record, also, person, removed, leftOut, unreadable }) => {
    const read = readUser(record);
    if (read.kind !== 'user') {
      expect(read).toMatchObject(read.kind === 'removed' ? { id: removed } : { id: unreadable });
      return;
    }
    const found = taken(read.user, also);
    if (found.kind === 'left-out') {
      expect(found.reason).toBe(leftOut);
      return;
    }
    const addresses = found.person.addresses.map(({ kind, value }) => `${kind} ${value}`);
    expect({ ...found.person, addresses }).toEqual(person);
  });
});

describe('groups of the directory', () => {
  test.each(vectors.groups)('$name', async ({ pages, members, nested }) => {
    const link = (page: number) =>
      page < pages.length ? { '@odata.nextLink': `${GRAPH}/p${page}` } : { '@odata.deltaLink': `${GRAPH}/delta` };
    const bodies = pages.map((value, index) => JSON.stringify({ value, ...link(index + 1) }));
    const send = async (): Promise<GraphAnswer> => ({ kind: 'answer', status: 200, body: bodies.shift() ?? '' });
    const requests = new DirectoryRequests(GRAPH, {
      requests: { send },
      clock: new ManualClock(),
      random: seededRandom(1),
    });
    const id = '2e5807ce-58f3-4a94-9b37-ffff2e085957';
    const read = await readGroupMembers(requests, [id], null, new AbortController().signal);
    const group = read.kind === 'got' ? read.value.groups.get(id) : undefined;
    expect([[...(group?.members ?? [])].sort(), group?.nested.size]).toEqual([members, nested]);
  });
});

describe('pages of the directory', () => {
  const ask = async (body: unknown) => {
    const asked: string[] = [];
    const send = async ({ path }: { readonly path: string }): Promise<GraphAnswer> => {
      asked.push(path);
      return { kind: 'answer', status: 200, body: JSON.stringify(body) };
    };
    const around = { requests: { send }, clock: new ManualClock(), random: seededRandom(1) };
    return new DirectoryRequests(GRAPH, around).page('/users/delta', new AbortController().signal);
  };

  test.each([
    ['at another host', { value: [], '@odata.nextLink': 'https://graph.microsoft.com.evil.example/v1.0/users' }],
    ['that is no address', { value: [], '@odata.nextLink': 'users/delta?$skiptoken=x' }],
    ['that is the page itself', { value: [], '@odata.nextLink': '/users/delta' }],
  ])('never follow a next page %s', async (_, body) => {
    expect(await ask(body)).toMatchObject({ kind: 'failed', failure: { reason: 'answer_unexpected' } });
  });

  test('are refused whole where they have no list', async () => {
    expect(await ask({ error: {} })).toMatchObject({ kind: 'failed', failure: { reason: 'answer_unexpected' } });
  });
});
