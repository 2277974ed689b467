import { MemoryLogger } from '@lamplight/runtime';
import { InMemorySpanExporter, SimpleSpanProcessor, type SpanProcessor } from '@opentelemetry/sdk-trace';
import { expect, test } from 'vitest';
import { tracesTo } from './traces.ts';

test('a span begun inside the work of another is its child; a failure marks its span and is thrown on', async () => {
  const exporter = new InMemorySpanExporter();
  const traces = tracesTo(new SimpleSpanProcessor({ exporter }), new MemoryLogger());
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

test('a collector that is away is logged at the stop, and keeps nobody from stopping', async () => {
  const logger = new MemoryLogger();
  const unreachable: SpanProcessor = {
    onStart: () => undefined,
    onEnd: () => undefined,
    forceFlush: async () => undefined,
    shutdown: () => Promise.reject(new Error('connect ECONNREFUSED')),
  };
  const traces = tracesTo(unreachable, logger);
  traces.span('lost', {}, () => undefined);
  await traces.stop();
  expect(logger.messages).toEqual(['the last spans were not taken by the collector']);
});
