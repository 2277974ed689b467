/**
 * The port that every adapter implements. The runner owns the conversation with the gateway (lease, sequence, backoff,
 * roster and effects as keyed desired state); an adapter only knows its own system.
 */
import type { Capabilities, Claim, Effect, EffectResult, Health, RosterEntry, Technology } from '@lamplight/domain';
import type { Clock, Egress, Logger, Random } from '@lamplight/runtime';

export interface SourceDescription {
  readonly technology: Technology;
  readonly capabilities: Capabilities;
  readonly softwareName: string;
  readonly softwareVersion: string;
}

/** Whether the gateway listens to this source. Only an active one may change anything at its system. */
export type LinkState = 'offline' | 'standby' | 'active';

/**
 * What changed in the roster since the last call, also over a reconnection. The first one after the link became active
 * names every subject as `upserted`, known or not, and as `removed` those that are gone since the last call.
 */
export interface RosterChange {
  readonly upserted: readonly RosterEntry[];
  readonly removed: readonly string[];
}

/**
 * What changed in the desired effects since the last call; `desired` null: undo what stands there. Net over a
 * reconnection; after standing by, everything that is wanted is named again.
 */
export interface EffectChange {
  readonly items: readonly Effect[];
}

export interface SourceAdapter {
  readonly description: SourceDescription;
  /** Begins to work; must not wait for its system. Called once. Throws only for unusable configuration. */
  start(context: AdapterContext): void;
  /** Lets go of everything: sockets, timers, subscriptions at the system. Called once, after start. */
  stop(): Promise<void>;
  /** Must not block and must not throw. The first call after the link became active names the whole roster. */
  rosterChanged(change: RosterChange): void;
  /** Must not block and must not throw. Each item is answered by {@link AdapterContext.reportEffect}. */
  effectsChanged(change: EffectChange): void;
  /**
   * The roster and the effects have been named completely for the first time since the link became active: only from
   * now on does a missing effect mean that nothing of ours is wanted.
   */
  desiredStateComplete(): void;
  /**
   * Must not block and must not throw. What is claimed when a source that stood by becomes active is sent as the state
   * of that moment: an adapter that does not look at its system while it stands by withdraws what it claimed.
   */
  linkChanged(state: LinkState): void;
}

/** What an adapter is given. Nothing here blocks or throws. */
export interface AdapterContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly egress: Egress;
  /** Replaces the claim on a subject; what equals the last one is not sent again. */
  claim(address: string, claim: Claim): void;
  /** The subject is not reported any more. */
  withdraw(address: string): void;
  /**
   * Every subject of the roster has been answered for, or its answer was waited for long enough. Until then the
   * gateway keeps what it knew of subjects that have not been named, so a restart does not darken a lamp.
   */
  claimsComplete(): void;
  reportEffect(result: EffectResult): void;
  reportHealth(health: Health): void;
}
