/** How many requests of one kind there were. */
export interface RequestCount {
  readonly route: string;
  /** The client id; null for requests without a good token, such as the one for a token. */
  readonly appId: string | null;
  /** 0 when no answer was sent. */
  readonly status: number;
  readonly count: number;
}

/** One request that was answered, or carried out and never answered. */
export type CountedRequest = Omit<RequestCount, 'count'>;

/** Counts requests to Graph and Entra by route, app and status. */
export class RequestCounts {
  readonly #counts = new Map<string, RequestCount>();
  readonly #listeners = new Set<(request: CountedRequest) => void>();

  get all(): readonly RequestCount[] {
    return [...this.#counts.values()];
  }

  add(route: string, appId: string | null, status: number): void {
    const key = `${route} ${appId} ${status}`;
    const count = (this.#counts.get(key)?.count ?? 0) + 1;
    this.#counts.set(key, { route, appId, status, count });
    for (const listener of this.#listeners) {
      listener({ route, appId, status });
    }
  }

  /** Calls the listener with each request to come. @returns how to stop it. */
  onRequest(listener: (request: CountedRequest) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  clear(): void {
    this.#counts.clear();
  }
}
