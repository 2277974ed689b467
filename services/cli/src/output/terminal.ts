/**
 * Everything the program reads of, and writes to, the world around it: an argument, so that tests need no process.
 * Answers go to standard output; questions, progress and failures to standard error, so that a pipe gets answers only.
 */
import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';

export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Columns of standard output; undefined: it is no terminal, and nothing is cut to fit. */
  columns(): number | undefined;
  readonly colours: boolean;
  /** Somebody is there to answer a question: standard input and standard error are a terminal. */
  readonly canAsk: boolean;
  /** Standard error is a terminal, where a line can be written over. */
  readonly canRedraw: boolean;
  readonly input: AsyncIterable<Uint8Array>;
  /** Standard input is a terminal: what is read from it has to be typed. */
  readonly inputIsTyped: boolean;
  write(content: string | Uint8Array): Promise<void>;
  writeError(text: string): void;
  /** Asks on standard error and gives the line that was typed. */
  ask(question: string): Promise<string>;
}

/** The terminal of this process. Ends the process quietly when whoever reads its output has gone. */
export function processTerminal(): Terminal {
  const { stdin, stdout, stderr, env } = process;
  stdout.on('error', () => process.exit(0));
  const isScreen = stdout.isTTY === true && env['TERM'] !== 'dumb';
  return {
    environment: env,
    columns: () => (stdout.isTTY === true ? stdout.columns || 80 : undefined),
    colours: isScreen && (env['NO_COLOR'] ?? '') === '',
    canAsk: stdin.isTTY === true && stderr.isTTY === true,
    canRedraw: stderr.isTTY === true && env['TERM'] !== 'dumb',
    input: stdin,
    inputIsTyped: stdin.isTTY === true,
    write: async (content) => {
      if (!stdout.write(content)) {
        await once(stdout, 'drain');
      }
    },
    writeError: (text) => {
      stderr.write(text);
    },
    ask: async (question) => {
      const lines = createInterface({ input: stdin, output: stderr });
      try {
        return await lines.question(question);
      } finally {
        lines.close();
      }
    },
  };
}
