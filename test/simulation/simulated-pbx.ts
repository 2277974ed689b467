import { type Call, type CallState, type Claim, SILENT_CLAIM } from '@lamplight/domain';
import type { TenantCore } from '@lamplight/gateway';
import type { ManualClock } from '@lamplight/runtime';
import { lineClaim } from '../fakes/line-claims.ts';
import { ReportingSource } from '../fakes/reporting-source.ts';

/** One PBX and the connector beside it. */
export class SimulatedPbx {
  readonly #system: string;
  readonly #clock: ManualClock;
  #told: string[] = [];
  /** What each line said last, for `previous`. */
  readonly #lines = new Map<string, Claim>();
  #source: ReportingSource | null = null;
  #heard = 0;
  #instance = 0;

  constructor(system: string, clock: ManualClock) {
    this.#system = system;
    this.#clock = clock;
  }

  /** A connector comes that knows nothing of one before it. */
  connect(core: TenantCore): void {
    this.#instance += 1;
    this.#heard = 0;
    this.#lines.clear();
    this.#source = new ReportingSource(core.reports, { system: this.#system, instance: `run-${this.#instance}` });
    this.#source.hello();
  }

  /** The same connector comes back, as after a restart of the gateway: it says again what it said. */
  reconnect(core: TenantCore): void {
    this.#heard = 0;
    this.#source = new ReportingSource(core.reports, { system: this.#system, instance: `run-${this.#instance}` });
    this.#source.hello().claims(Object.fromEntries(this.#lines)).complete();
  }

  /** The connector is killed. */
  kill(): void {
    this.#source?.lose();
    this.#source = null;
  }

  /** Lines as the PBX has them now. */
  lines(states: Readonly<Record<string, CallState>>, call: Partial<Call> = {}): void {
    const claims: Record<string, Partial<Claim>> = {};
    for (const [address, state] of Object.entries(states)) {
      const before = this.#lines.get(address) ?? null;
      const since = before === null ? null : this.#clock.now();
      const changed = before?.call !== null && before?.call !== undefined && before.call.state !== state;
      claims[address] = {
        ...lineClaim(state, { since, ...call }),
        howSet: 'user',
        since,
        previous: changed
          ? { availability: null, activity: null, callState: before.call?.state ?? null }
          : (before?.previous ?? null),
      };
    }
    this.#source?.claims(claims);
    for (const [address, claim] of Object.entries(claims)) {
      this.#lines.set(address, { ...SILENT_CLAIM, ...claim });
    }
  }

  complete(): void {
    this.#source?.complete();
  }

  forgetTold(): void {
    this.#heard = this.#source?.all('effects').length ?? 0;
    this.#told = [];
  }

  heartbeat(): void {
    this.#source?.heartbeat();
  }

  /** What was wanted of each line, such as `201 talking because of entra`, `201 over`. */
  get told(): readonly string[] {
    const messages = this.#source?.all('effects') ?? [];
    for (const { address, desired } of messages.slice(this.#heard).flatMap(({ items }) => items)) {
      this.#told.push(
        `${address} ${desired?.kind === 'talking' ? `talking because of ${desired.causeSystemId}` : (desired?.kind ?? 'over')}`,
      );
    }
    this.#heard = messages.length;
    return this.#told;
  }
}
