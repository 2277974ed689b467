/** A console that speaks Subscribe in verbs, over real gRPC: what it was told is kept, and waited for as events. */
import { type ClientDuplexStream, credentials, Metadata } from '@grpc/grpc-js';
import type { PersonSelector, Presence, Problem } from '@lamplight/domain';
import {
  grpcOptions,
  problemFromStatus,
  type SubscribeResponseReading,
  SubscriptionServiceClient,
  subscribeRequestToWire,
  subscribeResponseFromWire,
  type WireSubscribeRequest,
  type WireSubscribeResponse,
} from '@lamplight/wire';

type Kind = SubscribeResponseReading['kind'];
type Of<K extends Kind> = Extract<SubscribeResponseReading, { kind: K }>;

export interface ScriptedSubscriberOptions {
  readonly port: number;
  readonly certPem: string;
  /** Undefined: none is sent. */
  readonly key?: string;
}

export class ScriptedSubscriber {
  readonly told: SubscribeResponseReading[] = [];
  /** How the stream ended; null: OK. */
  readonly ended: Promise<Problem | null>;
  readonly #client: SubscriptionServiceClient;
  readonly #call: ClientDuplexStream<WireSubscribeRequest, WireSubscribeResponse>;
  #waiting: (() => void)[] = [];
  #read = 0;
  #over = false;

  constructor({ port, certPem, key }: ScriptedSubscriberOptions) {
    this.#client = new SubscriptionServiceClient(
      `localhost:${port}`,
      credentials.createSsl(Buffer.from(certPem)),
      grpcOptions(),
    );
    const metadata = new Metadata();
    if (key !== undefined) {
      metadata.set('authorization', `Bearer ${key}`);
    }
    this.#call = this.#client.subscribe(metadata);
    this.#call.on('data', (wire: WireSubscribeResponse) => {
      this.told.push(subscribeResponseFromWire(wire));
      this.#wake();
    });
    this.#call.on('error', () => undefined);
    this.ended = new Promise((resolve) => {
      this.#call.on('status', (status) => {
        this.#over = true;
        this.#wake();
        resolve(problemFromStatus(status));
      });
    });
  }

  hello(options: { readonly token?: Uint8Array | null; readonly intervalMs?: number | null } = {}): this {
    return this.send({
      kind: 'hello',
      clientName: 'scripted-subscriber',
      clientVersion: '1',
      resumeToken: options.token ?? null,
      minUpdateIntervalMs: options.intervalMs ?? null,
    });
  }

  /** Names with an `@` or a `+` are addresses, others ids. */
  watch(
    requestId: number,
    people: { readonly add?: string[]; readonly keep?: string[]; readonly remove?: string[] },
  ): this {
    const { add = [], keep = [], remove = [] } = people;
    return this.send({ kind: 'watch', requestId, add: add.map(selectorOf), keep, remove });
  }

  send(request: Parameters<typeof subscribeRequestToWire>[0]): this {
    this.#call.write(subscribeRequestToWire(request));
    return this;
  }

  /** The next message of the kind that was not waited for yet; those before it are passed over. */
  async next<K extends Kind>(kind: K): Promise<Of<K>> {
    for (;;) {
      while (this.#read < this.told.length) {
        const response = this.told[this.#read];
        this.#read += 1;
        if (isOf(response, kind)) {
          return response;
        }
      }
      if (this.#over) {
        throw new Error(`the stream ended before ${kind}: ${JSON.stringify(await this.ended)}`);
      }
      await this.#event();
    }
  }

  /** The person's presence as told last, once it is as wanted. */
  async until(personId: string, wanted: (presence: Presence) => boolean): Promise<Presence> {
    for (;;) {
      const presence = this.presenceOf(personId);
      if (presence !== undefined && wanted(presence)) {
        return presence;
      }
      if (this.#over) {
        throw new Error(`the stream ended before ${personId} was as wanted: ${JSON.stringify(await this.ended)}`);
      }
      await this.#event();
    }
  }

  presenceOf(personId: string): Presence | undefined {
    for (const response of this.told.toReversed()) {
      const items = response.kind === 'changes' ? response.items : [];
      const outcome = items.find((item) => item.personId === personId)?.outcome;
      if (outcome?.kind === 'presence') {
        return outcome.presence;
      }
    }
    return undefined;
  }

  get lastToken(): Uint8Array | null {
    const tokens = this.told.flatMap((response) => ('resumeToken' in response ? (response.resumeToken ?? []) : []));
    return tokens.at(-1) ?? null;
  }

  /** Takes nothing from now on: the reader of a frozen console. */
  freeze(): void {
    this.#call.pause();
  }

  thaw(): void {
    this.#call.resume();
  }

  /** Says that nothing more will be asked. */
  halfClose(): void {
    this.#call.end();
  }

  /** Goes away without a word. */
  async close(): Promise<void> {
    this.#call.cancel();
    await this.ended;
    this.#client.close();
  }

  #event(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) {
      resolve();
    }
  }
}

function isOf<K extends Kind>(response: SubscribeResponseReading | undefined, kind: K): response is Of<K> {
  return response?.kind === kind;
}

function selectorOf(name: string): PersonSelector {
  return /[@+]/.test(name) ? { by: 'address', address: name } : { by: 'id', personId: name };
}
