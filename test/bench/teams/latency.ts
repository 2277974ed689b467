/**
 * How long the simulated Graph takes, the same as that of services/graph-simulator with its latency on: service
 * log-normal with median 150 ms and 99th percentile 800 ms, a request taking effect at an instant evenly spread over it;
 * a change visible to reads after 0 to 2 s, evenly spread. Microsoft publishes neither.
 */
import { type Random, seededRandom } from '@lamplight/runtime';
import { percentile } from '../figure.ts';

export const LATENCY_IN_WORDS =
  'service log-normal, p50 150 ms, p99 800 ms, effect at an instant evenly spread over it; visibility 0 to 2 s';

export const SERVICE_P50_MS = 150;
export const SERVICE_P99_MS = 800;
export const VISIBILITY_MS = 2000;
/** The 99th percentile of the standard normal distribution. */
const Z99 = 2.326_347_874;

export class Latency {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** What one request takes before and after the instant at which it takes effect; ms. */
  service(): { readonly beforeMs: number; readonly afterMs: number } {
    const sigma = Math.log(SERVICE_P99_MS / SERVICE_P50_MS) / Z99;
    const total = SERVICE_P50_MS * Math.exp(sigma * this.#normal());
    const beforeMs = total * this.#random.next();
    return { beforeMs, afterMs: total - beforeMs };
  }

  /** How long after a change reads can see it; ms. */
  visibility(): number {
    return VISIBILITY_MS * this.#random.next();
  }

  /** Box and Muller, 1958. */
  #normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.#random.next()));
    return radius * Math.cos(2 * Math.PI * this.#random.next());
  }
}

const BARE_REQUESTS = 20_000;

/** The peer of what needs a request: one that is sent at once, by nobody in particular; its 99th percentile in ms. */
export function bareRequests(seed: number): { readonly name: string; readonly value: number } {
  const latency = new Latency(seededRandom(seed));
  const services = Array.from({ length: BARE_REQUESTS }, () => {
    const { beforeMs, afterMs } = latency.service();
    return beforeMs + afterMs;
  });
  return { name: 'a bare request', value: percentile(services, 0.99) };
}
