import { readFileSync } from 'node:fs';
import { createClient, type LamplightClient } from '@lamplight/client';
import { LamplightError } from '@lamplight/runtime';
import type { Terminal } from './terminal.ts';

/** Options that every command takes, as the command line gives them. */
export interface ConnectionOptions {
  readonly gateway?: string;
  readonly key?: string;
  readonly keyFile?: string;
  readonly ca?: string;
  readonly language?: string;
}

export interface Session {
  readonly client: LamplightClient;
  readonly gateway: string;
  /** BCP 47. */
  readonly language: string;
}

export const VERSION = '0.1.0';

/** Opens a session: options first, then the environment (LAMPLIGHT_GATEWAY, LAMPLIGHT_KEY, LAMPLIGHT_CA, LANG). */
export function openSession(options: ConnectionOptions, terminal: Terminal): Session {
  const { environment } = terminal;
  const gateway = options.gateway ?? environment['LAMPLIGHT_GATEWAY'];
  if (gateway === undefined || gateway === '') {
    throw new LamplightError('config_invalid', 'no gateway: give --gateway host:port or set LAMPLIGHT_GATEWAY');
  }
  const ca = options.ca ?? environment['LAMPLIGHT_CA'];
  const client = createClient({
    gateway,
    key: readKey(options, environment),
    certificateAuthorities: ca === undefined || ca === '' ? [] : [readText('--ca', ca)],
    clientName: 'lamplight-console',
    clientVersion: VERSION,
  });
  return { client, gateway, language: options.language ?? languageOf(environment['LC_ALL'] ?? environment['LANG']) };
}

function readKey(options: ConnectionOptions, environment: Terminal['environment']): string {
  const key =
    options.key ??
    (options.keyFile === undefined ? environment['LAMPLIGHT_KEY'] : readText('--key-file', options.keyFile).trim());
  if (key === undefined || key === '') {
    throw new LamplightError(
      'key_missing',
      'no key: give --key-file FILE or set LAMPLIGHT_KEY; the operator hands keys out',
    );
  }
  return key;
}

function readText(option: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (failure) {
    throw new LamplightError(
      'config_unreadable',
      `${option}: ${file} cannot be read; check the path and its permissions`,
      {
        cause: failure,
      },
    );
  }
}

/** `de_DE.UTF-8` is `de-DE`; the C locale is English. */
function languageOf(locale: string | undefined): string {
  const name = locale?.split('.')[0]?.replace('_', '-') ?? '';
  return name === '' || name === 'C' || name === 'POSIX' ? 'en' : name;
}
