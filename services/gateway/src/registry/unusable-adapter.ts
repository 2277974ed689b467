import type { AdapterContext, SourceAdapter, SourceDescription } from '@lamplight/adapter-kit';
import type { Technology } from '@lamplight/domain';
import type { LamplightError } from '@lamplight/runtime';

/** Stands in for an adapter that cannot be made from its settings, and says why as the health of its system. */
export class UnusableAdapter implements SourceAdapter {
  readonly description: SourceDescription;
  readonly #problem: LamplightError;

  constructor(technology: Technology, softwareVersion: string, problem: LamplightError) {
    this.#problem = problem;
    this.description = Object.freeze({
      technology,
      capabilities: Object.freeze({ callStates: [], effects: [], features: [] }),
      softwareName: 'lamplight-gateway',
      softwareVersion,
    });
  }

  start(context: AdapterContext): void {
    const { reason, message } = this.#problem;
    context.reportHealth({
      state: 'action-needed',
      reason,
      message,
      remedy: 'correct the settings or the credential of this system: it starts as soon as they are changed',
      details: {},
    });
  }

  async stop(): Promise<void> {}

  rosterChanged(): void {}

  effectsChanged(): void {}

  desiredStateComplete(): void {}

  linkChanged(): void {}
}
