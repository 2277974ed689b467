/** Draws from the distributions that the simulated world is made of, each from a given sequence. */
import type { Random } from '@lamplight/runtime';

/** The 90th percentile of the standard normal distribution. */
const Z90 = 1.281_551_566;

/** Standard normal. Box and Muller, "A note on the generation of random normal deviates", 1958. */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

/** The time until the next event of a Poisson process whose events are `mean` apart. */
export function exponential(random: Random, mean: number): number {
  return -Math.log(1 - random.next()) * mean;
}

/** Half of all draws are above `median`, one in ten above `p90`. */
export function logNormal(random: Random, median: number, p90: number): number {
  return median * Math.exp((Math.log(p90 / median) / Z90) * normal(random));
}

/** Even between two bounds. */
export function between(random: Random, least: number, most: number): number {
  return least + (most - least) * random.next();
}

export function chance(random: Random, probability: number): boolean {
  return random.next() < probability;
}

/** One seed out of several numbers, so that neighbours do not give similar sequences (MurmurHash3's finalizer). */
export function mixedSeed(...numbers: readonly number[]): number {
  let hash = 0x9747b28c;
  for (const number of numbers) {
    hash = Math.imul(hash ^ (number | 0), 0x85ebca6b);
    hash ^= hash >>> 13;
    hash = Math.imul(hash, 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash >>> 0;
}
