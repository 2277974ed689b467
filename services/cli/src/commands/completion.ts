import { Argument, Command } from 'commander';
import { Cli, type Modules } from '../cli.ts';
import { command } from '../command.ts';
import { askGateway } from '../completion/ask-gateway.ts';
import { candidatesFor } from '../completion/candidates.ts';
import { SCRIPTS, SHELLS, type Shell } from '../completion/scripts.ts';
import { defined } from '../defined.ts';
import { printable } from '../output/text-width.ts';

export function completionCommand({ terminal }: Modules): Command {
  return command('completion', 'prints what lets a shell complete commands, options, people and systems', [
    ['source <(lamplight completion bash)', 'in ~/.bashrc'],
    ['source <(lamplight completion zsh)', 'in ~/.zshrc, after compinit'],
    ['lamplight completion fish > ~/.config/fish/completions/lamplight.fish', ''],
  ])
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .action(async (shell: Shell) => {
      await terminal.write(SCRIPTS[shell]);
    });
}

/** What the shells call: `__complete -- WORD…`, where the last word is being written. Says nothing when it fails. */
export function completeCommand(root: Command, modules: Modules): Command {
  return new Command('__complete').argument('[word...]').action(async (words: readonly string[]) => {
    const opened: Cli[] = [];
    const ask = askGateway((options) => {
      const cli = new Cli(
        modules,
        defined({
          gateway: options.get('--gateway'),
          keyFile: options.get('--key-file'),
          ca: options.get('--ca'),
          tenant: options.get('--tenant'),
        }),
      );
      opened.push(cli);
      return cli;
    });
    const found = await candidatesFor(root, words, ask);
    const lines = found === 'files' ? [':files'] : found.map((each) => `${each.value}\t${printable(each.description)}`);
    await modules.terminal.write(lines.map((line) => `${line}\n`).join(''));
    await Promise.all(opened.map((cli) => cli.close()));
  });
}
