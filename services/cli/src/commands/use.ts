import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type CommandMaking, command } from '../command.ts';
import { readSettings, settingsFile, writeSettings } from '../connection/settings-file.ts';
import { DEFAULT_GATEWAY } from '../connection/target.ts';
import { defined } from '../defined.ts';

/** Keeps the options that say where and who, so that they need not be given again. */
export function useCommand({ within }: CommandMaking): Command {
  return command('use', 'keeps --gateway, --key-file, --ca and --tenant for the commands to come; shows them', [
    ['lamplight use --gateway https://gateway.example.com --key-file ~/.lamplight.key', ''],
    ['lamplight use --tenant acme', 'the others stay'],
    ['lamplight use', 'what is kept'],
  ]).action(
    within(async (cli) => {
      const file = settingsFile(cli.terminal.environment);
      const { gateway, keyFile, ca, tenant } = cli.options;
      const absolute = (path: string | undefined) => (path === undefined ? undefined : resolve(path));
      const given = defined({ gateway, keyFile: absolute(keyFile), ca: absolute(ca), tenant });
      const settings = { ...readSettings(file), ...given };
      if (Object.keys(given).length > 0) {
        writeSettings(file, settings);
      }
      await cli.printer.record({ file, ...settings }, [
        ['Settings', file],
        ['Gateway', settings.gateway ?? `${DEFAULT_GATEWAY} (default)`],
        ['Key file', settings.keyFile ?? 'none'],
        ['CA', settings.ca ?? "the machine's"],
        ['Tenant', settings.tenant ?? 'the only one that the key can see'],
      ]);
    }),
  );
}
