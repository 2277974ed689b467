export type HealthState = 'starting' | 'ok' | 'degraded' | 'down' | 'action-needed';

/** How a source is, as data: what is wrong and what a person can do about it. */
export interface Health {
  readonly state: HealthState;
  /** Stable word, such as pbx_unreachable or consent_missing; empty when ok. */
  readonly reason: string;
  readonly message: string;
  readonly remedy: string;
  readonly details: Readonly<Record<string, string>>;
}
