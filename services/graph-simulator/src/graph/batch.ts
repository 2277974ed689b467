/**
 * `POST /$batch`: up to 20 requests in one. Source: Graph, "Combine multiple HTTP requests using JSON batching": ids are
 * unique without regard to case, each request is answered with a status of its own and counts against the limits, the
 * batch is 200 whatever they are, a request that depends on one that failed is 424, a body needs a Content-Type.
 * Requests are carried out in order; whether independent ones go side by side is not documented.
 */
import { z } from 'zod';
import type { RoutedRequest, SimulatorResponse } from '../http/simulator-request.ts';
import { routed } from '../http/simulator-request.ts';
import { GraphError } from './graph-error.ts';
import { type GraphHandlers, graphJson } from './graph-handler.ts';

const MOST_REQUESTS = 20;
/** Answers may be large; what a batch itself needs is known. */
const itemSchema = z.object({
  id: z.string().min(1),
  method: z.string().min(1),
  url: z.string().min(1),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.unknown().optional(),
  dependsOn: z.array(z.string()).default([]),
});
type BatchItem = z.output<typeof itemSchema>;
const batchSchema = z.object({ requests: z.array(itemSchema).min(1) });

/** Carries out one request of a batch as if it had come alone. */
export type AnswerItem = (request: RoutedRequest) => Promise<SimulatorResponse>;

export function batchCalls(answerItem: AnswerItem): GraphHandlers<'batch'> {
  return { batch: (_match, _caller, request) => answerBatch(request, answerItem) };
}

async function answerBatch(request: RoutedRequest, answerItem: AnswerItem): Promise<SimulatorResponse> {
  const items = readBatch(request);
  const statuses = new Map<string, number>();
  const responses: unknown[] = [];
  for (const item of items) {
    const failed = item.dependsOn.some((id) => (statuses.get(id.toLowerCase()) ?? 0) >= 400);
    const response = failed ? FAILED_DEPENDENCY : await answerItem(asRequest(item, request));
    if (response.connection !== undefined) {
      // A connection breaks for all of them.
      return { ...response, status: 0, body: '', connection: 'reset' };
    }
    statuses.set(item.id.toLowerCase(), response.status);
    responses.push(rendered(item.id, response));
  }
  return graphJson({ responses });
}

/** Reported: these need a body, if only an empty object, and a Content-Type; without, nothing of the batch is done. */
const WRITING_METHODS: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);

const FAILED_DEPENDENCY: SimulatorResponse = Object.freeze({
  status: 424,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ error: { code: 'FailedDependency', message: '' } }),
});

/** @throws GraphError 400 for a batch that is not well formed; the texts are the reported ones where there are any */
function readBatch(request: RoutedRequest): readonly BatchItem[] {
  const parsed = batchSchema.safeParse(parsedJson(request.body));
  if (!parsed.success) {
    throw new GraphError(400, 'BadRequest', 'Invalid batch payload format.');
  }
  const { requests } = parsed.data;
  if (requests.length > MOST_REQUESTS) {
    const text = `Number of batch request steps exceeds the maximum value of ${MOST_REQUESTS}.`;
    throw new GraphError(400, 'MaximumValueExceeded', text);
  }
  const before = new Set<string>();
  for (const { id, method, headers, body, dependsOn } of requests) {
    if (before.has(id.toLowerCase())) {
      throw new GraphError(400, 'BadRequest', `Request Id: ${id} has to be unique in a batch.`);
    }
    const writes = body !== undefined || WRITING_METHODS.has(method.toUpperCase());
    const hasType = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
    if (writes && (body === undefined || !hasType)) {
      const text = `Write request id : ${id} does not contain Content-Type header or body.`;
      throw new GraphError(400, 'BadRequest', text);
    }
    if (dependsOn.some((other) => !before.has(other.toLowerCase()))) {
      throw new GraphError(400, 'BadRequest', `Request ${id} (${method}) depends on a request that is not before it.`);
    }
    before.add(id.toLowerCase());
  }
  return requests;
}

/** The request as if it had come alone: the token and the version are those of the batch. */
function asRequest(item: BatchItem, batch: RoutedRequest): RoutedRequest {
  const { 'content-type': _ofBatch, ...ofBatch } = batch.headers;
  const own = Object.entries(item.headers).map(([name, value]) => [name.toLowerCase(), value]);
  return routed(
    {
      method: item.method,
      url: `${batch.origin}/${batch.segments[0]}/${item.url.replace(/^\/+/, '')}`,
      headers: { ...ofBatch, ...Object.fromEntries(own) },
      body: item.body === undefined ? '' : typeof item.body === 'string' ? item.body : JSON.stringify(item.body),
      signal: batch.signal,
    },
    batch.requestId,
  );
}

function rendered(id: string, { status, headers, body }: SimulatorResponse): unknown {
  const isJson = headers['content-type']?.includes('json') === true;
  const shown = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.replaceAll(/(^|-)[a-z]/g, (start) => start.toUpperCase()),
      value,
    ]),
  );
  const content = isJson ? (parsedJson(body) ?? null) : Buffer.from(body).toString('base64');
  return { id, status, headers: shown, ...(body === '' ? {} : { body: content }) };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
