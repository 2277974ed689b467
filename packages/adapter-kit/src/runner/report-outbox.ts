import type { Claim, EffectResult, Health, ReportWelcome, SourceMessage } from '@lamplight/domain';
import { ClaimOutbox } from './claim-outbox.ts';
import { EffectOutbox } from './effect-outbox.ts';

/** Everything that a source owes the gateway: health, claims, their completion, results of effects. */
export class ReportOutbox {
  readonly #claims = new ClaimOutbox();
  readonly #results = new EffectOutbox();
  #health: Health | undefined;
  #healthDue = false;

  get health(): Health | undefined {
    return this.#health;
  }

  /** Every claim that was made has been sent and accepted. */
  get settled(): boolean {
    return this.#claims.settled;
  }

  /** At least one claim has been sent. */
  get hasClaimed(): boolean {
    return this.#claims.sequence > 0;
  }

  claim(address: string, claim: Claim): void {
    this.#claims.put(address, claim);
  }

  withdraw(address: string): void {
    this.#claims.withdraw(address);
  }

  claimsComplete(): void {
    this.#claims.complete();
  }

  reportEffect(result: EffectResult): void {
    this.#results.put(result);
  }

  reportHealth(health: Health): void {
    this.#health = health;
    this.#healthDue = true;
  }

  accept(throughSequence: number): void {
    this.#claims.accept(throughSequence);
  }

  /** The roster names this subject anew: its claim is owed again, whatever became of the last one. */
  subjectNamed(address: string): void {
    this.#claims.repeat(address);
  }

  /** The effect at this address is of this generation now. */
  effectChanged(address: string, generation: number): void {
    this.#results.forgetOthers(address, generation);
  }

  /** The source became active: all of it has to be said on this stream. */
  activate(wantedEffects: ReadonlyMap<string, unknown>): void {
    this.#claims.restart();
    this.#results.restart(wantedEffects);
    this.#healthDue = this.#health !== undefined;
  }

  /** The source stands by: it says how it is, and nothing of its system. */
  standBy(): void {
    this.#claims.standBy();
    this.#healthDue = this.#health !== undefined;
  }

  /** The next message to send; `welcome` null: of what may be said while standing by. */
  next(welcome: ReportWelcome | null): SourceMessage | undefined {
    if (this.#healthDue && this.#health !== undefined) {
      this.#healthDue = false;
      return { kind: 'health', health: this.#health };
    }
    if (welcome === null) {
      return undefined;
    }
    const batch = this.#claims.take(welcome.credit, welcome.maxItemsPerMessage);
    if (batch !== undefined) {
      return { kind: 'claims', ...batch };
    }
    if (this.#claims.takeCompletion()) {
      return { kind: 'claims-complete', sequence: this.#claims.sequence };
    }
    const items = this.#results.take(welcome.maxItemsPerMessage);
    return items.length === 0 ? undefined : { kind: 'effect-results', items };
  }
}
