export type { Modules } from './cli.ts';
export { type Connect, type Connection, connector, type ShownCertificate } from './connection/connect.ts';
export { processTerminal, type Terminal } from './output/terminal.ts';
export { run } from './program.ts';
