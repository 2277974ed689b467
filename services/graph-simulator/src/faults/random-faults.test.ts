import { expect, test } from 'vitest';
import { ADA, simulatedTenant } from '../testing/simulated-tenant.ts';
import { RANDOM_FAULT_KINDS, RandomFaults, randomFaultsSchema } from './random-faults.ts';

const kindsOf = (seed: number, rate: number): readonly (string | undefined)[] => {
  const faults = new RandomFaults();
  faults.change(randomFaultsSchema.parse({ seed, rate }));
  return Array.from({ length: 2000 }, () => faults.draw('getPresence')?.answer.kind);
};

test('the same seed gives the same faults, about as often as asked', () => {
  const once = kindsOf(7, 0.1);
  expect(kindsOf(7, 0.1)).toEqual(once);
  expect(kindsOf(8, 0.1)).not.toEqual(once);
  const met = once.filter((kind) => kind !== undefined).length;
  expect(met).toBeGreaterThan(150);
  expect(met).toBeLessThan(250);
});

test('a higher rate meets every request that a lower one met, with the same fault', () => {
  const rare = kindsOf(7, 0.05);
  const often = kindsOf(7, 0.5);
  rare.forEach((kind, index) => {
    expect(kind === undefined || often[index] === kind).toBe(true);
  });
});

test.each(RANDOM_FAULT_KINDS)('%s is a fault that a request meets', async (kind) => {
  const { simulator, graph, clock } = simulatedTenant({ config: { randomFaults: { rate: 1, kinds: [kind] } } });
  const answered = graph('GET', `users/${ADA}/presence`).catch(() => undefined);
  await clock.advanceAsync(20_000);
  simulator.stop();
  const answer = await answered;
  const isGood = answer?.status === 200 && answer.connection === undefined && answer.body.includes('availability');
  expect(isGood).toBe(kind === 'delay');
});

test('nothing by default, and never for keys and discovery', () => {
  expect(new RandomFaults().draw('getPresence')).toBeUndefined();
  const faults = new RandomFaults();
  faults.change(randomFaultsSchema.parse({ rate: 1 }));
  expect(faults.draw('keys')).toBeUndefined();
});

test('planned faults go first', async () => {
  const { simulator, graph } = simulatedTenant({ config: { randomFaults: { rate: 1, kinds: ['serverError'] } } });
  simulator.control.addFault({ routes: ['getPresence'], answer: { kind: 'status', status: 418 } });
  expect((await graph('GET', `users/${ADA}/presence`)).status).toBe(418);
  expect((await graph('GET', `users/${ADA}/presence`)).status).toBe(500);
  simulator.control.randomFaults.change({ rate: 0 });
  expect((await graph('GET', `users/${ADA}/presence`)).status).toBe(200);
});
