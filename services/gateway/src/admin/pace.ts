/**
 * Cuts a peer that sends its body or reads its answer too slowly: an import of a gigabyte may take its time, a byte now and
 * then may not. What the gateway itself needs time for is never held against the peer.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock, Logger, Timer } from '@lamplight/runtime';

const CHECK_MS = 30_000;
/** A kibibyte a second. */
const MIN_RECEIVED = 30 * 1_024;

/** Watches one exchange until it is over. */
export function watchPace(request: IncomingMessage, response: ServerResponse, clock: Clock, logger: Logger): void {
  const { socket } = request;
  let received = socket.bytesRead;
  let sent = socket.bytesWritten - socket.writableLength;
  const check = (): void => {
    const receivedNow = socket.bytesRead;
    const sentNow = socket.bytesWritten - socket.writableLength;
    const waitsForPeer = !request.complete && request.readableLength === 0;
    const tooSlow =
      (waitsForPeer && receivedNow - received < MIN_RECEIVED) || (socket.writableLength > 0 && sentNow === sent);
    if (tooSlow) {
      logger.info({ peer: socket.remoteAddress }, 'a peer sends or reads too slowly: cut');
      socket.destroy();
      return;
    }
    received = receivedNow;
    sent = sentNow;
    timer = clock.after(CHECK_MS, check);
  };
  let timer: Timer = clock.after(CHECK_MS, check);
  response.once('close', () => timer.cancel());
}
