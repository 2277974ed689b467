import type { LogFields, Logger } from './logger.ts';

/** One line as {@link MemoryLogger} kept it. */
export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly component: string;
  readonly fields: LogFields;
  readonly message: string;
}

/** Keeps its lines, for tests that name the line they expect. */
export class MemoryLogger implements Logger {
  readonly lines: LogLine[];
  readonly #component: string;

  constructor(component = '', lines: LogLine[] = []) {
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
    return new MemoryLogger(component, this.lines);
  }

  /** The messages so far, in order. */
  get messages(): readonly string[] {
    return this.lines.map((line) => line.message);
  }

  #keep(level: LogLine['level'], fields: LogFields, message: string): void {
    this.lines.push({ level, component: this.#component, fields, message });
  }
}
