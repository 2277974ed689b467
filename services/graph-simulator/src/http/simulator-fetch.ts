import type { SimulatorRequest, SimulatorResponse } from './simulator-request.ts';

/** The part of `fetch` that HTTP clients use. */
export type FetchLike = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/**
 * `fetch` against a simulator in the same process: no sockets, no TLS, any host. As with real sockets, a broken
 * connection is a TypeError, from `fetch` itself or from reading the body, and an aborted signal rejects with its reason.
 */
export function simulatorFetch(simulator: {
  handle(request: SimulatorRequest): Promise<SimulatorResponse>;
}): FetchLike {
  return async (input, init) => {
    const request = new Request(input, init);
    const response = await simulator.handle({
      method: request.method,
      url: request.url,
      headers: Object.fromEntries(request.headers),
      body: await request.text(),
      signal: request.signal,
    });
    if (response.connection === 'reset') {
      throw new TypeError('fetch failed', { cause: new Error('the connection was reset') });
    }
    const body =
      response.stream !== undefined
        ? streamed(response.stream)
        : response.connection === 'cut'
          ? brokenBody(response.body)
          : response.body === ''
            ? null
            : response.body;
    return new Response(body, { status: response.status, headers: response.headers });
  };
}

function streamed(open: NonNullable<SimulatorResponse['stream']>): ReadableStream<Uint8Array> {
  let stop = (): void => undefined;
  return new ReadableStream({
    start: (controller) => {
      stop = open((text) => controller.enqueue(new TextEncoder().encode(text)));
    },
    cancel: () => stop(),
  });
}

/** A body whose first half arrives and whose second half does not. */
function brokenBody(text: string): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  let sent = false;
  return new ReadableStream({
    pull: (controller) => {
      if (sent) {
        controller.error(new TypeError('terminated'));
        return;
      }
      sent = true;
      controller.enqueue(bytes.subarray(0, bytes.length / 2));
    },
  });
}
