import { type System, type SystemId, systemId } from '@lamplight/domain';
import { expect, test } from 'vitest';
import { systemFollower } from './system-follower.ts';

const pbx = systemId('pbx');

test('a system that goes is dropped once, though dropping it changes the directory for each login at its lines', () => {
  const systems = new Map<SystemId, System>([[pbx, { id: pbx, technology: 'PBX', displayName: 'pbx' }]]);
  const said: string[] = [];
  const follow = systemFollower({
    directory: { systems },
    gate: { systemsChanged: () => undefined },
    claims: {
      admit: (id) => said.push(`admit ${id}`),
      drop: (id) => {
        said.push(`drop claims of ${id}`);
        if (said.length < 10) {
          follow();
        }
      },
    },
    effects: { drop: (id) => said.push(`drop effects of ${id}`) },
  });
  systems.delete(pbx);
  follow();
  expect(said).toEqual(['drop claims of pbx', 'drop effects of pbx']);
});
