import type { Random } from '@lamplight/runtime';

/** What may be configured for streams. Times in milliseconds. */
export interface SubscribeSettings {
  /** People that one stream may watch; default 10,000. */
  readonly maxWatched: number;
  /** People that one request may name; default 5,000. */
  readonly maxPerRequest: number;
  /** Items of one message; default 256. */
  readonly maxItemsPerMessage: number;
  /** Streams that one tenant may have open; default 2,000. */
  readonly maxStreams: number;
  /** A quiet stream gets a heartbeat after this long, ±10 %; default 25 s. */
  readonly heartbeatIntervalMs: number;
  /** From the opening to hello; default 10 s. */
  readonly helloDeadlineMs: number;
  /** How long a reader may take nothing; default 30 s. */
  readonly stallLimitMs: number;
  /** A stream's life, ±10 %, so that the way back is never rare; default 60 min. */
  readonly streamAgeMs: number;
  /** Update interval for clients that name none; default 250 ms. */
  readonly defaultUpdateIntervalMs: number;
  /** The smallest update interval that a client may ask for; default 0. */
  readonly minUpdateIntervalMs: number;
}

export const DEFAULT_SUBSCRIBE_SETTINGS: SubscribeSettings = Object.freeze({
  maxWatched: 10_000,
  maxPerRequest: 5_000,
  maxItemsPerMessage: 256,
  maxStreams: 2_000,
  heartbeatIntervalMs: 25_000,
  helloDeadlineMs: 10_000,
  stallLimitMs: 30_000,
  streamAgeMs: 3_600_000,
  defaultUpdateIntervalMs: 250,
  minUpdateIntervalMs: 0,
});

/** The largest update interval that a client may ask for. */
export const LONGEST_UPDATE_INTERVAL_MS = 60_000;

/** The settings of one stream: those of the service with this stream's share of jitter. */
export function settingsOfStream(settings: SubscribeSettings, random: Random): SubscribeSettings {
  const jitter = (ms: number): number => Math.round(ms * (0.9 + 0.2 * random.next()));
  return {
    ...settings,
    heartbeatIntervalMs: jitter(settings.heartbeatIntervalMs),
    streamAgeMs: jitter(settings.streamAgeMs),
  };
}
