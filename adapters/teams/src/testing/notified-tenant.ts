/** A simulated tenant whose notifications come to an inlet in the same process, and accounts that signed in for them. */
import { createGraphSimulator, type GraphSimulator, SigningKey, simulatorFetch } from '@lamplight/graph-simulator';
import { ManualClock, MemoryLogger, seededRandom } from '@lamplight/runtime';
import type { DelegatedApplication } from '../credentials/delegated-sign-in.ts';
import type { SignedInAccount } from '../notifications/delegated-accounts.ts';
import {
  allowSignIns,
  delegatedApplication,
  MemoryAccounts,
  MemoryInlet,
  makeCertificate,
  signInAccount,
} from './notification-host.ts';

/** Made once: keys take a moment. */
const signingKey = new SigningKey();

/** Object ids that no one else has. */
export function personId(index: number): string {
  return `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
}

export const SERVICE = '5e411ce0-0000-4000-8000-000000000001';
export const SECOND_SERVICE = '5e411ce0-0000-4000-8000-000000000002';

export class NotifiedTenant {
  readonly clock = new ManualClock();
  readonly random = seededRandom(1);
  readonly logger = new MemoryLogger();
  readonly accounts = new MemoryAccounts();
  readonly simulator: GraphSimulator;
  readonly fetch: typeof globalThis.fetch;
  readonly application: DelegatedApplication;
  readonly inlet = new MemoryInlet();
  /** What the adapter is given. */
  readonly host = { accounts: this.accounts, inlet: this.inlet, makeCertificate };
  /** What happens while an answer of Entra or Graph is on its way. */
  answered: ((url: string, method: string) => Promise<void>) | undefined;

  /** @param people how many, from `personId(0)` on */
  constructor(people: number) {
    this.simulator = createGraphSimulator({
      clock: this.clock,
      signingKey,
      deliver: async (request) => this.inlet.deliver(request),
      config: {
        people: [
          ...Array.from({ length: people }, (_, index) => ({
            id: personId(index),
            userPrincipalName: `person${index}@contoso.example`,
            displayName: `Person ${index}`,
            clients: ['desktop'],
          })),
          ...[SERVICE, SECOND_SERVICE].map((id, index) => ({
            id,
            userPrincipalName: `service${index}@contoso.example`,
            displayName: `Service ${index}`,
          })),
        ],
      },
    });
    allowSignIns(this.simulator);
    const fetch = simulatorFetch(this.simulator);
    this.fetch = async (input, init) => {
      const answer = await fetch(input, init);
      const asked = new Request(input, { method: init?.method ?? 'GET' });
      await this.answered?.(asked.url, asked.method);
      return answer;
    };
    this.application = delegatedApplication(this.clock);
  }

  /** What an account does in the browser, until it is back with a code; then the code is redeemed. */
  async signIn(user: string = SERVICE, application: DelegatedApplication = this.application): Promise<SignedInAccount> {
    const account = await signInAccount(this.simulator, user, this, application);
    this.accounts.keep(account);
    return account;
  }

  /** Lets `ms` pass; what computes beside the clock gets its time too. */
  async run(ms: number): Promise<void> {
    const stepMs = Math.max(10, ms / 200);
    for (let passed = 0; passed < ms; passed += stepMs) {
      await this.clock.advanceAsync(Math.min(stepMs, ms - passed));
    }
    await this.settle();
  }

  /** Lets everything happen that needs no time on the clock. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 40; turn += 1) {
      await this.clock.advanceAsync(0);
      await signaturesChecked();
    }
  }

  /** Lets time pass in small steps until something holds, at most `ms` of it. */
  async until(holds: () => boolean, ms = 60_000): Promise<void> {
    for (let passed = 0; passed < ms && !holds(); passed += 50) {
      await this.clock.advanceAsync(50);
      await signaturesChecked();
    }
    if (!holds()) {
      throw new Error(`it did not come true in ${ms} ms: ${holds}`);
    }
  }
}

/**
 * Signatures are checked by threads beside the clock, in the order in which they were asked for: what was asked for before
 * has had its time once a few more are done, however busy the machine is.
 */
async function signaturesChecked(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) {
    await crypto.subtle.digest('SHA-256', new Uint8Array(1));
  }
}
