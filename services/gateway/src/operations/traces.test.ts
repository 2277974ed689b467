import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { expect, test } from 'vitest';
import { tracesTo } from './traces.ts';

test('a span begun inside the work of another is its child; a failure marks its span and is thrown on', async () => {
  const exporter = new InMemorySpanExporter();
  const traces = tracesTo(new SimpleSpanProcessor({ exporter }));
  const answer = await traces.span('outer', { method: 'Lookup' }, async () => {
    await Promise.resolve();
    return traces.span('inner', {}, () => 42);
  });
  expect(answer).toBe(42);
  expect(() =>
    traces.span('failing', {}, () => {
      throw new Error('no');
    }),
  ).toThrow('no');
  await expect(traces.span('rejecting', {}, () => Promise.reject(new Error('later')))).rejects.toThrow('later');
  const spans = new Map(exporter.getFinishedSpans().map((span) => [span.name, span]));
  expect(spans.get('outer')?.attributes).toEqual({ method: 'Lookup' });
  expect(spans.get('inner')?.parentSpanContext?.spanId).toBe(spans.get('outer')?.spanContext().spanId);
  expect(spans.get('failing')?.status).toMatchObject({ message: 'no' });
  expect(spans.get('rejecting')?.status).toMatchObject({ message: 'later' });
  await traces.stop();
});
