/**
 * When a token that Graph refuses (401) may be replaced: at once, and where new ones are refused too, after growing pauses,
 * since Entra takes fast repetitions for a loop (AADSTS50196). Meanwhile the refused token is sent, so that it shows when
 * Graph takes it.
 */

/** Between the first two replacements, doubled for each further one; ms. */
const FIRST_PAUSE_MS = 20_000;
const LONGEST_PAUSE_MS = 600_000;
/** After so long without a replacement the next refusal is a new matter; ms. */
const FORGET_MS = 1_200_000;

export class ReplacementPace {
  #count = 0;
  #at = Number.NEGATIVE_INFINITY;

  /** Whether the token may be replaced now, which then counts as done. `now`: monotonic ms. */
  take(now: number): boolean {
    const passed = now - this.#at;
    if (passed >= FORGET_MS) {
      this.#count = 0;
    }
    if (this.#count > 0 && passed < Math.min(FIRST_PAUSE_MS * 2 ** (this.#count - 1), LONGEST_PAUSE_MS)) {
      return false;
    }
    this.#count += 1;
    this.#at = now;
    return true;
  }
}
