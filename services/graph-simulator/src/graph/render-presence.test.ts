import { describe, expect, test } from 'vitest';
import type { PresenceVersion } from '../engine/presence-engine.ts';
import { DEFAULT_SWITCHES } from '../switches/switches.ts';
import { differences } from '../testing/published-schema.ts';
import { renderOwnPresence, renderPresence, renderUnknown } from './render-presence.ts';

const VERSION: PresenceVersion = {
  pair: { availability: 'Busy', activity: 'InACall + OOF' },
  outOfOffice: { isOutOfOffice: true, message: 'Back on Monday' },
  statusMessage: {
    content: 'At the desk',
    publishedOn: Date.UTC(2026, 7, 27, 9),
    expiry: { monotonic: 0, wall: Date.UTC(2026, 7, 27, 17) },
  },
  workLocation: { workLocationType: 'office', source: 'manual', placeId: 'HQ' },
  sequenceNumber: 'A0129311063',
};

describe('renderPresence', () => {
  test.each([
    ['a full one', VERSION],
    ['a bare one', { ...VERSION, statusMessage: undefined, workLocation: undefined }],
  ])('%s has only what the published schema has', (_name, version) => {
    const { id, ...rest } = renderPresence('ada', version, DEFAULT_SWITCHES);
    expect(id).toBe('ada');
    expect(differences(rest, 'presence')).toEqual([]);
    const { id: _own, ...own } = renderOwnPresence('ada', version, DEFAULT_SWITCHES);
    expect(differences(own, 'presence')).toEqual([]);
  });

  test('spells by the switch, and leaves the number out by the switch', () => {
    const switches = { ...DEFAULT_SWITCHES, casing: 'lowerCamel', cloud: 'us-government' } as const;
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
