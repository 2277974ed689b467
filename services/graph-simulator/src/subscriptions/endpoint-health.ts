/**
 * How Graph treats a receiver that answers late. Source: Graph, "Receive change notifications through webhooks"
 * (throttling, April 2026): more than 10 % of answers later than 3 s in 10 minutes make it slow, and notifications come 10
 * minutes later; more than 15 % later than 10 s make it drop, and notifications are lost for 10 minutes, until a few
 * probes show less. An older version of the page: nothing is judged before 100 answers. Receivers are told apart by
 * host, which is a guess.
 */
const WINDOW_MS = 600_000;
const LATE_MS = 3000;
const TOO_LATE_MS = 10_000;
const SLOW_SHARE = 0.1;
const DROP_SHARE = 0.15;
const LEAST_ANSWERS = 100;
const PROBES = 5;

export type EndpointState = 'normal' | 'slow' | 'drop';

interface Answer {
  readonly at: number;
  readonly durationMs: number;
}

export class EndpointHealth {
  readonly #answers: Answer[] = [];
  #late = 0;
  #tooLate = 0;
  #state: EndpointState = 'normal';
  /** Since when the state holds; all instants are monotonic milliseconds. */
  #since = 0;
  #probesLeft = PROBES;
  /** Requests that are not answered yet. */
  #underWay = 0;

  get state(): EndpointState {
    return this.#state;
  }

  /** A request went out. */
  sent(): void {
    this.#underWay += 1;
  }

  /** Its answer came, or was given up, after `durationMs`. */
  answered(now: number, durationMs: number): void {
    this.#underWay -= 1;
    const isProbed = this.#state === 'drop' && this.#probesLeft < PROBES;
    if (!isProbed) {
      this.#forgetUntil(now - WINDOW_MS);
    }
    this.#answers.push({ at: now, durationMs });
    this.#count(durationMs, 1);
    if (isProbed) {
      // Several notifications may have been one request: as many answers come as requests were made of them.
      if (this.#probesLeft <= 0 && this.#underWay === 0) {
        this.#enter(this.#share(this.#tooLate) < DROP_SHARE ? 'normal' : 'drop', now);
      }
    } else if (this.#state !== 'drop' && this.#answers.length >= LEAST_ANSWERS) {
      this.#judge(now);
    }
  }

  /** What becomes of a notification now; `send`: a request with it follows in this turn. */
  admit(now: number): 'send' | 'delay' | 'drop' {
    const isOver = now >= this.#since + WINDOW_MS;
    if (this.#state === 'slow' && isOver) {
      this.#forgetUntil(now - WINDOW_MS);
      this.#enter(this.#share(this.#late) > SLOW_SHARE ? 'slow' : 'normal', now);
    }
    if (this.#state === 'drop' && isOver) {
      if (this.#probesLeft === PROBES) {
        this.#forgetUntil(now);
      }
      this.#probesLeft -= 1;
      return this.#probesLeft >= 0 ? 'send' : 'drop';
    }
    return this.#state === 'normal' ? 'send' : this.#state === 'slow' ? 'delay' : 'drop';
  }

  #judge(now: number): void {
    if (this.#share(this.#tooLate) > DROP_SHARE) {
      this.#enter('drop', now);
    } else if (this.#state === 'normal' && this.#share(this.#late) > SLOW_SHARE) {
      this.#enter('slow', now);
    }
  }

  #enter(state: EndpointState, now: number): void {
    this.#state = state;
    this.#since = now;
    this.#probesLeft = PROBES;
  }

  #share(count: number): number {
    return this.#answers.length === 0 ? 0 : count / this.#answers.length;
  }

  #forgetUntil(instant: number): void {
    const kept = this.#answers.findIndex((answer) => answer.at > instant);
    const forgotten = this.#answers.splice(0, kept === -1 ? this.#answers.length : kept);
    for (const { durationMs } of forgotten) {
      this.#count(durationMs, -1);
    }
  }

  #count(durationMs: number, by: 1 | -1): void {
    this.#late += durationMs > LATE_MS ? by : 0;
    // A request is given up after this time: an answer at its end counts as one that came too late.
    this.#tooLate += durationMs >= TOO_LATE_MS ? by : 0;
  }
}
