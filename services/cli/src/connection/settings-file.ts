/** The settings file: what a person who administers from here would else give with every command. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { LamplightError, loadConfig } from '@lamplight/runtime';
import { z } from 'zod';
import type { Terminal } from '../output/terminal.ts';

const schema = z.strictObject({
  /** URL, such as https://gateway.example.com. */
  gateway: z.url({ protocol: /^https?$/ }).optional(),
  /** File with the key; a path is taken from the folder of the settings file. The key itself has no place here. */
  keyFile: z.string().min(1).optional(),
  /** PEM of a certificate authority to trust. */
  ca: z.string().min(1).optional(),
  tenant: z.string().min(1).optional(),
});

export type Settings = Readonly<z.output<typeof schema>>;

/** `$XDG_CONFIG_HOME/lamplight/config.yaml` (XDG Base Directory 0.8), else below ~/.config. */
export function settingsFile(environment: Terminal['environment']): string {
  const given = environment['XDG_CONFIG_HOME'] ?? '';
  return join(isAbsolute(given) ? given : join(homedir(), '.config'), 'lamplight', 'config.yaml');
}

/** @throws LamplightError `config_unreadable`, `config_invalid`; a file that is not there is an empty one */
export function readSettings(file: string): Settings {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (failure) {
    if (failure instanceof Error && 'code' in failure && failure.code === 'ENOENT') {
      return {};
    }
    throw new LamplightError('config_unreadable', `the settings file ${file} cannot be read: check its permissions`, {
      cause: failure,
    });
  }
  return loadConfig({ schema, text, fileName: file });
}

export function writeSettings(file: string, settings: Settings): void {
  const lines = Object.entries(settings).map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`);
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, lines.join(''), { mode: 0o600 });
  } catch (failure) {
    throw new LamplightError('config_unreadable', `the settings file ${file} cannot be written: check its folder`, {
      cause: failure,
    });
  }
}
