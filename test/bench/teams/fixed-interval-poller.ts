/**
 * The peer: asks for everybody, 650 at a time, at one interval, spread evenly over it. It does not know who is watched.
 * How long a change waits for it depends on nothing but when its part is asked, so each change is followed by itself.
 */
import { type Random, seededRandom } from '@lamplight/runtime';
import { Latency } from './latency.ts';

const CHANGES = 20_000;

/** When the changes of one seed are known, from visible to answered; ms. */
export function delaysOf(intervalMs: number, seed: number): readonly number[] {
  const random: Random = seededRandom(seed);
  const latency = new Latency(seededRandom(seed + 1));
  return Array.from({ length: CHANGES }, () => {
    // Somewhere between two reads of the part; a read that began before may still see it.
    const visibleAt = random.next() * intervalMs;
    let known = Infinity;
    for (let sentAt = -10 * intervalMs; sentAt < known; sentAt += intervalMs) {
      const { beforeMs, afterMs } = latency.service();
      if (sentAt + beforeMs >= visibleAt) {
        known = Math.min(known, sentAt + beforeMs + afterMs);
      }
    }
    return known - visibleAt;
  });
}

/** Requests in an hour. */
export function requestsInHour(people: number, intervalMs: number): number {
  return Math.ceil(people / 650) * (3_600_000 / intervalMs);
}
