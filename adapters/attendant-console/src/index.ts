export { type WatchOptions, watch } from './commands/watch.ts';
export { type Modules, run } from './program.ts';
export type { Session } from './session.ts';
export { processTerminal, type Terminal } from './terminal.ts';
