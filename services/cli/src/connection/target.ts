/** Where the gateway is and who asks: options first, then the environment, then the settings file. Pure but for files. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { LamplightError } from '@lamplight/runtime';
import type { Terminal } from '../output/terminal.ts';
import { readSettings, settingsFile } from './settings-file.ts';

export const DEFAULT_GATEWAY = 'https://127.0.0.1:8443';

/** Options that every command takes, as the command line gives them. */
export interface GlobalOptions {
  readonly gateway?: string;
  readonly keyFile?: string;
  readonly ca?: string;
  readonly tenant?: string;
  readonly json?: boolean;
  readonly yes?: boolean;
}

/** What a connection is made with. */
export interface Target {
  readonly gateway: URL;
  readonly key: string;
  /** Undefined where the key came from the environment. */
  readonly keyFile: string | undefined;
  /** PEM; none: the authorities that the machine trusts. */
  readonly caPem: readonly string[];
}

/** @throws LamplightError `key_missing`, `config_invalid`, `config_unreadable` */
export function readTarget(options: GlobalOptions, environment: Terminal['environment']): Target {
  const file = settingsFile(environment);
  const settings = readSettings(file);
  const besideSettings = (path: string | undefined): string | undefined =>
    path === undefined ? undefined : resolve(dirname(file), path);
  const gateway = given(options.gateway, environment['LAMPLIGHT_GATEWAY'], settings.gateway) ?? DEFAULT_GATEWAY;
  const keyFile = given(options.keyFile, environment['LAMPLIGHT_KEY_FILE']);
  const ownKey = environment['LAMPLIGHT_KEY'];
  const source = keyFile ?? (given(ownKey) === undefined ? besideSettings(settings.keyFile) : undefined);
  return {
    gateway: gatewayUrl(gateway),
    key: source === undefined ? checkedKey(ownKey, 'LAMPLIGHT_KEY') : checkedKey(readText('key', source), source),
    keyFile: source,
    caPem: readAuthorities(options, environment),
  };
}

/** PEM of what is trusted besides the authorities of the machine. @throws LamplightError `config_unreadable` */
export function readAuthorities(options: GlobalOptions, environment: Terminal['environment']): readonly string[] {
  const file = settingsFile(environment);
  const { ca } = readSettings(file);
  const beside = ca === undefined ? undefined : resolve(dirname(file), ca);
  const named = given(options.ca, environment['LAMPLIGHT_CA'], beside);
  return named === undefined ? [] : [readText('certificate authority', named)];
}

/** The tenant that is named; undefined: none. */
export function namedTenant(options: GlobalOptions, environment: Terminal['environment']): string | undefined {
  const own = given(options.tenant, environment['LAMPLIGHT_TENANT']);
  return own ?? readSettings(settingsFile(environment)).tenant;
}

/** An empty variable is as good as none. */
function given(...values: readonly (string | undefined)[]): string | undefined {
  return values.find((value) => value !== undefined && value !== '');
}

/** A URL, or `host:port` as consoles have it in the same variable. */
function gatewayUrl(named: string): URL {
  const text = named.includes('://') ? named : `https://${named}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new LamplightError('config_invalid', `gateway is ${named}: expected a URL, such as ${DEFAULT_GATEWAY}`);
  }
  if (url.username !== '' || url.search !== '' || url.hash !== '') {
    throw new LamplightError(
      'config_invalid',
      `gateway is ${url.origin} with more: expected a URL of host and path only`,
    );
  }
  if (url.protocol === 'http:' && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)) {
    throw new LamplightError(
      'config_invalid',
      `gateway is ${text}: the key would travel readable to all; expected https://`,
    );
  }
  return url;
}

function checkedKey(text: string | undefined, where: string): string {
  const key = text?.trim() ?? '';
  if (key === '') {
    throw new LamplightError(
      'key_missing',
      text === undefined
        ? 'no key: give --key-file FILE, or set LAMPLIGHT_KEY_FILE or LAMPLIGHT_KEY; an administrator hands keys out'
        : `${where} is empty: expected a key, ll_…`,
    );
  }
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new LamplightError('config_invalid', `${where} holds something else than one key: expected one line, ll_…`);
  }
  return key;
}

function readText(what: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (failure) {
    const code = failure instanceof Error && 'code' in failure ? ` (${failure.code})` : '';
    throw new LamplightError('config_unreadable', `the ${what} file ${file} cannot be read${code}: check the path`, {
      cause: failure,
    });
  }
}
