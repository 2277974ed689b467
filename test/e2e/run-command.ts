import { connector, run, type Terminal } from '@lamplight/cli';
import { createEgress, systemClock, systemRandom } from '@lamplight/runtime';

const clock = systemClock();
const random = systemRandom();

/** What a command wrote to either output, and how it ended. */
export interface Done {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** One line of `lamplight`, as in a pipe: nobody is there to be asked. */
export async function runCommand(args: readonly string[], environment: Terminal['environment']): Promise<Done> {
  const written = { output: '', errors: '' };
  const terminal: Terminal = {
    environment,
    columns: () => undefined,
    colours: false,
    canAsk: false,
    canRedraw: false,
    input: (async function* () {})(),
    inputIsTyped: true,
    write: async (content) => {
      written.output += typeof content === 'string' ? content : Buffer.from(content).toString('latin1');
    },
    writeError: (text) => {
      written.errors += text;
    },
    ask: async () => '',
  };
  const code = await run(args, {
    terminal,
    clock,
    random,
    connect: connector(clock),
    egress: (caPem) => createEgress({ clock, caPem }),
    onInterrupt: () => () => undefined,
  });
  return { code, ...written };
}
