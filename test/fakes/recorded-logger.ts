import type { LogFields, Logger, LogLine } from '@lamplight/runtime';
import { Recorded } from './recorded.ts';

/** A logger whose lines can be waited for. */
export class RecordedLogger implements Logger {
  readonly lines: Recorded<LogLine>;
  readonly #component: string;

  constructor(component = '', lines: Recorded<LogLine> = new Recorded()) {
    this.#component = component;
    this.lines = lines;
  }

  debug(fields: LogFields, message: string): void {
    this.#keep('debug', fields, message);
  }

  info(fields: LogFields, message: string): void {
    this.#keep('info', fields, message);
  }

  warn(fields: LogFields, message: string): void {
    this.#keep('warn', fields, message);
  }

  error(fields: LogFields, message: string): void {
    this.#keep('error', fields, message);
  }

  forComponent(component: string): Logger {
    return new RecordedLogger(component, this.lines);
  }

  /** Resolves with the first line of the message, among those that `isIt`, which may have been written already. */
  async said(message: string, isIt: (line: LogLine) => boolean = () => true): Promise<LogLine> {
    const fits = (line: LogLine): boolean => line.message === message && isIt(line);
    await this.lines.until(`the log to say "${message}"`, (lines) => lines.some(fits));
    const found = this.lines.items.find(fits);
    if (found === undefined) {
      throw new RangeError(`"${message}" was forgotten`);
    }
    return found;
  }

  #keep(level: LogLine['level'], fields: LogFields, message: string): void {
    this.lines.add({ level, component: this.#component, fields, message });
  }
}
