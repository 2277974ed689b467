/**
 * A short day under each misbehaviour of Graph, and under another application that writes: while it lasts no call is shown
 * that nobody makes, and once it is over everybody is shown as Graph shows them, with no session of ours left.
 */
import { CLOUD_FEATURES, CLOUDS } from '@lamplight/graph-simulator';
import { afterAll, describe, expect, onTestFailed, test } from 'vitest';
import {
  AT_RANDOM,
  CONVERGED_AFTER_MS,
  faulty,
  foreignWriter,
  LEASE_OVER_AFTER_MS,
  type Misbehaviour,
  REFUSED,
  SWITCHED,
  THROTTLED,
} from './misbehaviours.ts';
import { DAY_PEOPLE, ShortDay } from './short-day.ts';

/** The calls that the adapter makes for presence without notifications. */
const CALLS = ['token', 'getPresencesByUserId', 'setPresence', 'clearPresence'] as const;

/** One site for all, since making it takes longer than a day; a new one after a day that went wrong. */
let shared: Promise<ShortDay> | undefined;

afterAll(async () => {
  await (await shared)?.close();
});

async function liveUnder({ begin, foreign, keepsOurs }: Misbehaviour): Promise<void> {
  shared ??= ShortDay.begin();
  const day = await shared;
  onTestFailed(async () => {
    shared = undefined;
    await day.close();
  });
  const end = begin(day.site.simulator.control);
  await day.live();
  end();
  const took = await day.converge(keepsOurs ? LEASE_OVER_AFTER_MS : CONVERGED_AFTER_MS);
  expect(day.differences()).toEqual([]);
  expect(took).toBeLessThanOrEqual(keepsOurs ? LEASE_OVER_AFTER_MS : CONVERGED_AFTER_MS);
  const phantoms = day.phantoms.splice(0);
  expect(foreign || keepsOurs ? [] : phantoms).toEqual([]);
  expect(day.intrusions.splice(0)).toEqual([]);
}

test('a day on which Graph behaves makes these calls and no others', async () => {
  const day = await ShortDay.begin();
  const called = new Set<string>();
  day.site.simulator.control.onRequest(({ route }) => called.add(route));
  await day.live();
  await day.close();
  expect([...called, 'token'].toSorted()).toEqual([...CALLS].toSorted());
});

describe('what is switched in Graph', () => {
  test.each(SWITCHED)('$name', liveUnder);
});

describe('what fails at Graph and Entra', () => {
  test.each(faulty(CALLS))('$name', liveUnder);
});

describe('faults at random', () => {
  test.each(AT_RANDOM)('$name', liveUnder);
});

describe('throttling', () => {
  test.each(THROTTLED)('$name', liveUnder);
});

describe('what an administrator takes away', () => {
  test.each(REFUSED)('$name', liveUnder);
});

describe('another application writes', () => {
  test.each(foreignWriter(Object.values(DAY_PEOPLE)))('$name', liveUnder);
});

describe('clouds with presence', () => {
  test.each(CLOUDS.filter((cloud) => CLOUD_FEATURES[cloud].presence))('%s', async (cloud) => {
    const day = await ShortDay.begin({ teams: { cloud }, switches: { cloud } });
    const { randomFaults } = day.site.simulator.control;
    randomFaults.change({ seed: 1, rate: 0.2 });
    await day.live();
    randomFaults.change({ rate: 0 });
    await day.converge(CONVERGED_AFTER_MS);
    expect(day.differences()).toEqual([]);
    expect(day.phantoms).toEqual([]);
    await day.close();
  });
});
