import { roughly, shortTime } from '../output/times.ts';
import { type Check, ok, problem, warning } from './check.ts';

const DAY_MS = 86_400_000;
const WARN_MS = 30 * DAY_MS;
const ALARM_MS = 7 * DAY_MS;

/**
 * Something that ends: a warning within 30 days, a problem within 7 and after.
 * @param at milliseconds since 1970
 */
export function endsSoon(name: string, what: string, at: number, now: number, remedy: string): Check {
  const left = at - now;
  const end = shortTime(new Date(at).toISOString());
  if (left <= 0) {
    return problem(name, `${what} ended ${roughly(left)} ago, at ${end}`, remedy);
  }
  const message = `${what} ends in ${roughly(left)}, at ${end}`;
  if (left <= ALARM_MS) {
    return problem(name, message, remedy);
  }
  return left <= WARN_MS ? warning(name, message, remedy) : ok(name, message);
}
