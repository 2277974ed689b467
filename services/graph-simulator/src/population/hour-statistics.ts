import { DAY_MS, HOUR_MS, MINUTE_MS, offsetAt } from './local-time.ts';
import type { Span, SpanKind } from './span.ts';

/** What happened in one hour of the day, by each person's own clock, summed over all days and people. */
export interface HourStatistics {
  /** 0 to 23. */
  readonly hour: number;
  /** How many spans of each kind began in it. */
  readonly begun: Readonly<Partial<Record<SpanKind, number>>>;
  /** For how many minutes of people's time each kind lasted in it. */
  readonly minutes: Readonly<Partial<Record<SpanKind, number>>>;
}

interface Sums {
  readonly begun: Map<SpanKind, number>;
  readonly minutes: Map<SpanKind, number>;
}

export class HourSums {
  readonly #hours: readonly Sums[] = Array.from({ length: 24 }, () => ({ begun: new Map(), minutes: new Map() }));

  begin(span: Span, zone: string): void {
    const hour = hourOf(span.from + offsetAt(zone, span.from));
    add(this.#hours[hour]?.begun, span.kind, 1);
  }

  /** Adds what a span lasted until `to`. */
  lasted({ kind, from }: Span, zone: string, to: number): void {
    const offset = offsetAt(zone, from);
    for (let at = from + offset; at < to + offset; ) {
      const next = Math.min(to + offset, (Math.floor(at / HOUR_MS) + 1) * HOUR_MS);
      add(this.#hours[hourOf(at)]?.minutes, kind, (next - at) / MINUTE_MS);
      at = next;
    }
  }

  /** With the spans that have not ended yet. */
  rows(open: Iterable<{ readonly span: Span; readonly zone: string }>, now: number): readonly HourStatistics[] {
    const sums = new HourSums();
    this.#hours.forEach(({ minutes }, hour) => {
      minutes.forEach((value, kind) => {
        add(sums.#hours[hour]?.minutes, kind, value);
      });
    });
    for (const { span, zone } of open) {
      sums.lasted(span, zone, now);
    }
    return this.#hours.map(({ begun }, hour) => ({
      hour,
      begun: Object.fromEntries(begun),
      minutes: Object.fromEntries(
        [...(sums.#hours[hour]?.minutes ?? [])].map(([kind, value]) => [kind, Math.round(value * 10) / 10]),
      ),
    }));
  }
}

function hourOf(localMs: number): number {
  return Math.floor((localMs % DAY_MS) / HOUR_MS);
}

function add(sums: Map<SpanKind, number> | undefined, kind: SpanKind, value: number): void {
  sums?.set(kind, (sums.get(kind) ?? 0) + value);
}
