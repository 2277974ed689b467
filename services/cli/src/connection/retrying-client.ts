/**
 * A client that asks again where the network failed. Each change of a tenant carries an idempotency key of its own, so
 * that one whose answer was lost is not made twice. The gateway keeps no such answers for the installation: its changes
 * are sent once. So is what streams, since its bytes are gone.
 */
import type { AdminClient, CallInput, Route } from '@lamplight/admin-api';
import { type Clock, delay, LamplightError, type Random } from '@lamplight/runtime';

/** Waits between attempts, in milliseconds. */
const PAUSES_MS = [250, 1_000, 3_000];

export function retryingClient(
  client: AdminClient,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): AdminClient {
  async function attempts<T>(work: () => Promise<T>): Promise<T> {
    for (const pauseMs of PAUSES_MS) {
      try {
        return await work();
      } catch (failure) {
        if (!isPassing(failure)) {
          throw failure;
        }
        await delay(clock, pauseMs);
      }
    }
    return work();
  }

  function withKey<Input extends object>(route: Route, input: Input): Input | undefined {
    return route.scope === 'tenant' ? Object.assign({ idempotencyKey: random.uuid() }, input) : undefined;
  }

  return {
    call: <R extends Route>(route: R, input: CallInput<R>) => {
      if (route.method === 'GET') {
        return attempts(() => client.call(route, input));
      }
      const keyed = withKey(route, input);
      return keyed === undefined ? client.call(route, input) : attempts(() => client.call(route, keyed));
    },
    send: (route, input) => {
      const keyed = withKey(route, input);
      return keyed === undefined || !(input.bytes instanceof Uint8Array)
        ? client.send(route, keyed ?? input)
        : attempts(() => client.send(route, keyed));
    },
    stream: (route, input) => client.stream(route, input),
  };
}

/** Whether the next attempt may fare better. */
export function isPassing(failure: unknown): failure is LamplightError {
  return failure instanceof LamplightError && (failure.reason === 'unreachable' || failure.reason === 'timeout');
}
