import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { DEFAULT_SWITCHES } from '../switches/switches.ts';
import { pairSchema, readVectors } from '../testing/read-vectors.ts';
import { aggregate } from './aggregate.ts';

const rows = readVectors(
  'aggregation',
  z.strictObject({
    sessions: z.array(pairSchema),
    preferred: pairSchema.optional(),
    appointment: z.boolean().default(false),
    outOfOffice: z.boolean().default(false),
    shows: z.string(),
    source: z.string(),
  }),
);

describe('aggregate', () => {
  test.each(rows)('$sessions, preferred $preferred: $shows', (row) => {
    const inputs = [row.sessions, row.sessions.toReversed()].map((sessions) => ({
      sessions: sessions.map((pair, index) => ({ pair, changedAt: index })),
      preferred: row.preferred,
      inAppointment: row.appointment,
      isOutOfOffice: row.outOfOffice,
    }));
    for (const input of inputs) {
      const shown = aggregate(input, DEFAULT_SWITCHES);
      expect(`${shown.availability}/${shown.activity}`).toBe(row.shows);
    }
  });

  test('shows the latest of two equal availabilities where the switch says so', () => {
    const sessions = [
      { pair: { availability: 'Busy', activity: 'InAConferenceCall' }, changedAt: 1 },
      { pair: { availability: 'Busy', activity: 'InACall' }, changedAt: 2 },
    ];
    const input = { sessions, preferred: undefined, inAppointment: false, isOutOfOffice: false };
    expect(aggregate(input, { ...DEFAULT_SWITCHES, sameAvailability: 'latestSession' }).activity).toBe('InACall');
  });
});
