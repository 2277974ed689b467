import type { SimulatorResponse } from './simulator-request.ts';

/** Sends one event; `data` goes as JSON. */
export type SendEvent = (event: string, data: unknown) => void;

/** Server-sent events. Source: WHATWG HTML, section 9.2. */
export class EventStream {
  readonly #open: (send: SendEvent) => () => void;

  /** @param open begins to send; gives how to stop. */
  constructor(open: (send: SendEvent) => () => void) {
    this.#open = open;
  }

  toResponse(): SimulatorResponse {
    return {
      status: 200,
      headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' },
      body: '',
      stream: (send) => this.#open((event, data) => send(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)),
    };
  }
}
