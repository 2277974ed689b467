import type { EffectResult, Interest } from '@lamplight/domain';
import type { Intention } from '../attribution/attribution-state.ts';
import type { ForeignWriter } from '../attribution/foreign-writers.ts';
import type { ClaimEvents } from './person-claims.ts';

/** What follows from what is known of people, for whoever sends requests and speaks to the gateway. */
export interface TrackerEvents extends ClaimEvents {
  intend(id: string, intention: Intention): void;
  /** Read the person at these instants; monotonic ms. */
  readAt(id: string, times: readonly number[]): void;
  /** Teams was seen to say something else of the person. */
  changed(id: string): void;
  /** The person is to be read at this pace; null: not any more. */
  follow(id: string, interest: Interest | null): void;
  reportEffect(result: EffectResult): void;
  /** People for whom another application is suspected to write; called when what is known of them changes. */
  suspectsChanged(writers: readonly (ForeignWriter & { readonly address: string })[]): void;
  /** People whose sessions another installation seems to end; called when they change. */
  conflictChanged(addresses: readonly string[]): void;
  /** What the person had chosen by hand could not be put back when our preferred status ended. */
  choiceLost(address: string): void;
}
