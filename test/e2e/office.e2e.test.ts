/** What `npm start` runs, opened and closed: everything real in one process. */
import { EventEmitter, once } from 'node:events';
import { existsSync } from 'node:fs';
import { createClient } from '@lamplight/client';
import { OFFICE_PEOPLE, startOffice } from '@lamplight/office';
import { MemoryLogger, seededRandom, systemClock } from '@lamplight/runtime';
import { expect, test } from 'vitest';

test('a console hears of everybody from both sides, sees a call, and nothing is left when the office closes', async () => {
  const logger = new MemoryLogger();
  const office = await startOffice({ clock: systemClock(), random: seededRandom(20), logger });
  const client = createClient({
    gateway: office.gateway,
    key: office.key,
    certificateAuthorities: [office.caPem],
    clientName: 'test',
    clientVersion: '1',
  });
  const news = new EventEmitter();
  const { view } = client.subscribe(
    OFFICE_PEOPLE.map(({ id }) => ({ by: 'id', personId: id })),
    { onChange: () => news.emit('change') },
  );
  const until = async (predicate: () => boolean): Promise<void> => {
    while (!predicate()) {
      await once(news, 'change');
    }
  };
  const presences = () => [...view.people()].map(({ presence }) => presence);
  await until(() => {
    const heard = presences().filter((one) => one?.views.every(({ freshness }) => freshness === 'fresh') === true);
    return heard.length === OFFICE_PEOPLE.length;
  });
  await until(() => presences().some((one) => one?.tone === 'busy'));
  await client.close();
  await office.stop();
  expect(existsSync(office.consoleEnv)).toBe(false);
  expect(logger.lines.filter(({ level }) => level === 'error')).toEqual([]);
});
