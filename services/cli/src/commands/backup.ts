import { routes } from '@lamplight/admin-api';
import { type Clock, LamplightError } from '@lamplight/runtime';
import type { Command } from 'commander';
import { type CommandMaking, command } from '../command.ts';
import { confirm } from '../confirm.ts';
import { bytesOf } from '../input/read-file.ts';
import { writeNew } from '../input/write-file.ts';
import { counted, shortTime } from '../output/times.ts';

export function backupCommand({ within }: CommandMaking): Command {
  return command('backup', 'everything that is kept, as of one instant, into one file', [
    ['lamplight backup', 'lamplight-<time>.backup in this folder'],
    ['lamplight backup /srv/backups/monday.backup', ''],
    ['lamplight backup - | ssh vault "cat > lamplight.backup"', ''],
  ])
    .addHelpText(
      'after',
      '\nSecrets in it stay sealed under the key of the store: keep that key too, and not beside the backup.',
    )
    .argument('[file]', 'default: lamplight-<time>.backup here; - for standard output')
    .action(
      within(async (cli, named: string | undefined) => {
        const bytes = cli.client.stream(routes.installation.backup, {});
        if (named === '-') {
          for await (const chunk of bytes) {
            await cli.terminal.write(chunk);
          }
          return;
        }
        const file = named ?? fileName(cli.clock);
        const size = await writeNew(file, bytes);
        await cli.printer.done({ file, size }, `${file}: ${counted(size, 'byte')}`);
      }),
    );
}

export function restoreCommand({ within }: CommandMaking): Command {
  return command('restore', 'puts a backup in place, all or nothing', [
    ['lamplight restore monday.backup', 'into a gateway that has nothing yet'],
    ['lamplight restore monday.backup --replace', 'in place of everything there is'],
  ])
    .argument('<file>', '- for standard input')
    .option('--replace', 'in place of what is there; without it only into an empty store')
    .action(
      within(async (cli, file: string, { replace }: { readonly replace?: true }) => {
        if (replace === true) {
          if (file === '-' && cli.options.yes !== true) {
            throw new LamplightError(
              'request_invalid',
              'the backup comes by standard input: nobody can be asked; give --yes',
            );
          }
          await confirm(cli, 'Everything that the gateway keeps now is lost, and what the backup has takes its place');
        }
        const query = { replace: replace === true };
        const { value } = await cli.client.send(routes.installation.restore, {
          query,
          bytes: bytesOf(file, cli.terminal),
        });
        const rows = Object.values(value.rows).reduce((sum, count) => sum + count, 0);
        await cli.printer.done(value, `restored as of ${shortTime(value.madeAt)}: ${counted(rows, 'row')}`);
      }),
    );
}

/** `lamplight-20261121T094000Z.backup`: without colons, which not every file system takes. */
function fileName(clock: Clock): string {
  const at = new Date(clock.now()).toISOString().replace(/[-:]|\.\d+/g, '');
  return `lamplight-${at}.backup`;
}
