/** One person's attribution, driven step by step. */
import type { PresencePair } from '@lamplight/domain';
import { attribute, UNKNOWN_PERSON, viewOf } from '../attribution/attribution.ts';
import type {
  AttributedView,
  AttributionEffect,
  AttributionInput,
  AttributionState,
} from '../attribution/attribution-state.ts';
import { DEFAULT_ATTRIBUTION_TIMING } from '../attribution/attribution-timing.ts';
import type { Way } from '../attribution/write-window.ts';

export const IN_A_CALL: PresencePair = { availability: 'Busy', activity: 'InACall' };
export const CONFERENCE: PresencePair = { availability: 'Busy', activity: 'InAConferenceCall' };
export const AVAILABLE: PresencePair = { availability: 'Available', activity: 'Available' };
export const AWAY: PresencePair = { availability: 'Away', activity: 'Away' };
export const BUSY: PresencePair = { availability: 'Busy', activity: 'Busy' };
export const DO_NOT_DISTURB: PresencePair = { availability: 'DoNotDisturb', activity: 'DoNotDisturb' };
export const PRESENTING: PresencePair = { availability: 'DoNotDisturb', activity: 'Presenting' };
export const OFFLINE: PresencePair = { availability: 'Offline', activity: 'Offline' };

/** Drives one person; every call names its instant in ms. */
export class Person {
  state: AttributionState = UNKNOWN_PERSON;
  effects: readonly AttributionEffect[] = [];
  now = 0;

  at(now: number, input: AttributionInput): this {
    this.now = now;
    const step = attribute(this.state, input, now, DEFAULT_ATTRIBUTION_TIMING);
    this.state = step.state;
    this.effects = step.effects;
    return this;
  }

  wants(now: number, pair: PresencePair | 'nothing' | 'leave'): this {
    return this.at(now, {
      kind: 'wanted',
      wanted: typeof pair === 'string' ? { kind: pair } : { kind: 'session', pair },
    });
  }

  prefers(now: number, pair: PresencePair, restore: PresencePair | null = null): this {
    return this.at(now, { kind: 'wanted', wanted: { kind: 'preferred', pair, restore } });
  }

  sets(now: number, pair: PresencePair = IN_A_CALL, way: Way = 'session'): this {
    return this.at(now, { kind: 'set-sent', way, pair });
  }

  setAnswered(
    sentAt: number,
    now: number,
    outcome: 'accepted' | 'failed' | 'unknown',
    pair = IN_A_CALL,
    way: Way = 'session',
  ): this {
    return this.at(now, { kind: 'set-answered', way, pair, sentAt, outcome });
  }

  clears(now: number, way: Way = 'session'): this {
    return this.at(now, { kind: 'clear-sent', way });
  }

  clearAnswered(now: number, outcome: 'cleared' | 'not-found' | 'failed' | 'unknown', way: Way = 'session'): this {
    return this.at(now, { kind: 'clear-answered', way, outcome });
  }

  reads(begunAt: number, pair: PresencePair, options: { lasts?: number; sequence?: string } = {}): this {
    const endedAt = begunAt + (options.lasts ?? 100);
    const sequenceNumber = options.sequence ?? null;
    return this.at(endedAt, {
      kind: 'read',
      read: { begunAt, endedAt, seenAt: 1_000_000 + endedAt, pair, sequenceNumber },
    });
  }

  tick(now: number): this {
    return this.at(now, { kind: 'tick' });
  }

  /** Read Available at 0, line talks at 1000, write in force from 1100. */
  live(): this {
    return this.reads(0, AVAILABLE).wants(1000, IN_A_CALL).sets(1000).setAnswered(1000, 1100, 'accepted');
  }

  /** As {@link live}, and the line falls silent at 60000, clear accepted at 60100; settling until 67100. */
  settling(): this {
    return this.live().reads(5000, IN_A_CALL).wants(60_000, 'nothing').clears(60_000).clearAnswered(60_100, 'cleared');
  }

  get view(): AttributedView {
    return viewOf(this.state);
  }

  get shown(): PresencePair | undefined {
    return this.view.independent?.pair;
  }
}

export const person = (): Person => new Person();
