import { LamplightError } from '@lamplight/runtime';

/** What a URL says of a database. */
export interface PostgresUrl {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** Off only by `sslmode=disable`. */
  readonly tls: boolean;
}

const DEFAULT_PORT = 5432;
const SSL_MODES: Readonly<Record<string, boolean>> = { disable: false, 'verify-full': true };

/**
 * `postgres://user:password@host:port/database?sslmode=…`. The modes of libpq that check nothing are not offered:
 * `sslmode` is `verify-full` (default) or `disable`.
 * @throws LamplightError `config_invalid`, without the password
 */
export function readPostgresUrl(text: string): PostgresUrl {
  if (!URL.canParse(text)) {
    throw invalid('it is not a URL');
  }
  const url = new URL(text);
  if (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:') {
    throw invalid(`its scheme is ${url.protocol}`);
  }
  const database = decoded(url.pathname.slice(1));
  if (url.hostname === '' || url.username === '' || database === '') {
    throw invalid('it names no host, no user or no database');
  }
  const unknown = [...url.searchParams.keys()].filter((name) => name !== 'sslmode');
  if (unknown.length > 0) {
    throw invalid(`it says ${unknown.join(', ')}`);
  }
  const mode = url.searchParams.get('sslmode') ?? 'verify-full';
  const tls = SSL_MODES[mode];
  if (tls === undefined) {
    throw invalid(`its sslmode is ${mode}: expected verify-full or disable`);
  }
  return Object.freeze({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? DEFAULT_PORT : Number(url.port),
    database,
    user: decoded(url.username),
    password: decoded(url.password),
    tls,
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid('a % in it is not followed by two hexadecimal digits: write a % itself as %25');
  }
}

function invalid(why: string): LamplightError {
  return new LamplightError(
    'config_invalid',
    `the URL of the database cannot be used (${why}): expected postgres://user:password@host:port/database, with ?sslmode=disable only where the network is trusted`,
  );
}
