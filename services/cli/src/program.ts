import { LamplightError } from '@lamplight/runtime';
import { Command, CommanderError } from 'commander';
import { Cli, type Modules } from './cli.ts';
import type { CommandMaking } from './command.ts';
import { applyCommand } from './commands/apply.ts';
import { auditCommands } from './commands/audit.ts';
import { backupCommand, restoreCommand } from './commands/backup.ts';
import { bindCommands } from './commands/bind.ts';
import { completeCommand, completionCommand } from './commands/completion.ts';
import { directoryCommands } from './commands/directory.ts';
import { doctorCommand } from './commands/doctor.ts';
import { groupCommands } from './commands/group.ts';
import { jobCommands } from './commands/job.ts';
import { keyCommands } from './commands/key.ts';
import { lineCommands } from './commands/line.ts';
import { matchCommands } from './commands/match.ts';
import { peopleCommands } from './commands/people.ts';
import { profileCommands } from './commands/profile.ts';
import { privacyCommand, settingsCommands } from './commands/settings.ts';
import { sourceCommands } from './commands/source.ts';
import { systemCommands } from './commands/system.ts';
import { teamsCommands } from './commands/teams.ts';
import { tenantCommands } from './commands/tenant.ts';
import { useCommand } from './commands/use.ts';
import { withRemedy } from './connection/connect.ts';
import { DEFAULT_GATEWAY, type GlobalOptions } from './connection/target.ts';
import { EXIT_CODES, exitCodeOf } from './exit-codes.ts';
import { VERSION } from './version.ts';

/** Runs one command line and gives the exit code. A failure is said on standard error: what, and what to do. */
export async function run(args: readonly string[], modules: Modules): Promise<number> {
  const opened: Cli[] = [];
  try {
    await program(modules, opened).parseAsync(args, { from: 'user' });
    return opened.reduce<number>((code, cli) => Math.max(code, cli.exitCode), EXIT_CODES.ok);
  } catch (failure) {
    if (failure instanceof CommanderError) {
      return failure.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.usage;
    }
    const error = withRemedy(LamplightError.from(failure));
    modules.terminal.writeError(`lamplight: ${withReason(error)}\n`);
    return exitCodeOf(error);
  } finally {
    await Promise.all(opened.map((cli) => cli.close()));
  }
}

/** The reason stands in the first line, where it belongs to no detail below; what that line says whole is not said again. */
function withReason({ message, reason }: LamplightError): string {
  const [first = '', ...lines] = message.split('\n');
  const details = lines.filter((line) => !first.endsWith(line.replace(/^\s*\S+: /, '')));
  const head = first.endsWith(':') ? `${first.slice(0, -1)} (${reason}):` : `${first} (${reason})`;
  return [head, ...details].join('\n');
}

function program(modules: Modules, opened: Cli[]): Command {
  const { terminal, clock } = modules;
  const root = new Command('lamplight')
    .description('Administers a Lamplight gateway: who is who, which line belongs to whom, and how it all is.')
    .version(VERSION)
    .option('--gateway <url>', `URL or host:port of the gateway; else LAMPLIGHT_GATEWAY, else ${DEFAULT_GATEWAY}`)
    .option('--key-file <file>', 'file with the key; else LAMPLIGHT_KEY_FILE or LAMPLIGHT_KEY')
    .option('--ca <file>', 'PEM of a certificate authority to trust; else LAMPLIGHT_CA')
    .option('--tenant <tenant>', 'else LAMPLIGHT_TENANT, else the only one that the key can see')
    .option('--json', 'the answer as JSON: a list as one value a line, anything else as one document')
    .option('--yes', 'does what else would be asked about first')
    .showHelpAfterError('(--help says more)')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void terminal.write(text),
      writeErr: (text) => terminal.writeError(text),
      getOutHasColors: () => terminal.colours,
      getErrHasColors: () => terminal.colours,
      getOutHelpWidth: () => terminal.columns() ?? 100,
      getErrHelpWidth: () => terminal.columns() ?? 100,
    });
  const making: CommandMaking = {
    clock,
    within:
      (work) =>
      async (...args) => {
        const cli = new Cli(modules, root.opts<GlobalOptions>());
        opened.push(cli);
        await work(cli, ...args);
      },
  };
  const add = (heading: string, ...commands: readonly Command[]) => {
    for (const each of commands) {
      root.addCommand(each.helpGroup(heading));
    }
  };
  add(
    'Who is who:',
    ...[peopleCommands, lineCommands, groupCommands, bindCommands, matchCommands, profileCommands].map((noun) =>
      noun(making),
    ),
  );
  add(
    'Where it comes from:',
    ...[tenantCommands, systemCommands, teamsCommands, directoryCommands, sourceCommands, keyCommands].map((noun) =>
      noun(making),
    ),
  );
  add('How it is shown and kept:', settingsCommands(making), privacyCommand(making), auditCommands(making));
  add(
    'Operation:',
    ...[applyCommand, backupCommand, restoreCommand, doctorCommand].map((each) => each(making)),
    jobCommands(making),
  );
  add('This program:', useCommand(making), completionCommand(modules));
  root.addCommand(completeCommand(root, modules), { hidden: true });
  inherit(root);
  return root;
}

/** Commands that are made by themselves take how failures, help and output are dealt with from the root. */
function inherit(parent: Command): void {
  for (const child of parent.commands) {
    child.copyInheritedSettings(parent);
    inherit(child);
  }
}
