import type { StatusObject } from '@grpc/grpc-js';
import { subscribeRequestToWire, subscribeResponseFromWire, type WireSubscribeResponse } from '@lamplight/wire';
import type { SubscribeEvents, SubscribeStream, SubscribeTransport } from '../subscription/subscribe-transport.ts';
import type { Channel } from './channel.ts';
import { explainEnd } from './problem-error.ts';

/** Subscribe over gRPC. The reader is attached before anything is sent: without one, grpc-js gathers without bound. */
export class GrpcSubscribeTransport implements SubscribeTransport {
  readonly #channel: Channel;

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  open(events: SubscribeEvents): SubscribeStream {
    const call = this.#channel.subscription.subscribe(this.#channel.metadata());
    let closed = false;
    call.on('data', (wire: WireSubscribeResponse) => {
      const response = subscribeResponseFromWire(wire);
      if (!closed && response.kind !== 'unrecognised') {
        events.onResponse(response);
      }
    });
    // Every error comes as a status too, which says more.
    call.on('error', () => undefined);
    call.on('status', (status: StatusObject) => {
      if (!closed) {
        void this.#end(status, events);
      }
    });
    return {
      send: (request) => {
        call.write(subscribeRequestToWire(request));
      },
      close: () => {
        closed = true;
        call.cancel();
      },
    };
  }

  async #end(status: StatusObject, events: SubscribeEvents): Promise<void> {
    events.onEnd(await explainEnd(status, this.#channel.address, this.#channel.egress));
  }
}
