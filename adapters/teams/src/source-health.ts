/**
 * One health out of what reading, writing and the other rooms say: the worst that a person can do
 * something about. A room of its own says what it has to say as a condition under its name.
 */
import type { Health, HealthState } from '@lamplight/domain';
import type { GraphFailure } from './graph-api.ts';

const OK: Health = Object.freeze({ state: 'ok', reason: '', message: '', remedy: '', details: Object.freeze({}) });
const STARTING: Health = Object.freeze({
  state: 'starting',
  reason: 'starting',
  message: 'Graph has not answered yet',
  remedy: 'nothing: this takes seconds',
  details: Object.freeze({}),
});

const RANK: Readonly<Record<HealthState, number>> = { 'action-needed': 4, down: 3, degraded: 2, starting: 1, ok: 0 };

/** A passing failure is told only when it was not the only one in a row: Graph answers 401 or 503 now and then. */
const TELL_AFTER = 2;

/** How long it is told that a person's own choice could not be put back; ms. */
const TELL_LOST_MS = 3_600_000;

/**
 * So long after the last failed write it is told no more; ms. Whatever is still wanted is tried at least every minute, so
 * by then nobody wants it any more, and nothing else was written. What a person has to act on stays.
 */
const TELL_WRITE_MS = 300_000;

/** In place of {@link STARTING} where there is nobody to ask for. */
const IDLE: Health = Object.freeze({
  ...STARTING,
  message: 'Graph is not asked yet: nobody is to be read here, or another source speaks for this system',
  remedy: 'nothing, or bind the accounts of this tenant to people',
});

type Side = 'read' | 'write';

export class SourceHealth {
  readonly #report: (health: Health) => void;
  readonly #failures: Record<Side, { count: number; failure: GraphFailure | null }> = {
    read: { count: 0, failure: null },
    write: { count: 0, failure: null },
  };
  /** When the last failed write was first swept over; monotonic ms, null: it was not, or there is none. */
  #writeFailedAt: number | null = null;
  #everRead = false;
  #blind = false;
  /** Nobody is to be read. */
  #isIdle = false;
  /** Addresses of those whose choice was lost, with the monotonic ms at which it was. */
  readonly #lost = new Map<string, number>();
  /** By the name of the room that says so. */
  readonly #conditions = new Map<string, Health>();
  /** Facts that stand in the details whatever the state. */
  readonly #details = new Map<string, string>();
  #last = '';

  constructor(report: (health: Health) => void) {
    this.#report = report;
  }

  /** Says where it stands, also when that is not news. */
  tell(): void {
    this.#last = '';
    this.#tell();
  }

  succeeded(side: Side): void {
    this.#everRead ||= side === 'read';
    this.#blind = side === 'read' ? false : this.#blind;
    this.#failures[side] = { count: 0, failure: null };
    this.#tell();
  }

  failed(side: Side, failure: GraphFailure): void {
    this.#failures[side] = { count: this.#failures[side].count + 1, failure };
    this.#writeFailedAt = side === 'write' ? null : this.#writeFailedAt;
    this.#tell();
  }

  /** Whether somebody is to be read. While nobody is, what failed passingly before is told no more. */
  reading(isWanted: boolean): void {
    if (!isWanted && this.#failures.read.failure?.health.state === 'degraded') {
      this.#failures.read = { count: 0, failure: null };
      this.#blind = false;
    }
    this.#isIdle = !isWanted;
    this.#tell();
  }

  /** Nothing has been read for so long that everybody is claimed unknown. */
  blind(): void {
    this.#blind = true;
    this.#tell();
  }

  /** What a room has to say; null: nothing any more. `name` is stable, such as `credential` or `notifications`. */
  condition(name: string, health: Health | null): void {
    if (health === null) {
      if (this.#conditions.delete(name) && name === 'consent') {
        this.#consented();
      }
    } else {
      this.#conditions.set(name, health);
    }
    this.#tell();
  }

  /** A fact that stands in the details of whatever is told; null: not any more. */
  detail(name: string, value: string | null): void {
    if (value === null) {
      this.#details.delete(name);
    } else {
      this.#details.set(name, value);
    }
    this.#tell();
  }

  /** What the person had chosen by hand in Teams was not put back. `now`: monotonic ms. */
  choiceLost(address: string, now: number): void {
    this.#lost.set(address, now);
    this.#tell();
  }

  /** Forgets what has been told for long enough. `now`: monotonic ms. */
  sweep(now: number): void {
    const { failure } = this.#failures.write;
    if (failure !== null && failure.health.state === 'degraded') {
      this.#writeFailedAt ??= now;
      const pauseMs = failure.retry.kind === 'after' ? failure.retry.ms : 0;
      if (now - this.#writeFailedAt > TELL_WRITE_MS + pauseMs) {
        this.succeeded('write');
      }
    }
    for (const [address, at] of this.#lost) {
      if (now - at > TELL_LOST_MS) {
        this.#lost.delete(address);
        this.#tell();
      }
    }
  }

  /** What failed for want of consent failed before it was given. */
  #consented(): void {
    for (const side of ['read', 'write'] as const) {
      if (this.#failures[side].failure?.reason === 'consent_missing') {
        this.#failures[side] = { count: 0, failure: null };
      }
    }
  }

  #tell(): void {
    const worst = this.#worst();
    const health =
      this.#details.size === 0
        ? worst
        : { ...worst, details: { ...Object.fromEntries(this.#details), ...worst.details } };
    const mark = JSON.stringify(health);
    if (mark !== this.#last) {
      this.#last = mark;
      this.#report(health);
    }
  }

  #worst(): Health {
    const candidates = [this.#of('read'), this.#of('write'), this.#choicesLost(), ...this.#conditions.values()];
    const told = candidates.filter((health) => health !== null);
    const usual = this.#everRead ? OK : this.#isIdle ? IDLE : STARTING;
    const worst = told.sort((a, b) => RANK[b.state] - RANK[a.state])[0];
    return worst === undefined || RANK[worst.state] < RANK[usual.state] ? usual : worst;
  }

  #of(side: Side): Health | null {
    const { count, failure } = this.#failures[side];
    if (failure === null || (failure.reason === 'consent_missing' && this.#conditions.has('consent'))) {
      // What is known of the consent says it with the link.
      return null;
    }
    if (side === 'read' && this.#blind && failure.health.state === 'degraded') {
      return { ...failure.health, state: 'down' };
    }
    const passing = failure.retry.kind === 'later' || failure.retry.kind === 'split';
    return passing && count < TELL_AFTER ? null : failure.health;
  }

  /** All is well, and still there is something to say. */
  #choicesLost(): Health | null {
    if (this.#lost.size === 0) {
      return null;
    }
    const people = [...this.#lost.keys()].join(', ');
    return {
      state: 'ok',
      reason: 'choice_not_restored',
      message: `the status that ${people} had chosen by hand in Teams could not be put back: it was covered before this process started`,
      remedy: 'nothing, or they choose it again in Teams',
      details: { people },
    };
  }
}
