/**
 * How people sign in: passwords, what an administrator demands of them or forbids, and which of their sign-ins still
 * count. Each state has the AADSTS code of its own that Entra publishes (reference-error-codes).
 */
import type { Person } from '../directory/directory.ts';
import type { EntraErrorCode } from './entra-error-catalogue.ts';

/** What a person must do beyond giving a password. */
export const VERIFICATIONS = ['multi-factor', 'enrolment', 'renewal', 'strong-authentication'] as const;
export type Verification = (typeof VERIFICATIONS)[number];

const VERIFICATION_CODES = {
  'multi-factor': 50076,
  enrolment: 50079,
  renewal: 50078,
  'strong-authentication': 50074,
} as const satisfies Record<Verification, EntraErrorCode>;

export interface SignInAccount {
  /** Null: none is asked for. */
  readonly password: string | null;
  /** `on premises`: in the organization's own Active Directory. Refreshing goes on: only signing in needs a password. */
  readonly passwordExpired: 'no' | 'yes' | 'on premises';
  readonly locked: boolean;
  /** Also consents for the whole tenant. A tenant in which nobody is named takes everybody for one. */
  readonly administrator: boolean;
  /** Demanded from this moment on: whoever signed in without it before must sign in again. */
  readonly verification: Verification | null;
  readonly blockedBy: 'conditional access' | 'security defaults' | null;
  /** Sign-in frequency: a sign-in counts for this long; null for as long as it is refreshed. */
  readonly signInLastsMs: number | null;
}

const NEW_ACCOUNT: SignInAccount = Object.freeze({
  password: null,
  passwordExpired: 'no',
  locked: false,
  administrator: false,
  verification: null,
  blockedBy: null,
  signInLastsMs: null,
});

/** Smart lockout. Source: Entra, howto-password-smart-lockout: 10 failures by default, one minute at first. */
const FAILURES_UNTIL_LOCKED = 10;
const LOCKED_FOR_MS = 60_000;

interface Held {
  readonly account: SignInAccount;
  readonly failures: number;
  readonly lockedUntil: number;
  /** The number of the sign-in after which verification is demanded, and of the last one that was revoked. */
  readonly verificationSince: number;
  readonly revokedUpTo: number;
}

/** One sign-in, which codes and refresh tokens go back to. */
export interface SignIn {
  /** Counts up over all sign-ins of the simulator. */
  readonly number: number;
  /** Wall time in milliseconds. */
  readonly at: number;
  /** The person did more than give a password. */
  readonly verified: boolean;
}

export class SignInAccounts {
  readonly #accounts = new Map<string, Held>();
  #signIns = 0;

  of(person: Person): SignInAccount {
    return this.#held(person).account;
  }

  change(person: Person, changes: Partial<SignInAccount>): SignInAccount {
    const held = this.#held(person);
    const account: SignInAccount = Object.freeze({ ...held.account, ...changes });
    const demanded = account.verification !== null && account.verification !== held.account.verification;
    this.#accounts.set(person.id, {
      ...held,
      account,
      failures: 0,
      lockedUntil: 0,
      verificationSince: demanded ? this.#signIns : held.verificationSince,
    });
    return account;
  }

  /** Ends every sign-in so far: refreshing gives AADSTS50173. */
  revoke(person: Person): void {
    this.#accounts.set(person.id, { ...this.#held(person), revokedUpTo: this.#signIns });
  }

  /** @param people everybody in the person's tenant. */
  isAdministrator(person: Person, people: readonly Person[]): boolean {
    return this.of(person).administrator || !people.some((other) => this.of(other).administrator);
  }

  begin(at: number, verified: boolean): SignIn {
    this.#signIns += 1;
    return { number: this.#signIns, at, verified };
  }

  /** Why a person cannot sign in with this password now; undefined when they can. Wrong passwords count. */
  checkPassword(person: Person, password: string, now: number): EntraErrorCode | undefined {
    const held = this.#held(person);
    const { account } = held;
    if (account.locked || held.lockedUntil > now) {
      return 50053;
    }
    if (account.password !== null && account.password !== password) {
      const failures = held.failures + 1;
      const locks = failures >= FAILURES_UNTIL_LOCKED;
      const counted = locks ? { failures: 0, lockedUntil: now + LOCKED_FOR_MS } : { failures };
      this.#accounts.set(person.id, { ...held, ...counted });
      return 50126;
    }
    this.#accounts.set(person.id, { ...held, failures: 0 });
    if (!person.accountEnabled) {
      return 50057;
    }
    if (account.passwordExpired !== 'no') {
      return account.passwordExpired === 'yes' ? 50055 : 50144;
    }
    return blocked(account);
  }

  /** Why an earlier sign-in of a person no longer counts; undefined while it does. */
  checkSignIn(person: Person, signIn: SignIn, now: number): EntraErrorCode | undefined {
    const held = this.#held(person);
    const { verification, signInLastsMs } = held.account;
    if (!person.accountEnabled) {
      return 50057;
    }
    if (signIn.number <= held.revokedUpTo) {
      return 50173;
    }
    if (signInLastsMs !== null && now - signIn.at >= signInLastsMs) {
      return 70043;
    }
    const verified = signIn.verified && (verification !== 'renewal' || signIn.number > held.verificationSince);
    if (verification !== null && !verified) {
      return VERIFICATION_CODES[verification];
    }
    return blocked(held.account);
  }

  #held(person: Person): Held {
    return (
      this.#accounts.get(person.id) ?? {
        account: NEW_ACCOUNT,
        failures: 0,
        lockedUntil: 0,
        verificationSince: 0,
        revokedUpTo: 0,
      }
    );
  }
}

function blocked(account: SignInAccount): EntraErrorCode | undefined {
  if (account.blockedBy === null) {
    return undefined;
  }
  return account.blockedBy === 'conditional access' ? 53003 : 530035;
}
