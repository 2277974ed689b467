/** A system as it is in truth, and the adapter that tells a gateway of it: what the roster names, and nothing else. */
import {
  type AdapterContext,
  AdapterRunner,
  LocalUplink,
  type SourceAdapter,
  type Uplink,
} from '@lamplight/adapter-kit';
import { type Claim, type Desired, SILENT_CLAIM, type SystemId, sourceId, type TenantId } from '@lamplight/domain';
import { createEgress, type ManualClock, type Random, silentLogger } from '@lamplight/runtime';
import type { TenantCore } from '../../tenant/tenant-core.ts';

/** What a system says of its subjects, by address; whoever is not in it says nothing. */
export type Truth = ReadonlyMap<string, Claim>;

/** One connector of a system at one gateway. */
export class PhoneSystem {
  readonly roster = new Set<string>();
  /** What the gateway wants to stand here. */
  readonly wanted = new Map<string, Desired>();
  readonly #runner: AdapterRunner;
  readonly #truth: Truth;
  #context: AdapterContext | undefined;
  #cut: () => void = () => undefined;

  constructor(
    core: TenantCore,
    tenant: TenantId,
    { id, technology }: { readonly id: SystemId; readonly technology: string },
    truth: Truth,
    surroundings: { readonly clock: ManualClock; readonly random: Random },
  ) {
    this.#truth = truth;
    const local = new LocalUplink(core.reports, { tenantId: tenant, systemIds: [id], keyId: `key-${id}` });
    const uplink: Uplink = {
      open: (events) => {
        const stream = local.open(events);
        this.#cut = () => stream.close();
        return stream;
      },
    };
    this.#runner = new AdapterRunner({
      adapter: this.#adapter(technology),
      uplink,
      systemId: id,
      sourceId: sourceId('connector'),
      ...surroundings,
      logger: silentLogger,
      egress: createEgress({ clock: surroundings.clock }),
    });
  }

  start(): Promise<void> {
    return this.#runner.start();
  }

  stop(handover: boolean): Promise<void> {
    return this.#runner.stop({ handover });
  }

  /** The link breaks; the connector comes back by itself. */
  cut(): void {
    this.#cut();
  }

  /** The truth at the address is another. */
  told(address: string): void {
    if (this.roster.has(address)) {
      this.#context?.claim(address, this.#truth.get(address) ?? SILENT_CLAIM);
    }
  }

  #adapter(technology: string): SourceAdapter {
    return {
      description: {
        technology,
        capabilities: { callStates: ['idle', 'ringing', 'talking'], effects: ['talking', 'session'], features: [] },
        softwareName: 'phone-system',
        softwareVersion: '1',
      },
      start: (context) => {
        this.#context = context;
      },
      stop: async () => undefined,
      rosterChanged: ({ upserted, removed }) => {
        for (const address of removed) {
          this.roster.delete(address);
          this.#context?.withdraw(address);
        }
        for (const { address } of upserted) {
          this.roster.add(address);
          this.told(address);
        }
      },
      effectsChanged: ({ items }) => {
        for (const { address, generation, desired } of items) {
          if (desired === null) {
            this.wanted.delete(address);
          } else {
            this.wanted.set(address, desired);
          }
          this.#context?.reportEffect({ address, generation, outcome: 'applied', reason: '', message: '' });
        }
      },
      desiredStateComplete: () => this.#context?.claimsComplete(),
      linkChanged: () => undefined,
    };
  }
}
