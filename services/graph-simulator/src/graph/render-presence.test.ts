import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { PresenceVersion } from '../engine/presence-engine.ts';
import { DEFAULT_SWITCHES } from '../switches/switches.ts';
import { renderPresence, renderUnknown } from './render-presence.ts';

const typesSchema = z.record(z.string(), z.record(z.string(), z.string()));
const { properties } = z
  .object({ properties: typesSchema })
  .parse(JSON.parse(readFileSync(new URL('../../../../test/vectors/graph/schema.json', import.meta.url), 'utf8')));

const VERSION: PresenceVersion = {
  pair: { availability: 'Busy', activity: 'InACall + OOF' },
  outOfOffice: { isOutOfOffice: true, message: 'Back on Monday' },
  statusMessage: 'At the desk',
  workLocation: { workLocationType: 'office', source: 'manual', placeId: 'HQ' },
  sequenceNumber: 'A0129311063',
};

/** Every property of a value must stand in the published type, with a value of its kind. */
function conform(value: unknown, type: string): void {
  const name = type.replace(/^graph\./, '');
  const published = properties[name];
  if (value === null) {
    return;
  }
  if (published === undefined) {
    expect(typeof value, name).toBe(name === 'Edm.Boolean' ? 'boolean' : 'string');
    return;
  }
  for (const [key, inner] of Object.entries(z.record(z.string(), z.unknown()).parse(value))) {
    const innerType = published[key];
    expect(innerType, `${name}.${key}`).toBeDefined();
    conform(inner, innerType ?? '');
  }
}

describe('renderPresence', () => {
  test.each([
    ['a full one', VERSION],
    ['a bare one', { ...VERSION, statusMessage: undefined, workLocation: undefined }],
  ])('%s has only what the published schema has', (_name, version) => {
    const { id, ...rest } = renderPresence('ada', version, DEFAULT_SWITCHES);
    expect(id).toBe('ada');
    conform(rest, 'graph.presence');
  });

  test('spells by the switch, and leaves the number out by the switch', () => {
    const switches = { ...DEFAULT_SWITCHES, casing: 'lowerCamel', sequenceNumber: false } as const;
    const rendered = renderPresence('ada', VERSION, switches);
    expect(rendered).toMatchObject({ availability: 'busy', activity: 'inACall + OOF' });
    expect(rendered).not.toHaveProperty('sequenceNumber');
  });

  test('an unknown person is PresenceUnknown', () => {
    expect(renderUnknown('x', DEFAULT_SWITCHES)).toMatchObject({
      id: 'x',
      availability: 'PresenceUnknown',
      activity: 'PresenceUnknown',
    });
  });
});
