import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isRequest, type Received, type ReceivedRequest } from '../sip/message.ts';
import { parseMessage } from '../sip/parse-message.ts';
import { makeResponse } from '../sip/response.ts';
import { serializeMessage } from '../sip/serialize-message.ts';

/** A PBX on loopback UDP that does only what the test says, word by word. */
export class ScriptedPbx {
  readonly host = '127.0.0.1';
  readonly received: Received[] = [];
  readonly #socket: Socket;
  #client: { readonly port: number; readonly address: string } | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('message', (bytes, from) => {
      this.#client = from;
      this.received.push(parseMessage(bytes));
    });
  }

  static async start(): Promise<ScriptedPbx> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new ScriptedPbx(socket);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** The SUBSCRIBEs so far, retransmissions left out. */
  get subscribes(): readonly ReceivedRequest[] {
    const byBranch = new Map(this.received.filter(isRequest).map((request) => [request.via.branch, request]));
    return [...byBranch.values()].filter(({ method }) => method === 'SUBSCRIBE');
  }

  /** The statuses that answered our NOTIFYs. */
  get statuses(): readonly number[] {
    return this.received.flatMap(({ message }) => (message.kind === 'response' ? [message.status] : []));
  }

  respond(request: ReceivedRequest, status: number): void {
    const headers = [['Contact', `<sip:127.0.0.1:${this.port}>`]] as const;
    this.#send(serializeMessage(makeResponse(request, status, { toTag: 'pbx', headers })));
  }

  /** A NOTIFY to the subscription that a SUBSCRIBE began. */
  notify(
    subscribe: ReceivedRequest,
    sequence: number,
    body: string,
    toTag = subscribe.from.parameters.get('tag') ?? '',
  ): void {
    const lines = [
      'NOTIFY sip:lamplight SIP/2.0',
      `Via: SIP/2.0/UDP 127.0.0.1:${this.port};branch=z9hG4bKnotify${sequence}${toTag}`,
      `From: <${subscribe.to.uri}>;tag=pbx`,
      `To: <${subscribe.from.uri}>;tag=${toTag}`,
      `Call-ID: ${subscribe.callId}`,
      `CSeq: ${sequence} NOTIFY`,
      'Event: dialog',
      'Subscription-State: active',
      ...(body === '' ? [] : ['Content-Type: application/dialog-info+xml']),
    ];
    this.#send(Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`));
  }

  stop(): void {
    this.#socket.close();
  }

  #send(bytes: Uint8Array): void {
    if (this.#client !== undefined) {
      this.#socket.send(bytes, this.#client.port, this.#client.address);
    }
  }
}
