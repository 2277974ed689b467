import type { Labels, Logger } from '@lamplight/runtime';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { METRICS, type Metric } from './metric-catalogue.ts';

export interface PrometheusOptions {
  readonly logger: Logger;
  /** Also measure the process: memory, CPU, event loop. One process has one of these. */
  readonly withProcess: boolean;
}

/** The metrics of the catalogue, in the text format of Prometheus. */
export class Prometheus {
  readonly #registry = new Registry();
  readonly #counters = new Map<string, Counter>();
  readonly #gauges = new Map<string, Gauge>();
  readonly #histograms = new Map<string, Histogram>();
  readonly #unknown = new Set<string>();
  readonly #logger: Logger;

  constructor(options: PrometheusOptions) {
    this.#logger = options.logger.forComponent('metrics');
    for (const [name, metric] of Object.entries<Metric>(METRICS)) {
      this.#declare(name, metric);
    }
    if (options.withProcess) {
      collectDefaultMetrics({ register: this.#registry });
    }
  }

  count(name: string, labels: Labels = {}, by = 1): void {
    this.#known(name, this.#counters.get(name))?.inc(labels, by);
  }

  observe(name: string, value: number, labels: Labels = {}): void {
    this.#known(name, this.#histograms.get(name))?.observe(labels, value);
  }

  gauge(name: string, value: number, labels: Labels = {}): void {
    this.#known(name, this.#gauges.get(name))?.set(labels, value);
  }

  async text(): Promise<{ readonly contentType: string; readonly text: string }> {
    return { contentType: this.#registry.contentType, text: await this.#registry.metrics() };
  }

  #declare(name: string, { type, help, labels, buckets }: Metric): void {
    const common = { name, help, labelNames: [...labels], registers: [this.#registry] };
    switch (type) {
      case 'counter':
        this.#counters.set(name, new Counter(common));
        break;
      case 'gauge':
        this.#gauges.set(name, new Gauge(common));
        break;
      case 'histogram':
        this.#histograms.set(
          name,
          new Histogram(buckets === undefined ? common : { ...common, buckets: [...buckets] }),
        );
        break;
    }
  }

  #known<Found>(name: string, metric: Found | undefined): Found | undefined {
    if (metric === undefined && !this.#unknown.has(name)) {
      this.#unknown.add(name);
      this.#logger.error({ metric: name }, 'a measurement is missing from the metric catalogue');
    }
    return metric;
  }
}
