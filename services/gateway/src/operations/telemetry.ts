import type { Telemetry } from '@lamplight/runtime';
import type { Prometheus } from './prometheus.ts';
import type { Traces } from './traces.ts';

/** Metrics and traces behind the one port that rooms are given. */
export function telemetryOf(metrics: Prometheus, traces: Traces): Telemetry {
  return {
    count: (name, labels, by) => metrics.count(name, labels, by),
    observe: (name, value, labels) => metrics.observe(name, value, labels),
    gauge: (name, value, labels) => metrics.gauge(name, value, labels),
    span: (name, attributes, work) => traces.span(name, attributes, work),
  };
}
