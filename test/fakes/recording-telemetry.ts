import type { Labels, Telemetry } from '@lamplight/runtime';

/** Keeps what is measured, for tests that name the measurement they expect. */
export class RecordingTelemetry implements Telemetry {
  readonly #counts = new Map<string, number>();
  readonly spans: string[] = [];
  readonly observed: string[] = [];

  /** The sum of a counter over all labels that contain those given. */
  total(name: string, labels: Labels = {}): number {
    let sum = 0;
    for (const [key, value] of this.#counts) {
      const [counted, json = '{}'] = key.split(' ', 2);
      const own = new Map<string, unknown>(Object.entries(JSON.parse(json)));
      if (counted === name && Object.entries(labels).every(([label, expected]) => own.get(label) === expected)) {
        sum += value;
      }
    }
    return sum;
  }

  count(name: string, labels: Labels = {}, by = 1): void {
    const key = `${name} ${JSON.stringify(labels)}`;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + by);
  }

  observe(name: string): void {
    this.observed.push(name);
  }

  gauge(): void {
    // Levels are of no interest to the tests so far.
  }

  span<Result>(name: string, _attributes: Labels, work: () => Result): Result {
    this.spans.push(name);
    return work();
  }
}
