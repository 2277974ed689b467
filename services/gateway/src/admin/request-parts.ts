/** What a request brings, read strictly: nothing is guessed, nothing is dropped, nothing is taken twice. */
import type { IncomingMessage } from 'node:http';
import type { Route } from '@lamplight/admin-api';
import { LamplightError } from '@lamplight/runtime';
import { z } from 'zod';

/**
 * The query as names and values; a repeated name has a list, which only a list parameter takes.
 * @throws LamplightError `request_invalid` for a wrong percent-encoding
 */
export function queryOf(url: string): Readonly<Record<string, string | readonly string[]>> {
  const values = new Map<string, string[]>();
  const text = url.includes('?') ? url.slice(url.indexOf('?') + 1) : '';
  for (const part of text.split('&')) {
    if (part !== '') {
      const at = part.indexOf('=');
      const name = decoded(at < 0 ? part : part.slice(0, at));
      values.set(name, [...(values.get(name) ?? []), decoded(at < 0 ? '' : part.slice(at + 1))]);
    }
  }
  if (values.has('__proto__')) {
    throw new LamplightError('request_invalid', '__proto__ is not known: remove it');
  }
  return Object.fromEntries(
    [...values].map(([name, [first = '', ...more]]) => [name, more.length === 0 ? first : [first, ...more]]),
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (failure) {
    throw new LamplightError(
      'request_invalid',
      `the query has ${JSON.stringify(text.slice(0, 80))}: expected UTF-8 with percent-encoding, such as %C3%A9`,
      { cause: failure },
    );
  }
}

export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/**
 * Refuses by the headers alone what need not be read.
 * @throws LamplightError `media_type_unknown`, `request_too_large`, `request_invalid`
 */
export function checkBodyHeaders(route: Route, request: IncomingMessage): void {
  if (route.body instanceof z.ZodUndefined) {
    if (hasBody(request)) {
      throw new LamplightError('request_invalid', `${route.id} takes no body: leave it out`);
    }
    return;
  }
  const expected = route.bodyType ?? 'application/json';
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '').toLowerCase().split(';');
  const charset = parameters.map((each) => each.trim()).find((each) => each.startsWith('charset='));
  const utf8 = route.bodyType === 'text/csv' || charset === undefined || /^charset="?utf-?8"?$/.test(charset);
  if (type.trim() !== expected || !utf8) {
    throw new LamplightError(
      'media_type_unknown',
      `content-type is ${JSON.stringify(request.headers['content-type'] ?? '')}: expected ${expected}`,
    );
  }
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') {
    throw new LamplightError('media_type_unknown', `content-encoding is ${encoding}: expected none`);
  }
  if (Number(request.headers['content-length'] ?? 0) > route.maxBody) {
    throw tooLarge(route);
  }
}

/**
 * The body as it comes, never more than the route takes; each chunk is handed to `onChunk` too.
 * @throws LamplightError `request_too_large`, `request_invalid` when the caller hangs up within it
 */
export async function* bytesOf(
  route: Route,
  request: IncomingMessage,
  onChunk: (chunk: Uint8Array) => void = () => undefined,
): AsyncGenerator<Uint8Array> {
  let size = 0;
  try {
    // A body that is refused is read on and thrown away, so that the caller gets to read why.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      const bytes = z.instanceof(Uint8Array).parse(chunk);
      size += bytes.length;
      if (size > route.maxBody) {
        throw tooLarge(route);
      }
      onChunk(bytes);
      yield bytes;
    }
  } catch (failure) {
    throw failure instanceof LamplightError
      ? failure
      : new LamplightError('request_invalid', 'the body ended too soon: send it whole', { cause: failure });
  }
}

/** Levels of objects and lists in a body: whatever walks it later goes as deep as it is, and the stack does not. */
const MAX_DEPTH = 64;

/**
 * The body as JSON.
 * @throws LamplightError `request_invalid` with the place of the mistake, or for what is nested too deep
 */
export async function jsonOf(bytes: AsyncIterable<Uint8Array>): Promise<unknown> {
  const text = await textOf(bytes);
  if (isDeeper(text, MAX_DEPTH)) {
    throw new LamplightError('request_invalid', `the body is nested deeper than ${MAX_DEPTH} levels: flatten it`);
  }
  try {
    return JSON.parse(text, refuseProto);
  } catch (failure) {
    if (failure instanceof LamplightError) {
      throw failure;
    }
    throw new LamplightError('request_invalid', `the body is not JSON${placeOf(failure, text)}`, { cause: failure });
  }
}

/** The body as text. @throws LamplightError `request_invalid` for bytes that are not UTF-8 */
export async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) {
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (failure) {
    throw new LamplightError('request_invalid', 'the body is not UTF-8: encode it so', { cause: failure });
  }
}

/** Counts brackets outside of strings, so that it is told before anything is built of them. */
function isDeeper(text: string, limit: number): boolean {
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (token === '[' || token === '{') {
      depth += 1;
    } else if (token === ']' || token === '}') {
      depth -= 1;
    }
    if (depth > limit) {
      return true;
    }
  }
  return false;
}

/** A key of this name would be lost on its way through an object, instead of being refused as every unknown one is. */
function refuseProto(key: string, value: unknown): unknown {
  if (key === '__proto__') {
    throw new LamplightError('request_invalid', '__proto__ is not known: remove it');
  }
  return value;
}

function placeOf(failure: unknown, text: string): string {
  const position = failure instanceof Error ? /position (\d+)/.exec(failure.message)?.[1] : undefined;
  if (position === undefined) {
    return text === '' ? ': it is empty' : ': it ends too soon';
  }
  const before = text.slice(0, Number(position)).split('\n');
  return `: line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1} is not as expected`;
}

function tooLarge(route: Route): LamplightError {
  return new LamplightError(
    'request_too_large',
    `the body is larger than ${route.maxBody} bytes: ${route.id} takes no more`,
  );
}
