/** Labels of a measurement: few values each, and never a person. */
export type Labels = Readonly<Record<string, string>>;

/**
 * Metrics and traces as an argument. Names are `snake_case` with the unit last (`_total`, `_seconds`); each is described
 * once, in the catalogue of the service that exposes it.
 */
export interface Telemetry {
  /** Adds to a counter; default 1. */
  count(name: string, labels?: Labels, by?: number): void;
  /** Records one value of a distribution. */
  observe(name: string, value: number, labels?: Labels): void;
  /** Sets a level. */
  gauge(name: string, value: number, labels?: Labels): void;
  /** Runs `work` in a span; its failure marks the span and is thrown on. */
  span<Result>(name: string, attributes: Labels, work: () => Result): Result;
}

/** Measures nothing. */
export const silentTelemetry: Telemetry = Object.freeze({
  count: () => undefined,
  observe: () => undefined,
  gauge: () => undefined,
  span: <Result>(_name: string, _attributes: Labels, work: () => Result) => work(),
});
