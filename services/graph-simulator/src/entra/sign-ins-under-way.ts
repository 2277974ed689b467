/** Sign-ins between two pages. There are no cookies: each page carries the id of its sign-in as `ctx`. */
import type { Clock, Random } from '@lamplight/runtime';
import type { AdminConsent } from './admin-consent.ts';
import type { Authorization, Target } from './authorize-request.ts';
import { EntraError } from './entra-error.ts';
import type { EntraErrorCode } from './entra-error-catalogue.ts';
import type { SignIn } from './sign-in-accounts.ts';

const LIFE_MS = 600_000;
const MOST_HELD = 10_000;

export interface SignInUnderWay {
  readonly id: string;
  readonly target: Target;
  readonly purpose:
    | { readonly kind: 'authorize'; readonly authorization: Authorization }
    | { readonly kind: 'adminConsent'; readonly asked: AdminConsent };
  /** Tenant segment of the path, as it was written. */
  readonly segment: string;
  /** Who gave their password; null before. */
  readonly userId: string | null;
  /** Null until everything that is demanded of the person is done. */
  readonly signIn: SignIn | null;
  /** What was shown instead of a question about consent. */
  readonly refused: EntraErrorCode | null;
}

export class SignInsUnderWay {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #held = new Map<string, { readonly signIn: SignInUnderWay; readonly until: number }>();

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  begin(start: Pick<SignInUnderWay, 'target' | 'purpose' | 'segment'>): SignInUnderWay {
    if (this.#held.size >= MOST_HELD) {
      this.#held.clear();
    }
    return this.keep({ ...start, id: this.#random.uuid(), userId: null, signIn: null, refused: null });
  }

  keep(signIn: SignInUnderWay): SignInUnderWay {
    this.#held.set(signIn.id, { signIn, until: this.#clock.now() + LIFE_MS });
    return signIn;
  }

  /** @throws EntraError 50089 when it is over, or too old. */
  get(id: string): SignInUnderWay {
    const held = this.#held.get(id);
    if (held === undefined || held.until <= this.#clock.now()) {
      throw new EntraError(50089);
    }
    return held.signIn;
  }

  end(id: string): void {
    this.#held.delete(id);
  }
}
