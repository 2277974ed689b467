/**
 * Everything that Graph's presence carries, on its whole way: each payload of test/vectors/graph/presence-payloads.json is
 * somebody's presence, and what a watcher is shown of them is read from the very message that a Subscribe stream carries.
 */
import { readFileSync } from 'node:fs';
import { type Note, type Presence, personId } from '@lamplight/domain';
import { catalogue } from '@lamplight/resolver';
import {
  encodeChange,
  encodeChangesFrame,
  SubscriptionServiceService,
  subscribeResponseFromWire,
} from '@lamplight/wire';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { closeSitesAfterEach, openSite } from './open-site.ts';
import { describePresence, type SimulatedSite } from './simulated-site.ts';

closeSitesAfterEach();

const time = z
  .string()
  .nullable()
  .transform((value) => (value === null ? null : Date.parse(value)));
const note = z.strictObject({ text: z.string(), until: time }).nullable();
const outOfOffice = z.strictObject({ active: z.boolean(), message: z.string() }).nullable();

const { rows } = z
  .object({
    rows: z.array(
      z.object({
        name: z.string(),
        payload: z.record(z.string(), z.unknown()),
        shown: z.string(),
        outOfOffice: outOfOffice.default(null),
        shownOutOfOffice: outOfOffice.optional(),
        note: note.default(null),
        shownNote: note.optional(),
        workLocation: z
          .strictObject({ type: z.string(), place: z.string(), source: z.string() })
          .nullable()
          .default(null),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('../vectors/graph/presence-payloads.json', import.meta.url), 'utf8')));

const bulkAnswer = z.object({ value: z.array(z.looseObject({ id: z.string() })) });

/** The simulator's answers with these presences in place of its own, by object id. */
function showing(payloads: ReadonlyMap<string, Readonly<Record<string, unknown>>>) {
  return (fetch: typeof globalThis.fetch): typeof globalThis.fetch =>
    async (input, init) => {
      const answer = await fetch(input, init);
      if (!String(input).endsWith('/getPresencesByUserId') || answer.status !== 200) {
        return answer;
      }
      const { value } = bulkAnswer.parse(await answer.json());
      const changed = value.map((presence) => {
        const payload = payloads.get(presence.id);
        const id = payload?.['id'] === undefined ? presence.id : presence.id.toUpperCase();
        return payload === undefined ? presence : { ...payload, id };
      });
      return Response.json({ value: changed });
    };
}

/** The person's presence as whoever watches decodes it. */
function watched(site: SimulatedSite, name: string): Presence {
  const presence = site.presence(name);
  if (presence === undefined) {
    throw new Error(`nothing is known of ${name}`);
  }
  const outcome = { kind: 'presence', presence } as const;
  const change = encodeChange({ personId: personId(name), requestedAddress: null, revision: 1, outcome });
  const bytes = Buffer.from(encodeChangesFrame([change], null));
  const read = subscribeResponseFromWire(SubscriptionServiceService.subscribe.responseDeserialize(bytes));
  const item = read.kind === 'changes' ? read.items[0] : undefined;
  if (item?.outcome.kind !== 'presence') {
    throw new Error(`a change with a presence was expected, not ${read.kind}`);
  }
  return item.outcome.presence;
}

test('nothing that Graph says is lost on the way to a watcher', async () => {
  const people = rows.map((row, index) => {
    const id = `10000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
    return { ...row, id, person: `person-${index}` };
  });
  const site = await openSite(
    {},
    {
      more: Object.fromEntries(people.map(({ person, id }) => [person, { id }])),
      between: showing(new Map(people.map(({ id, payload }) => [id, payload]))),
    },
  );
  const seen = people.map(({ person, name }) => {
    const presence = watched(site, person);
    const [view] = presence.views;
    return {
      name,
      shown: describePresence(presence),
      // The words themselves, in the view of Teams.
      view: `${view?.availability}/${view?.activity} ${view?.tone} (${view?.labelId})`,
      outOfOffice: presence.outOfOffice,
      note: presence.note,
      workLocation: presence.workLocation,
      named: ['en', 'de'].every((language) => Object.hasOwn(catalogue(language).labels, presence.labelId)),
    };
  });
  const expected = people.map((row) => {
    const away = row.shownOutOfOffice === undefined ? row.outOfOffice : row.shownOutOfOffice;
    return {
      name: row.name,
      shown: row.shown,
      view: row.shown,
      outOfOffice: away === null ? null : { ...away, until: null },
      note: row.shownNote === undefined ? row.note : row.shownNote,
      workLocation: row.workLocation,
      named: true,
    };
  });
  expect(seen).toEqual(expected);
});

test('a note is gone at its expiry, whatever its time zone, though Graph still says it', async () => {
  const id = '10000000-0000-4000-8000-000000000001';
  const payload: Record<string, unknown> = { availability: 'Available', activity: 'Available' };
  const site = await openSite({}, { more: { cora: { id } }, between: showing(new Map([[id, payload]])) });
  const until = site.clock.now() + 60_000;
  const inBerlin = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Europe/Berlin',
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(until);
  const content = 'At the dentist';
  const expiryDateTime = { dateTime: inBerlin.replace(' ', 'T'), timeZone: 'W. Europe Standard Time' };
  payload['statusMessage'] = { message: { content, contentType: 'text' }, expiryDateTime };
  await site.run(15_000);
  const wholeSecond = Math.floor(until / 1000) * 1000;
  expect(watched(site, 'cora').note).toEqual<Note>({ text: content, until: wholeSecond });
  await site.run(wholeSecond - site.clock.now() - 1);
  expect(watched(site, 'cora').note).not.toBeNull();
  await site.run(10);
  expect(watched(site, 'cora').note).toBeNull();
});
