import type { PresencePair } from '@lamplight/domain';
import { type Clock, LamplightError } from '@lamplight/runtime';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { explain } from './commands/explain.ts';
import { find } from './commands/find.ts';
import { get } from './commands/get.ts';
import { STATUSES, setStatus } from './commands/set-status.ts';
import { watch } from './commands/watch.ts';
import { EXIT_CODES, type ExitCode, exitCodeOf } from './exit-codes.ts';
import { type ConnectionOptions, openSession, type Session, VERSION } from './session.ts';
import type { Terminal } from './terminal.ts';

export interface Modules {
  readonly terminal: Terminal;
  readonly clock: Clock;
}

/** Runs one command line and answers with the exit code. Failures are one line on standard error. */
export async function run(args: readonly string[], modules: Modules): Promise<ExitCode> {
  try {
    await program(modules).parseAsync(args, { from: 'user' });
    return EXIT_CODES.ok;
  } catch (failure) {
    if (failure instanceof CommanderError) {
      return failure.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.usage;
    }
    const error = LamplightError.from(failure);
    modules.terminal.writeError(`lamplight-console: ${error.message} (${error.reason})\n`);
    return exitCodeOf(error);
  }
}

function program(modules: Modules): Command {
  const { terminal, clock } = modules;
  const command = new Command('lamplight-console')
    .description('An attendant console in the terminal: who is free, on a call, or not to be disturbed.')
    .version(VERSION)
    .option('-g, --gateway <host:port>', 'the gateway; else LAMPLIGHT_GATEWAY')
    .option('--key-file <file>', "file with the watcher's key; else LAMPLIGHT_KEY")
    .option('--ca <file>', 'PEM of a certificate authority to trust; else LAMPLIGHT_CA')
    .option('-l, --language <tag>', 'language of the labels, such as de; else that of the locale')
    .showHelpAfterError('(--help says more)')
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.write(text), writeErr: (text) => terminal.writeError(text) });

  const within = async (work: (session: Session) => Promise<void>): Promise<void> => {
    const session = openSession(command.opts<ConnectionOptions>(), terminal);
    try {
      await work(session);
    } finally {
      await session.client.close();
    }
  };

  command
    .command('watch')
    .description('a live board; one line of JSON per change when the output is not a terminal')
    .argument('[who...]', 'names, UPNs, mail addresses, extensions or ids; nobody: everybody')
    .option(
      '--min-update-interval <ms>',
      'gather changes of one person for this long (1: send each at once)',
      wholeNumber,
    )
    .action((who: string[], options: { readonly minUpdateInterval?: number }) =>
      within((session) =>
        watch(
          session,
          who,
          {
            title: `Lamplight at ${session.gateway}`,
            footer: ['', 'Ctrl-C ends the board.'],
            minUpdateIntervalMs: options.minUpdateInterval ?? null,
          },
          modules,
        ),
      ),
    );
  command
    .command('get')
    .description('the presence of people now')
    .argument('[who...]', 'as for watch')
    .option('--json', 'one line of JSON each', false)
    .action((who: string[], options: { readonly json: boolean }) =>
      within((session) => get(session, who, options, modules)),
    );
  command
    .command('find')
    .description('people whose names or addresses contain every word')
    .argument('<word...>')
    .option('--json', 'one line of JSON each', false)
    .option('--limit <number>', 'how many at the most', wholeNumber, 20)
    .action((words: string[], options: { readonly json: boolean; readonly limit: number }) =>
      within((session) => find(session, words.join(' '), options, terminal)),
    );
  command
    .command('explain')
    .description('why somebody shows what they show; the key needs the permission')
    .argument('<who>')
    .option('--json', 'one line of JSON', false)
    .action((who: string, options: { readonly json: boolean }) =>
      within((session) => explain(session, who, options, { terminal, clock })),
    );
  command
    .command('set')
    .description(`a person's status (${[...STATUSES.keys()].join(', ')}); the key needs the role status`)
    .argument('<who>')
    .argument('<status>', 'one of these words', statusNamed)
    .option('--note <text>', 'what to tell whoever looks', '')
    .option('--for <minutes>', 'how long; default: until it is cleared', wholeNumber)
    .action((who: string, status: PresencePair, options: { readonly note: string; readonly for?: number }) =>
      within((session) =>
        setStatus(session, who, { status, note: options.note, minutes: options.for ?? null }, modules),
      ),
    );
  command
    .command('clear')
    .description('takes back what was set')
    .argument('<who>')
    .action((who: string) =>
      within((session) => setStatus(session, who, { status: null, note: '', minutes: null }, modules)),
    );
  return command;
}

function statusNamed(text: string): PresencePair {
  const status = STATUSES.get(text.toLowerCase());
  if (status === undefined) {
    throw new InvalidArgumentError(`write one of ${[...STATUSES.keys()].join(', ')}`);
  }
  return status;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new InvalidArgumentError('write a whole number above 0');
  }
  return value;
}
