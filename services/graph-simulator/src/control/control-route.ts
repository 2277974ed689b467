import type { SimulatorControl } from './simulator-control.ts';

/** One call, taken apart. */
export interface ControlCall {
  readonly ids: readonly string[];
  readonly body: unknown;
  readonly query: URLSearchParams;
}

export interface ControlRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Below `/control/v1/`; `*` is any one segment and comes as an id. */
  readonly path: string;
  readonly help: string;
  /** The answer; undefined is 204. */
  readonly answer: (control: SimulatorControl, call: ControlCall) => unknown;
}
