import type { Health } from '@lamplight/domain';
import type { Logger } from '@lamplight/runtime';

/**
 * Writes an adapter's health to the log of the process that runs it, where whoever can mend it looks: a line whenever
 * state or reason becomes another, with the remedy.
 */
export class HealthLog {
  readonly #logger: Logger;
  #last = '';

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  say({ state, reason, message, remedy, details }: Health): void {
    const mark = `${state} ${reason}`;
    if (mark === this.#last) {
      return;
    }
    this.#last = mark;
    const fields = { state, reason, why: message, remedy, ...details };
    switch (state) {
      case 'ok':
        this.#logger.info(reason === '' ? {} : fields, 'the adapter is well');
        break;
      case 'starting':
        this.#logger.debug(fields, 'the adapter is starting');
        break;
      case 'degraded':
      case 'down':
        this.#logger.warn(fields, 'the adapter is not well');
        break;
      case 'action-needed':
        this.#logger.error(fields, 'the adapter needs somebody to act');
        break;
    }
  }
}
