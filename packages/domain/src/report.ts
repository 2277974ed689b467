/**
 * The conversation between a source and the gateway, in domain terms; `wire` maps it to Report of the contract, and
 * the local uplink passes it as it is. The promises stand in proto/presence/v1/source.proto.
 */
import type { CallState } from './call.ts';
import type { Claim } from './claim.ts';
import type { Effect, EffectResult } from './effect.ts';
import type { Health } from './health.ts';
import type { LeaseId, SourceId, SystemId, TenantId } from './ids.ts';
import type { Problem } from './problem.ts';
import type { LineKind, Technology } from './subject.ts';

export interface Capabilities {
  readonly callStates: readonly CallState[];
  /** Kinds of {@link Effect} that the source can carry out. */
  readonly effects: readonly string[];
  readonly features: readonly string[];
}

export interface ReportHello {
  readonly kind: 'hello';
  readonly systemId: SystemId;
  readonly sourceId: SourceId;
  /** New at each start of the process. */
  readonly instanceId: string;
  readonly technology: Technology;
  readonly capabilities: Capabilities;
  readonly previousLease: LeaseId | null;
  readonly takeOver: boolean;
  readonly softwareName: string;
  readonly softwareVersion: string;
}

export interface ClaimItem {
  readonly address: string;
  /** Null: withdrawn. */
  readonly claim: Claim | null;
}

/** From a source to the gateway. */
export type SourceMessage =
  | ReportHello
  | { readonly kind: 'claims'; readonly sequence: number; readonly items: readonly ClaimItem[] }
  | { readonly kind: 'claims-complete'; readonly sequence: number }
  | { readonly kind: 'effect-results'; readonly items: readonly EffectResult[] }
  | { readonly kind: 'health'; readonly health: Health }
  | { readonly kind: 'heartbeat' }
  | { readonly kind: 'leaving'; readonly handover: boolean };

export type Interest = 'synced' | 'watched';

/** A subject that somebody watches or syncs. */
export interface RosterEntry {
  readonly address: string;
  readonly interest: Interest;
  readonly lineKind: LineKind | null;
}

export interface ReportWelcome {
  readonly kind: 'welcome';
  readonly lease: LeaseId;
  readonly leaseMs: number;
  readonly renewMs: number;
  /** How many claims may be under way unaccepted. */
  readonly credit: number;
  /** The lease named in hello goes on. */
  readonly continued: boolean;
  readonly maxItemsPerMessage: number;
}

/** From the gateway to a source. */
export type GatewayMessage =
  | ReportWelcome
  | { readonly kind: 'standby'; readonly activeSourceId: SourceId }
  | { readonly kind: 'superseded'; readonly bySourceId: SourceId }
  | { readonly kind: 'accepted'; readonly throughSequence: number }
  | {
      readonly kind: 'claims-refused';
      readonly sequence: number;
      readonly items: readonly { readonly address: string; readonly problem: Problem }[];
    }
  | {
      readonly kind: 'roster';
      readonly items: readonly RosterEntry[];
      readonly removed: readonly string[];
      readonly complete: boolean;
    }
  | {
      readonly kind: 'effects';
      /** With `desired` null for what is no longer wanted. */
      readonly items: readonly Effect[];
      readonly complete: boolean;
    }
  | {
      readonly kind: 'draining';
      readonly reason: string;
      readonly reconnectAfterMinMs: number;
      readonly reconnectAfterMaxMs: number;
    }
  | { readonly kind: 'heartbeat'; readonly serverTime: number };

/** Whose key opened a Report stream. */
export interface SourcePrincipal {
  readonly tenantId: TenantId;
  /** Systems that this key may speak for. */
  readonly systemIds: readonly SystemId[];
  /** Of the key; for logs and for revocation. */
  readonly keyId: string;
}

/** The gateway's side of one Report stream, as a transport sees it. */
export interface ReportInlet {
  receive(message: SourceMessage): void;
  /** The transport ended: the stream is lost, the lease goes on. */
  closed(): void;
  /** The transport passes messages on again, after {@link ReportOutlet.blocked} was true. Absent: not needed. */
  writable?(): void;
}

/** The transport's side of one Report stream, as the gateway sees it. Neither method throws or blocks. */
export interface ReportOutlet {
  send(message: GatewayMessage): void;
  /** Ends the stream; null: orderly. */
  end(problem: Problem | null): void;
  /**
   * True while the transport cannot pass on what it is given. The gateway then holds roster and effects back, by key,
   * until {@link ReportInlet.writable}. Absent: never blocked.
   */
  blocked?(): boolean;
}

/** Where transports bring Report streams to: the gRPC handler and the local uplink both use it. */
export interface ReportPort {
  open(principal: SourcePrincipal, outlet: ReportOutlet): ReportInlet;
}
