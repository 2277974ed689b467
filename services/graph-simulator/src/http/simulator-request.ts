/** One request as it reaches the simulator, over TLS or in the same process. */
export interface SimulatorRequest {
  readonly method: string;
  /** Absolute. The path decides; scheme and host only go into answers that name an endpoint. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Empty for none. */
  readonly body: string;
  /** Aborted when the caller has gone away. */
  readonly signal?: AbortSignal | undefined;
}

export interface SimulatorResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Empty for none; an answer without a body has no content type either. */
  readonly body: string;
  /** `cut`: the connection breaks in the middle of the body. `reset`: it breaks before anything is sent. */
  readonly connection?: 'cut' | 'reset';
  /** Sends more as time goes on, after the headers; `body` is empty then. Gives how to stop, for when the caller goes. */
  readonly stream?: (send: (text: string) => void) => () => void;
}

/** A request with its URL taken apart. */
export interface RoutedRequest extends SimulatorRequest {
  /** Made for each request; answers carry it as `request-id`. */
  readonly requestId: string;
  /** `https://host:port` of the URL. */
  readonly origin: string;
  /** Path segments, decoded, without empty ones. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
}

/** Takes the URL apart. A segment that is not correctly encoded stays as it is. */
export function routed(request: SimulatorRequest, requestId: string): RoutedRequest {
  const url = new URL(request.url);
  const segments = url.pathname.split('/').flatMap((segment) => (segment === '' ? [] : [decoded(segment)]));
  return {
    ...request,
    requestId,
    method: request.method.toUpperCase(),
    origin: url.origin,
    segments,
    query: url.searchParams,
  };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** An answer with a JSON body. */
export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): SimulatorResponse {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  };
}
