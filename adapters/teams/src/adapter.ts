/**
 * Microsoft Teams as a source: implements the adapter's port on Graph with application permission. What is decided is
 * decided in attribution, polling and writing; here they are put together and tied to the link to the gateway.
 *
 * One installation writes per (tenant, client id): Graph keeps one session per application and person, so a second one
 * would end the first one's sessions. Of preferred statuses Graph keeps one per person, whoever wrote it. The gateway's
 * lease makes one source of a system the active one; among systems and gateways the host decides (`TeamsHost.writers`).
 */

import type {
  AdapterContext,
  DirectoryOrigin,
  EffectChange,
  LinkState,
  RosterChange,
  SourceAdapter,
  SourceDescription,
} from '@lamplight/adapter-kit';
import { MSTEAMS } from '@lamplight/domain';
import type { TeamsAdapterOptions } from './adapter-options.ts';
import { type AttributionTiming, DEFAULT_ATTRIBUTION_TIMING } from './attribution/attribution-timing.ts';
import type { NotificationStatus } from './notifications/notifications.ts';
import type { PollingFacts } from './requests/polling-health.ts';
import { WorkingAdapter } from './working-adapter.ts';

export class TeamsAdapter implements SourceAdapter {
  readonly description: SourceDescription;
  readonly #options: TeamsAdapterOptions;
  readonly #timing: AttributionTiming;
  #working: WorkingAdapter | undefined;

  constructor(options: TeamsAdapterOptions) {
    const { config } = options;
    this.#options = options;
    this.#timing = {
      ...DEFAULT_ATTRIBUTION_TIMING,
      visibilityMs: config.visibilityDelay,
      settleMs: config.settleTime,
      landingMs: config.landingTime,
    };
    this.description = Object.freeze({
      technology: MSTEAMS,
      capabilities: Object.freeze({
        callStates: Object.freeze([]),
        effects: Object.freeze(config.readOnly ? [] : ['session', 'preferred']),
        features: Object.freeze(['out-of-office', 'note', 'work-location']),
      }),
      softwareName: 'lamplight-teams-adapter',
      softwareVersion: options.softwareVersion,
    });
  }

  start(context: AdapterContext): void {
    this.#working = new WorkingAdapter(context, this.#options, this.#timing);
  }

  async stop(): Promise<void> {
    await this.#working?.stop();
  }

  rosterChanged(change: RosterChange): void {
    this.#working?.rosterChanged(change);
  }

  effectsChanged(change: EffectChange): void {
    this.#working?.effectsChanged(change);
  }

  desiredStateComplete(): void {
    this.#working?.desiredStateComplete();
  }

  linkChanged(state: LinkState): void {
    this.#working?.linkChanged(state);
  }

  /** How often people are read at present, and what keeps it from being more often; undefined before the start. */
  get polling(): PollingFacts | undefined {
    return this.#working?.polling;
  }

  /** How change notifications stand; undefined before the start. */
  get notificationStatus(): NotificationStatus | undefined {
    return this.#working?.notifications.status;
  }

  /** The directory of the Entra tenant; undefined before the start, and where people are listed by hand. */
  get directory(): DirectoryOrigin | undefined {
    return this.#working?.directory;
  }

  /** The tenant's directory changed: ids that Graph refused are asked for again. */
  directoryChanged(): void {
    this.#working?.directoryChanged();
  }
}
