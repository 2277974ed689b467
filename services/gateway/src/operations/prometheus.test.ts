import { readdirSync, readFileSync } from 'node:fs';
import { MemoryLogger } from '@lamplight/runtime';
import { expect, test } from 'vitest';
import { METRICS, type Metric } from './metric-catalogue.ts';
import { Prometheus } from './prometheus.ts';

test('counts, observes and sets levels in the text format', async () => {
  const metrics = new Prometheus({ logger: new MemoryLogger(), withProcess: false });
  metrics.count('lamplight_subscribe_ended_total', { reason: 'slow_consumer' });
  metrics.count('lamplight_subscribe_changes_total', {}, 5);
  metrics.gauge('lamplight_subscribe_streams', 3);
  metrics.observe('lamplight_directory_request_seconds', 0.002, { method: 'Lookup' });
  const { text, contentType } = await metrics.text();
  expect(contentType).toContain('text/plain');
  expect(text).toContain('lamplight_subscribe_ended_total{reason="slow_consumer"} 1');
  expect(text).toContain('lamplight_subscribe_changes_total 5');
  expect(text).toContain('lamplight_subscribe_streams 3');
  expect(text).toContain('lamplight_directory_request_seconds_bucket{le="0.005",method="Lookup"} 1');
});

test('a name that is not in the catalogue is logged once and measured never', async () => {
  const logger = new MemoryLogger();
  const metrics = new Prometheus({ logger, withProcess: false });
  metrics.count('lamplight_other_total');
  metrics.count('lamplight_other_total');
  expect(logger.messages).toEqual(['a measurement is missing from the metric catalogue']);
});

test('the catalogue names exactly what the gateway measures, with units last', () => {
  const sources = new URL('..', import.meta.url);
  const used = new Set<string>();
  for (const file of readdirSync(sources, { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.endsWith('metric-catalogue.ts')) {
      for (const [, name = ''] of readFileSync(new URL(file, sources), 'utf8').matchAll(/'(lamplight_\w+)'/g)) {
        used.add(name);
      }
    }
  }
  expect([...used].sort()).toEqual(Object.keys(METRICS).sort());
  for (const [name, { type }] of Object.entries<Metric>(METRICS)) {
    expect(name.endsWith('_total')).toBe(type === 'counter');
    expect(name.endsWith('_seconds')).toBe(type === 'histogram');
  }
});
