import type { Clock } from '@lamplight/runtime';
import { Command } from 'commander';
import type { Cli } from './cli.ts';

/** What the commands of a noun are made with. */
export interface CommandMaking {
  readonly clock: Clock;
  /** Makes the action of a command: `work` gets the gateway and what the command line gave. */
  readonly within: <Args extends readonly unknown[]>(
    work: (cli: Cli, ...args: Args) => Promise<void>,
  ) => (...args: Args) => Promise<void>;
}

/** The commands of one noun. */
export type Noun = (making: CommandMaking) => Command;

/** A command with examples below its help; each is a command line and what it does. */
export function command(name: string, description: string, examples: readonly (readonly [string, string])[] = []) {
  const made = new Command(name).description(description);
  if (examples.length > 0) {
    const lines = examples.map(([line, does]) => (does === '' ? `  ${line}` : `  # ${does}\n  ${line}`));
    made.addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
  }
  return made;
}
