/** Where Microsoft's notifications come in: the HTTPS port of whoever hosts the adapter. The adapter never listens itself. */

export interface InletRequest {
  /** Of the query, decoded; null: this is no validation handshake. Source: Graph, change notifications by webhooks. */
  readonly validationToken: string | null;
  /** Empty for none. */
  readonly body: string;
}

/** What is answered, without a body but in the handshake: then the token as text/plain. */
export interface InletAnswer {
  readonly status: 200 | 202 | 400 | 503;
  readonly body: string;
}

export interface OpenInlet {
  /**
   * The address to give to Graph, https, reachable from the internet. By the last segment of its path, which no other
   * inlet has, what an earlier process subscribed is known as ours, also under another host.
   */
  readonly notificationUrl: string;
  /** Nothing more is delivered; what still arrives is answered 404. */
  close(): void;
}

export interface NotificationInlet {
  /**
   * Opens an address of its own, which nobody can guess and which stays the same over restarts for the same `name`.
   * `receive` answers at once and never throws.
   */
  open(name: string, receive: (request: InletRequest) => InletAnswer): OpenInlet;
}
