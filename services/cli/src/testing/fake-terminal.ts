import type { Terminal } from '../output/terminal.ts';
import { streamOf } from './fake-gateway.ts';

export interface FakeTerminalOptions {
  readonly environment?: Terminal['environment'];
  /** Default: no terminal. */
  readonly columns?: number;
  readonly colours?: boolean;
  /** What somebody answers; default: nobody is there to be asked. */
  readonly answers?: readonly string[];
  readonly input?: string;
  readonly canRedraw?: boolean;
}

/** A terminal whose output a test reads. */
export class FakeTerminal implements Terminal {
  readonly environment: Terminal['environment'];
  readonly colours: boolean;
  readonly canAsk: boolean;
  readonly canRedraw: boolean;
  readonly input: AsyncIterable<Uint8Array>;
  readonly inputIsTyped: boolean;
  readonly questions: string[] = [];
  output = '';
  errors = '';
  readonly #columns: number | undefined;
  readonly #answers: string[];

  constructor(options: FakeTerminalOptions = {}) {
    this.environment = { LAMPLIGHT_KEY: 'll_test', XDG_CONFIG_HOME: '/nonexistent', ...options.environment };
    this.#columns = options.columns;
    this.colours = options.colours ?? false;
    this.canRedraw = options.canRedraw ?? false;
    this.canAsk = options.answers !== undefined;
    this.#answers = [...(options.answers ?? [])];
    this.inputIsTyped = options.input === undefined;
    this.input = streamOf(options.input ?? '');
  }

  columns(): number | undefined {
    return this.#columns;
  }

  async write(content: string | Uint8Array): Promise<void> {
    this.output += typeof content === 'string' ? content : Buffer.from(content).toString();
  }

  writeError(text: string): void {
    this.errors += text;
  }

  async ask(question: string): Promise<string> {
    this.questions.push(question);
    return this.#answers.shift() ?? '';
  }
}
