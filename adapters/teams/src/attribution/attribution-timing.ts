/**
 * The times that attribution rests on, in milliseconds of monotonic time. Graph publishes none of them, so the defaults
 * are careful: too long shows a Teams call later, too short shows our own write as one.
 */
export interface AttributionTiming {
  /**
   * Life of what we write (`expirationDuration`), so what a crash leaves behind. PT5M is the shortest that Graph takes
   * for a session; for a status set in place of one chosen by hand it publishes no bounds.
   */
  readonly leaseMs: number;
  /** How long after an accepted write or clear, or a lapse, a read may still show what was before. */
  readonly visibilityMs: number;
  /** Margin on top of {@link visibilityMs} before a pair that we wrote is believed to be somebody else's. */
  readonly settleMs: number;
  /** How long after its timeout a request without an answer may still take effect. */
  readonly landingMs: number;
  /** How long an independent state that shows a call or do-not-disturb keeps us from writing without being read again. */
  readonly freshMs: number;
  /** How long lower sequence numbers are taken for late reads; after that the numbering has begun anew. */
  readonly sequenceTrustMs: number;
  /** How long ended writes are remembered for reads that were already under way: longer than any request lasts. */
  readonly retentionMs: number;
}

/**
 * Visibility: reads are answered by replicas; reports and Microsoft's own pages speak of moments for Graph itself (the
 * minutes that they name are those of Teams clients, which nobody here reads). Two seconds, and five more to settle,
 * mean that a Teams call hidden by our write is found at the latest seven seconds and one poll after the hang-up.
 */
export const DEFAULT_ATTRIBUTION_TIMING: AttributionTiming = Object.freeze({
  leaseMs: 300_000,
  visibilityMs: 2_000,
  settleMs: 5_000,
  landingMs: 10_000,
  freshMs: 60_000,
  sequenceTrustMs: 60_000,
  retentionMs: 120_000,
});
