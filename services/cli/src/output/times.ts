/** An instant of the API as people read it: `2026-11-21 09:40Z`, in UTC; nothing for null. */
export function shortTime(instant: string | null): string {
  if (instant === null) {
    return '';
  }
  const at = new Date(instant);
  return Number.isNaN(at.getTime()) ? instant : `${at.toISOString().slice(0, 16).replace('T', ' ')}Z`;
}

/** As {@link shortTime}, for when something ends; `(over)` behind what has ended. */
export function endTime(instant: string | null, now: number): string {
  return shortTime(instant) + (isOver(instant, now) ? ' (over)' : '');
}

/** Whether what ends then has ended; never for null. */
export function isOver(instant: string | null, now: number): boolean {
  return instant !== null && Date.parse(instant) <= now;
}

/** A length of time in one unit that says enough: `3 days`, `1 hour`, `20 seconds`. */
export function roughly(milliseconds: number): string {
  const seconds = Math.round(Math.abs(milliseconds) / 1000);
  const [unit, size] = UNITS.find(([, least]) => seconds >= least * 2) ?? ['second', 1];
  const count = Math.floor(seconds / size);
  return counted(count, unit);
}

const UNITS: readonly (readonly [string, number])[] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

/** `1 line`, `2 lines`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
