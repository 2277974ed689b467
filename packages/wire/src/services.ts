/** The services as grpc-js takes them: definitions for servers, constructors for clients. */
import type { handleBidiStreamingCall, UntypedServiceImplementation } from '@grpc/grpc-js';
import {
  SubscriptionServiceService as GeneratedSubscriptionService,
  type SubscribeRequest as WireSubscribeRequest,
} from './gen/presence/v1/subscription.ts';
import { type SubscribeFrame, serializeSubscribeResponse } from './subscribe-frame.ts';

/** Subscribe as a server offers it: it writes domain responses or the ready bytes of one. */
export const SubscriptionServiceService = {
  subscribe: {
    ...GeneratedSubscriptionService.subscribe,
    responseSerialize: serializeSubscribeResponse,
  },
} as const;

export interface SubscriptionServiceServer extends UntypedServiceImplementation {
  subscribe: handleBidiStreamingCall<WireSubscribeRequest, SubscribeFrame>;
}
