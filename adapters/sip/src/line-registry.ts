import type { Line } from './line.ts';

/** The lines of a client: those that are watched, those that are being unsubscribed, and by which call NOTIFYs find them. */
export class LineRegistry {
  /** By address; the order is the one in which lines are probed. */
  readonly #watched = new Map<string, Line>();
  /** By a key of their own, since the same address may be watched again meanwhile. */
  readonly #leaving = new Map<string, Line>();
  readonly #calls = new Map<string, Line>();
  #leftCount = 0;

  get watched(): ReadonlyMap<string, Line> {
    return this.#watched;
  }

  get leavingCount(): number {
    return this.#leaving.size;
  }

  /** Keys of all lines, watched and leaving. */
  get keys(): readonly string[] {
    return [...this.#watched.keys(), ...this.#leaving.keys()];
  }

  /** The line of a key: an address, or what {@link leave} gave. */
  find(key: string): Line | undefined {
    return this.#watched.get(key) ?? this.#leaving.get(key);
  }

  findByCall(callId: string): Line | undefined {
    return this.#calls.get(callId);
  }

  /** The key that a line has now: it may have begun to leave since its request was sent. */
  keyOf(line: Line): string | undefined {
    if (this.#watched.get(line.address) === line) {
      return line.address;
    }
    return [...this.#leaving].find(([, leaving]) => leaving === line)?.[0];
  }

  isWatched(line: Line): boolean {
    return this.#watched.get(line.address) === line;
  }

  watch(line: Line): void {
    this.#watched.set(line.address, line);
  }

  /** Moves a watched line to those that leave; its new key. */
  leave(line: Line): string {
    this.#watched.delete(line.address);
    this.#leftCount += 1;
    // No address holds a control character.
    const key = `\u0000${this.#leftCount}`;
    this.#leaving.set(key, line);
    return key;
  }

  /** The line's subscription has ended for good. */
  ended(key: string, line: Line): void {
    this.setCall(line, undefined);
    this.#leaving.delete(key);
  }

  /** The first line in the order that passes, put at the end of it. */
  rotate(passes: (line: Line) => boolean): Line | undefined {
    for (const line of this.#watched.values()) {
      if (passes(line)) {
        this.#watched.delete(line.address);
        this.#watched.set(line.address, line);
        return line;
      }
    }
    return undefined;
  }

  setCall(line: Line, call: Line['call']): void {
    if (line.call !== undefined && line.call.callId !== call?.callId) {
      this.#calls.delete(line.call.callId);
    }
    line.call = call;
    if (call !== undefined) {
      this.#calls.set(call.callId, line);
    }
  }
}
