/** Everything the console reads of, and writes to, the world around it: an argument, so that tests can look. */
export interface Terminal {
  /** Standard output is a terminal that can be redrawn. */
  readonly isInteractive: boolean;
  readonly colours: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  size(): { readonly columns: number; readonly lines: number };
  write(text: string): void;
  writeError(text: string): void;
  onResize(listener: () => void): void;
  /** Resolves when the person asks to stop: Ctrl-C, SIGTERM, or whoever reads the output is gone. */
  untilStopped(): Promise<void>;
  exit(code: number): void;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  const isInteractive = stdout.isTTY === true && env['TERM'] !== 'dumb';
  return {
    isInteractive,
    colours: isInteractive && (env['NO_COLOR'] ?? '') === '',
    environment: env,
    size: () => ({ columns: stdout.columns ?? 80, lines: stdout.rows ?? 24 }),
    write: (text) => {
      stdout.write(text);
    },
    writeError: (text) => {
      stderr.write(text);
    },
    onResize: (listener) => {
      stdout.on('resize', listener);
    },
    untilStopped: () =>
      new Promise((resolve) => {
        process.once('SIGINT', () => resolve());
        process.once('SIGTERM', () => resolve());
        stdout.once('error', () => resolve());
      }),
    exit: (code) => {
      process.exitCode = code;
    },
  };
}
