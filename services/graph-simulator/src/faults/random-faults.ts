/**
 * Faults at random, from a seed: each request to Graph and to the token endpoint meets one with the same probability.
 * Every request takes the same number of draws, so the same requests in the same order meet the same faults.
 */
import { type Random, seededRandom } from '@lamplight/runtime';
import { z } from 'zod';
import type { Fault, FaultAnswer, RouteName } from './fault.ts';

export const RANDOM_FAULT_KINDS = [
  'tooManyRequests',
  'unavailable',
  'serverError',
  'reset',
  'lostAnswer',
  'html',
  'empty',
  'truncated',
  'delay',
  'hang',
] as const;
export type RandomFaultKind = (typeof RANDOM_FAULT_KINDS)[number];

export const randomFaultsSchema = z.strictObject({
  seed: z.int().default(1),
  /** The share of requests that meet a fault: 0 for none, 1 for all. */
  rate: z.number().min(0).max(1).default(0),
  /** Which faults, each as likely as the others. Default: all but hanging. */
  kinds: z
    .array(z.enum(RANDOM_FAULT_KINDS))
    .min(1)
    .default(RANDOM_FAULT_KINDS.filter((kind) => kind !== 'hang')),
});
export type RandomFaultSettings = z.output<typeof randomFaultsSchema>;

/** Calls that never meet a random fault: a client that cannot learn the keys and endpoints does not start at all. */
const SPARED: ReadonlySet<RouteName> = new Set(['openIdConfiguration', 'instanceDiscovery', 'keys']);

export class RandomFaults {
  #settings: RandomFaultSettings = Object.freeze(randomFaultsSchema.parse({}));
  #random: Random = seededRandom(this.#settings.seed);

  get settings(): RandomFaultSettings {
    return this.#settings;
  }

  /** The sequence begins anew. */
  change(settings: RandomFaultSettings): void {
    this.#settings = Object.freeze(settings);
    this.#random = seededRandom(settings.seed);
  }

  /** The fault that this request meets; undefined for none. */
  draw(route: RouteName): Fault | undefined {
    const { rate, kinds } = this.#settings;
    if (rate === 0 || SPARED.has(route)) {
      return undefined;
    }
    const [hit, which, size] = [this.#random.next(), this.#random.next(), this.#random.next()];
    const kind = kinds[Math.floor(which * kinds.length)];
    return hit < rate && kind !== undefined ? { routes: [route], times: 1, answer: answerOf(kind, size) } : undefined;
  }
}

/** @param size from 0 to 1: how long it lasts, where it lasts. */
function answerOf(kind: RandomFaultKind, size: number): FaultAnswer {
  switch (kind) {
    case 'tooManyRequests':
      return { kind: 'status', status: 429, retryAfterS: 1 + Math.floor(size * 10) };
    case 'unavailable':
      return { kind: 'status', status: 503, retryAfterS: 1 + Math.floor(size * 5) };
    case 'serverError':
      return { kind: 'status', status: 500 };
    case 'reset':
      return { kind: 'reset', carriedOut: false };
    case 'lostAnswer':
      return { kind: 'reset', carriedOut: true };
    case 'html':
      return { kind: 'html', status: 200 };
    case 'empty':
      return { kind: 'empty', json: size < 0.5 };
    case 'truncated':
      return { kind: 'truncated' };
    case 'delay':
      return { kind: 'delay', ms: 500 + Math.floor(size * 9500) };
    case 'hang':
      return { kind: 'hang', carriedOut: size < 0.5 };
  }
}
