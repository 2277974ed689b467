import { LamplightError } from '@lamplight/runtime';
import type { Cli } from './cli.ts';

/**
 * Lets a person decide about something that cannot be undone: `--yes` decided already, and where nobody can be asked
 * only that lets it happen.
 * @param what in words: "Erasing Anna Berg removes everything kept of them"
 * @throws LamplightError `request_not_possible` when it is not confirmed
 */
export async function confirm(cli: Cli, what: string): Promise<void> {
  if (cli.options.yes === true) {
    return;
  }
  if (!cli.terminal.canAsk) {
    throw new LamplightError('request_not_possible', `${what}: repeat the command with --yes to do it`);
  }
  const answer = await cli.terminal.ask(`${what}.\nDo it? [y/N] `);
  if (!/^y(es)?$/i.test(answer.trim())) {
    throw new LamplightError('request_not_possible', 'nothing was changed: it was not confirmed');
  }
}
