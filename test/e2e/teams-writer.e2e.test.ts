/** Two systems with one registration: Graph keeps one session for it, so one of them writes and the other says who does. */
import { DEFAULT_APP } from '@lamplight/graph-simulator';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Recorded } from '../fakes/recorded.ts';
import { TeamsSite } from './teams-site.ts';

let site: TeamsSite;

beforeEach(async () => {
  site = await TeamsSite.make({ people: ['anna'], lines: true, twice: true });
});
afterEach(() => site.close());

test('the second refuses and names the first, and takes over when that one goes', async () => {
  const writes = new Recorded<string>();
  site.control.onWrite(({ action, status }) => writes.add(`${action} ${status}`));
  await site.health('entra', ({ state }) => state === 'ok');
  const health = await site.health('entra-2', ({ reason }) => reason === 'writer_exists');
  expect(health).toMatchObject({
    state: 'action-needed',
    message: expect.stringContaining('the system entra'),
  });
  const board = await site.watch('anna');
  site.atTheLine('anna', 'talking');
  await writes.until('the call to be written', (all) => all.includes('setPresence 200'));
  await site.looked(
    () => board.presenceOf('anna')?.activity,
    (activity) => activity === 'InACall',
  );
  expect(writes.items.filter((write) => write.startsWith('setPresence'))).toEqual(['setPresence 200']);

  await site.done('system', 'remove', 'entra');
  await site.health('entra-2', ({ state }) => state === 'ok');
  site.atTheLine('anna', 'idle');
  await site.looked(
    () => site.control.inspect(`anna@contoso.example`).sessions.filter(({ kind }) => kind !== 'client'),
    ({ length }) => length === 0,
  );
  writes.clear();
  site.atTheLine('anna', 'talking');
  await site.looked(
    () => [...writes.items],
    (all) => all.includes('setPresence 200'),
  );
  expect(site.control.writes.every(({ appId }) => appId === DEFAULT_APP.appId)).toBe(true);
});
