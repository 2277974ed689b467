/** Timer values of RFC 3261, 17, in milliseconds. */
export interface SipTimers {
  /** Round-trip estimate, the first retransmission. */
  readonly t1Ms: number;
  /** Longest interval between retransmissions. */
  readonly t2Ms: number;
  /** How long a message stays in the network. */
  readonly t4Ms: number;
  /** Timer F: a request without a final answer is given up. The standard says 64 T1. */
  readonly noAnswerMs: number;
}

export const STANDARD_TIMERS: SipTimers = Object.freeze({ t1Ms: 500, t2Ms: 4_000, t4Ms: 5_000, noAnswerMs: 32_000 });
