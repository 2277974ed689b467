import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** How a connection is opened: `tcpConnect` of an Egress. */
export type Dial = (host: string, port: number) => Promise<Socket>;

/**
 * What pg takes for the socket that it would open by itself, so that the connection is made by whoever `dial` is. It
 * has the methods of a socket that pg calls.
 */
export class DialledStream extends Duplex {
  readonly #dial: Dial;
  #socket: Socket | undefined;

  constructor(dial: Dial) {
    super();
    this.#dial = dial;
  }

  connect(port: number, host: string): this {
    this.#dial(host, port).then(
      (socket) => this.#carry(socket),
      (failure: unknown) => this.destroy(failure instanceof Error ? failure : new Error(String(failure))),
    );
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(enable: boolean, initialDelayMs?: number): this {
    this.#socket?.setKeepAlive(enable, initialDelayMs);
    return this;
  }

  ref(): this {
    this.#socket?.ref();
    return this;
  }

  unref(): this {
    this.#socket?.unref();
    return this;
  }

  override _read(): void {
    this.#socket?.resume();
  }

  override _write(chunk: Uint8Array, _encoding: string, done: (failure?: Error | null) => void): void {
    if (this.#socket === undefined) {
      done(new Error('written before it was connected'));
      return;
    }
    this.#socket.write(chunk, done);
  }

  override _final(done: () => void): void {
    if (this.#socket === undefined) {
      done();
    } else {
      this.#socket.end(done);
    }
  }

  override _destroy(failure: Error | null, done: (failure: Error | null) => void): void {
    this.#socket?.destroy();
    done(failure);
  }

  #carry(socket: Socket): void {
    if (this.destroyed) {
      socket.destroy();
      return;
    }
    this.#socket = socket;
    socket.on('data', (chunk) => {
      if (!this.push(chunk)) {
        socket.pause();
      }
    });
    socket.on('end', () => this.push(null));
    socket.on('error', (failure) => this.destroy(failure));
    socket.on('close', () => this.destroy());
    this.emit('connect');
  }
}
