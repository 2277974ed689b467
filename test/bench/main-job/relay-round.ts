/** The peer's side of report-to-watcher: bytes of the same size through a bare grpc-js relay to one watcher. */
import { Client, type ClientDuplexStream, credentials } from '@grpc/grpc-js';
import { grpcOptions } from '@lamplight/wire';
import type { BenchFolder } from '../bench-folder.ts';
import { RELAY_SERVICE } from './relay-peer.ts';
import { Stopwatch } from './stopwatch.ts';

/** About what a Changes message of one person with a line weighs. */
const MESSAGE_BYTES = 250;

export class RelayRound {
  readonly #client: Client;
  readonly #push: ClientDuplexStream<Buffer, Buffer>;
  readonly #watch: ClientDuplexStream<Buffer, Buffer>;
  readonly #stopwatch = new Stopwatch();
  #count = 0;

  constructor(port: number, folder: BenchFolder) {
    const tls = credentials.createSsl(Buffer.from(folder.caPem));
    this.#client = new Client(`dns:localhost:${port}`, tls, grpcOptions());
    this.#push = this.#open(RELAY_SERVICE.push.path);
    this.#watch = this.#open(RELAY_SERVICE.watch.path);
    this.#watch.on('data', (message: Buffer) =>
      this.#stopwatch.arrived(message.subarray(0, 8).toString('latin1').trim()),
    );
  }

  /** Resolves when the relay has taken both streams. */
  async ready(): Promise<void> {
    await this.#stopwatch.measure('ready', () => this.#watch.write(Buffer.from('ready')));
  }

  /** One message; its time in ms. */
  sample(): Promise<number> {
    this.#count += 1;
    const key = String(this.#count);
    const message = Buffer.alloc(MESSAGE_BYTES, ' ');
    message.write(key, 'latin1');
    return this.#stopwatch.measure(key, () => this.#push.write(message));
  }

  close(): void {
    this.#client.close();
    this.#push.cancel();
    this.#watch.cancel();
  }

  #open(path: string): ClientDuplexStream<Buffer, Buffer> {
    const bytes = (value: Buffer): Buffer => value;
    const call = this.#client.makeBidiStreamRequest(path, bytes, bytes);
    call.on('error', () => undefined);
    return call;
  }
}
