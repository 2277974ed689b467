import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readSettings, settingsFile, writeSettings } from './settings-file.ts';
import { namedTenant, readTarget } from './target.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamplight-cli-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function environment(more: Readonly<Record<string, string>> = {}) {
  return { XDG_CONFIG_HOME: folder, ...more };
}

describe('readTarget', () => {
  test('options come before the environment, and that before the settings', () => {
    mkdirSync(join(folder, 'lamplight'));
    file('lamplight/config.yaml', 'gateway: https://settings.example.com\nkeyFile: my.key\ntenant: settled\n');
    file('lamplight/my.key', 'll_settled\n');
    const option = file('option.key', 'll_option\n');
    const variable = file('variable.key', 'll_file');
    expect(readTarget({}, environment())).toMatchObject({
      gateway: new URL('https://settings.example.com'),
      key: 'll_settled',
    });
    const variables = environment({ LAMPLIGHT_GATEWAY: 'https://variable.example.com', LAMPLIGHT_KEY: 'll_variable' });
    expect(readTarget({}, variables)).toMatchObject({ key: 'll_variable', keyFile: undefined });
    expect(readTarget({}, { ...variables, LAMPLIGHT_KEY_FILE: variable })).toMatchObject({ key: 'll_file' });
    const options = { gateway: 'https://option.example.com:9/behind', keyFile: option };
    expect(readTarget(options, variables)).toMatchObject({
      gateway: new URL('https://option.example.com:9/behind'),
      key: 'll_option',
      keyFile: option,
    });
    expect(namedTenant({}, environment())).toBe('settled');
    expect(namedTenant({}, environment({ LAMPLIGHT_TENANT: 'variable' }))).toBe('variable');
    expect(namedTenant({ tenant: 'option' }, environment({ LAMPLIGHT_TENANT: 'variable' }))).toBe('option');
  });

  test('without anything it is the gateway of this machine', () => {
    expect(readTarget({}, environment({ LAMPLIGHT_KEY: 'k' })).gateway.href).toBe('https://127.0.0.1:8443/');
  });

  test('the address of a console in the same variable is meant as https', () => {
    const variables = { LAMPLIGHT_KEY: 'k', LAMPLIGHT_GATEWAY: 'gateway.example.com:9443' };
    expect(readTarget({}, environment(variables)).gateway.href).toBe('https://gateway.example.com:9443/');
  });

  test.each([
    [{}, {}, 'key_missing', /--key-file FILE/],
    [{}, { LAMPLIGHT_KEY: 'two keys' }, 'config_invalid', /one line/],
    [{ keyFile: '/nonexistent/key' }, {}, 'config_unreadable', /\/nonexistent\/key cannot be read \(ENOENT\)/],
    [{ gateway: 'ftp://gateway' }, { LAMPLIGHT_KEY: 'k' }, 'config_invalid', /expected a URL/],
    [{ gateway: 'http://gateway.example.com' }, { LAMPLIGHT_KEY: 'k' }, 'config_invalid', /readable to all/],
    [{ gateway: 'https://me:secret@gateway' }, { LAMPLIGHT_KEY: 'k' }, 'config_invalid', /host and path only/],
  ])('%j with %j is %s', (options, variables, reason, message) => {
    const work = () => readTarget(options, environment(variables));
    expect(work).toThrow(expect.objectContaining({ reason, message: expect.stringMatching(message) }));
  });

  test('without TLS only this machine is spoken to', () => {
    for (const host of ['localhost', '127.0.0.1:8080', '[::1]:80']) {
      expect(readTarget({ gateway: `http://${host}` }, environment({ LAMPLIGHT_KEY: 'k' })).key).toBe('k');
    }
  });
});

test('settings are read as they were written; a key has no place in them', () => {
  const path = settingsFile(environment());
  const settings = { gateway: 'https://g.example.com', keyFile: '/etc/a "b".key', tenant: 'acme' };
  writeSettings(path, settings);
  expect(readSettings(path)).toEqual(settings);
  writeFileSync(path, 'key: ll_secret\n');
  expect(() => readSettings(path)).toThrow(/config\.yaml:1:1: .*key/);
});
