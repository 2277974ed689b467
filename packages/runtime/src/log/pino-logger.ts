import { type DestinationStream, type Logger as PinoInstance, pino } from 'pino';
import type { Logger } from './logger.ts';
import { SECRET_NAMES } from './secret-names.ts';

/** From everything to failures only; `silent` drops all. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/**
 * A {@link Logger} on pino: one JSON object a line. Fields named like secrets are hidden, down to the third level.
 * @param destination where lines go; default standard error, since standard output belongs to a command's answer.
 */
export function pinoLogger(level: LogLevel, destination: DestinationStream = pino.destination(2)): Logger {
  const paths = SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  return wrap(pino({ level, base: null, redact: { paths, censor: '[hidden]' } }, destination));
}

function wrap(instance: PinoInstance): Logger {
  return {
    debug: (fields, message) => instance.debug(fields, message),
    info: (fields, message) => instance.info(fields, message),
    warn: (fields, message) => instance.warn(fields, message),
    error: (fields, message) => instance.error(fields, message),
    forComponent: (component) => wrap(instance.child({ component })),
  };
}
