import type { Logger } from '@lamplight/runtime';
import { type Attributes, type Context, ROOT_CONTEXT, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

/** How long one export may take, its repetitions included: a collector that is away delays no stop for longer. */
const EXPORT_TIMEOUT_MS = 2_000;

/** Where spans go. */
export interface Traces {
  span<Result>(name: string, attributes: Attributes, work: () => Result): Result;
  /** Hands over what is left; never rejects. */
  stop(): Promise<void>;
}

/** Runs work without recording it. */
export const noTraces: Traces = Object.freeze({
  span: <Result>(_name: string, _attributes: Attributes, work: () => Result) => work(),
  stop: async () => undefined,
});

/** @param endpoint URL of an OTLP collector over HTTP, such as `http://127.0.0.1:4318/v1/traces` */
export function otlpTraces(endpoint: string, logger: Logger): Traces {
  const exporter = new OTLPTraceExporter({ url: endpoint, timeoutMillis: EXPORT_TIMEOUT_MS });
  return tracesTo(new BatchSpanProcessor({ exporter }), logger);
}

/** OpenTelemetry traces; a span begun inside another one's work is its child. Nothing is registered globally. */
export function tracesTo(processor: SpanProcessor, logger: Logger): Traces {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'lamplight-gateway' }),
    spanProcessors: [processor],
  });
  const tracer = provider.getTracer('lamplight-gateway');
  const contexts = new AsyncLocalStorageContextManager().enable();
  return {
    span: (name, attributes, work) => inSpan(tracer, contexts, name, attributes, work),
    stop: async () => {
      try {
        await provider.shutdown();
      } catch (failure) {
        logger.forComponent('traces').warn({ err: failure }, 'the last spans were not taken by the collector');
      }
      contexts.disable();
    },
  };
}

function inSpan<Result>(
  tracer: Tracer,
  contexts: AsyncLocalStorageContextManager,
  name: string,
  attributes: Attributes,
  work: () => Result,
): Result {
  const parent: Context = contexts.active() ?? ROOT_CONTEXT;
  const span = tracer.startSpan(name, { attributes }, parent);
  const fail = (failure: unknown): void => {
    span.setStatus({
      code: SpanStatusCode.ERROR,
      message: failure instanceof Error ? failure.message : String(failure),
    });
    span.end();
  };
  try {
    const result = contexts.with(trace.setSpan(parent, span), work);
    if (result instanceof Promise) {
      result.then(() => span.end(), fail);
    } else {
      span.end();
    }
    return result;
  } catch (failure) {
    fail(failure);
    throw failure;
  }
}
