import { type DestinationStream, type Logger as PinoInstance, pino } from 'pino';
import { systemRandom } from '../random/random.ts';
import type { Logger } from './logger.ts';
import { withoutPersons } from './personal-fields.ts';
import { Pseudonyms } from './pseudonyms.ts';
import { SECRET_NAMES } from './secret-names.ts';

/** From everything to failures only; `silent` drops all. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export interface PinoLoggerOptions {
  /** Where lines go; default standard error, since standard output belongs to a command's answer. */
  readonly destination?: DestinationStream;
  /** Default: under a secret of this process alone, so that nobody can tell later who was meant. */
  readonly pseudonyms?: Pseudonyms;
}

const SECRET_BYTES = 32;

/**
 * A {@link Logger} on pino: one JSON object a line. Fields named like secrets are hidden, down to the third level. At info
 * and above people, lines, addresses and numbers stand under pseudonyms; debug lines have them in clear.
 */
export function pinoLogger(level: LogLevel, options: PinoLoggerOptions = {}): Logger {
  const { destination = standardError(), pseudonyms = new Pseudonyms(systemRandom().bytes(SECRET_BYTES)) } = options;
  const paths = SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  // What withoutPersons made of an error is kept as it is: pino would take its type for that of a plain object.
  const err = (value: unknown): unknown => (value instanceof Error ? pino.stdSerializers.err(value) : value);
  const settings = { level, base: null, redact: { paths, censor: '[hidden]' }, serializers: { err } };
  return wrap(pino(settings, destination), pseudonyms);
}

/** Each line is written before the next thing is done: the last ones of a process neither get lost nor change places. */
function standardError(): DestinationStream {
  return pino.destination({ dest: 2, sync: true });
}

function wrap(instance: PinoInstance, pseudonyms: Pseudonyms): Logger {
  return {
    debug: (fields, message) => instance.debug(fields, message),
    info: (fields, message) => instance.info(withoutPersons(fields, pseudonyms), message),
    warn: (fields, message) => instance.warn(withoutPersons(fields, pseudonyms), message),
    error: (fields, message) => instance.error(withoutPersons(fields, pseudonyms), message),
    forComponent: (component) => wrap(instance.child({ component }), pseudonyms),
  };
}
