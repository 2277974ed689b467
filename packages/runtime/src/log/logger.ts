/**
 * Structured fields of one log line. Never a secret or a token. People, lines, addresses and numbers stand under a name of
 * PERSONAL_NAMES and in no other field, so that they are written under pseudonyms at info and above.
 */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * The logger that every room is handed. The fields come first and the message is a literal, so that lines can be
 * counted by message. Name a child after its room with {@link Logger.forComponent}.
 */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  /** A logger whose lines carry `component`. */
  forComponent(component: string): Logger;
}

/** A logger that drops everything. */
export const silentLogger: Logger = Object.freeze({
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  forComponent: () => silentLogger,
});
