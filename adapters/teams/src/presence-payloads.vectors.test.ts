/** Every payload of test/vectors/graph/presence-payloads.json: what is read of it and what is claimed. */
import { readFileSync } from 'node:fs';
import { SILENT_CLAIM } from '@lamplight/domain';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { PresenceReader } from './presence-reader.ts';
import { person } from './testing/attributed-person.ts';
import { toClaim } from './to-claim.ts';

const time = z
  .string()
  .nullable()
  .transform((value) => (value === null ? null : Date.parse(value)));

const { rows } = z
  .object({
    rows: z.array(
      z.object({
        name: z.string(),
        source: z.string().min(1),
        payload: z.record(z.string(), z.unknown()),
        pair: z.string(),
        outOfOffice: z
          .strictObject({ active: z.boolean(), message: z.string() })
          .default({ active: false, message: '' }),
        note: z.strictObject({ text: z.string(), until: time }).nullable().default(null),
        workLocation: z
          .strictObject({ type: z.string(), place: z.string(), source: z.string() })
          .nullable()
          .default(null),
        sequenceNumber: z.string().nullable().default(null),
      }),
    ),
  })
  .parse(
    JSON.parse(readFileSync(new URL('../../../test/vectors/graph/presence-payloads.json', import.meta.url), 'utf8')),
  );

const ID = '66825e03-7ef5-42da-9069-724602c31f6b';

describe('a presence as Graph gives it', () => {
  test.each(rows)('$name', ({ payload, pair, outOfOffice, note, workLocation, sequenceNumber }) => {
    const id = payload['id'] === undefined ? ID : ID.toUpperCase();
    const read = new PresenceReader().read(JSON.stringify({ value: [{ ...payload, id }] }));
    const [availability = '', activity = ''] = pair.split('/');
    const presence = {
      id: ID,
      pair: { availability, activity },
      outOfOffice,
      statusMessage: note,
      workLocation,
      sequenceNumber,
    };
    expect(read).toEqual({ kind: 'presences', presences: [presence] });
    const { view } = person().reads(0, presence.pair);
    expect(toClaim(view, presence, { suspended: false, foreignWriter: false })).toEqual({
      ...SILENT_CLAIM,
      availability,
      activity,
      outOfOffice: { ...outOfOffice, until: null },
      note,
      workLocation,
      howSet: 'inferred',
      since: 1_000_100,
    });
  });
});
