import { LamplightError } from '@lamplight/runtime';

/** Where the database is, without a password: for messages. */
export interface PostgresTarget {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

/** SQLSTATE (PostgreSQL documentation, appendix A) and what helps. */
const REMEDIES: Readonly<Record<string, string>> = {
  '28P01': 'refuses the user or its password: correct them in the URL',
  '28000': 'does not let this user in from here: add it to pg_hba.conf, or correct the URL',
  '3D000': 'has no such database: create it, or correct the URL',
  '42501': 'does not let this user make what the store needs: make it the owner of the database',
  '53300': 'has no connection left: raise max_connections',
  '53100': 'has a disk that is full: make room',
};
const UNIQUE = '23505';
const FOREIGN_KEY = '23503';
/** Classes: connection, resources, operator intervention, rolled back, and what the system itself reports. */
const UNAVAILABLE_CLASSES = ['08', '28', '3D', '40', '53', '57', '58'];

/** The one place that knows what PostgreSQL and pg call a failure. */
export function postgresFailure(failure: unknown, target: PostgresTarget): LamplightError {
  if (failure instanceof LamplightError && failure.kind !== 'unavailable' && failure.kind !== 'deadline_exceeded') {
    return failure;
  }
  const message = failure instanceof Error ? failure.message : String(failure);
  const code = failure instanceof Error && 'code' in failure && typeof failure.code === 'string' ? failure.code : '';
  const place = `the database ${target.database} at ${target.host}:${target.port}`;
  const details = { host: target.host, database: target.database, ...(code === '' ? {} : { sqlstate: code }) };
  const options = { details, cause: failure };
  if (code === UNIQUE) {
    return new LamplightError('request_conflict', `a record is there already (${message}): change that one`, options);
  }
  if (code === FOREIGN_KEY) {
    const text = 'a record refers to another that is not there: make that one first';
    return new LamplightError('record_unknown', text, options);
  }
  if (isAnswer(code) && REMEDIES[code] === undefined && !UNAVAILABLE_CLASSES.includes(code.slice(0, 2))) {
    return new LamplightError('unexpected', `${place}: ${message}`, options);
  }
  const text = REMEDIES[code] ?? `cannot be used now (${message}): look whether it runs and is reached from here`;
  return new LamplightError('store_unavailable', `${place} ${text}`, options);
}

/** Whether the server said it; else the connection did not carry an answer. */
function isAnswer(code: string): boolean {
  return /^(?=.*\d)[0-9A-Z]{5}$/.test(code);
}
