/** A file that is given to the lint. */
export interface LintCase {
  readonly path: string;
  readonly content: string;
}

/** A file that breaks a rule. */
export interface RefusedCase extends LintCase {
  /** Part of "category: message". */
  readonly because: string;
}

const TIME = 'Time and randomness are arguments';
const GENERATED = 'Only packages/wire imports generated code';
const DEEP = 'Import a package by its name';
const CONTAINER = "Only a service's wiring.ts imports inversify";
const DATABASE = 'Only packages/store imports databases';
const LOG_LINE = 'A log line is logger.x(fields';
const OUTPUT = 'Only an output room may write';

let count = 0;

function file(folder: string, content: string, ending = '.ts'): LintCase {
  count++;
  return { path: `${folder}/case-${count}${ending}`, content };
}

function refused(folder: string, content: string, because: string, ending = '.ts'): RefusedCase {
  return { ...file(folder, content, ending), because };
}

const imports = (name: string): string => `import { x } from '${name}';`;

export const REFUSED: readonly RefusedCase[] = [
  // Who may import whom
  refused('packages/domain/src', imports('zod'), 'The domain imports nothing'),
  refused('packages/domain/src', imports('node:crypto'), 'The domain imports nothing'),
  refused('packages/domain/src', "import type { Clock } from '@lamplight/runtime';", 'The domain imports nothing'),
  refused('packages/domain/src', "export { x } from '@lamplight/runtime';", 'The domain imports nothing'),
  refused('packages/resolver/src', imports('@lamplight/runtime'), 'The resolver imports only'),
  refused('packages/resolver/src', imports('zod'), 'The resolver imports only'),
  refused('packages/addresses/src', imports('@lamplight/runtime'), 'Addresses imports only'),
  refused('packages/addresses/src', imports('zod'), 'Addresses imports only'),
  refused('packages/matching/src', imports('@lamplight/store'), 'Matching imports only'),
  refused('packages/matching/src', imports('node:fs'), 'Matching imports only'),
  refused('packages/profiles/src', imports('@lamplight/store'), 'Profiles imports only'),
  refused('packages/profiles/src', imports('node:fs'), 'Profiles imports only'),
  refused('packages/admin-api/src', imports('@lamplight/store'), 'The admin API imports only'),
  refused('packages/admin-api/src', imports('node:fs'), 'The admin API imports only'),
  refused('packages/wire/src', imports('@lamplight/runtime'), 'The wire imports only'),
  refused('packages/wire/src', imports('zod'), 'The wire imports only'),
  refused('packages/runtime/src', imports('@lamplight/domain'), 'The runtime imports no other package'),
  refused('packages/runtime/src', imports('@grpc/grpc-js'), 'does not speak gRPC'),
  refused('packages/adapter-kit/src', imports('@lamplight/resolver'), 'The adapter kit imports only'),
  refused('packages/adapter-kit/src', imports('@lamplight/teams-adapter'), 'The adapter kit imports only'),
  refused('packages/client/src', imports('@lamplight/adapter-kit'), 'The client imports only'),
  refused('packages/store/src/engine', imports('@lamplight/wire'), 'The store imports only'),
  refused('packages/store/src/engine', imports('@grpc/grpc-js'), 'does not speak gRPC'),
  refused('packages/matching/src', imports('kysely'), DATABASE),
  refused('packages/client/src', imports('node:sqlite'), DATABASE),
  refused('packages/runtime/src/egress', imports('pg'), DATABASE),
  refused('adapters/teams/src', imports('kysely/migration'), DATABASE),
  refused('adapters/attendant-console/src', imports('node:sqlite'), DATABASE),
  ...['tenant', 'claims', 'ingest', 'subscribe', 'operations'].map((room) =>
    refused(`services/gateway/src/${room}`, imports('pg'), DATABASE),
  ),
  { path: 'services/cli/src/wiring.ts', content: imports('node:sqlite'), because: DATABASE },
  refused('adapters/teams/src', imports('@lamplight/sip-adapter'), 'An adapter imports only'),
  refused('adapters/sip/src', imports('@lamplight/wire'), 'An adapter imports only'),
  refused('adapters/sip/src', imports('@grpc/grpc-js'), 'does not speak gRPC'),
  refused('adapters/attendant-console/src', imports('@lamplight/adapter-kit'), 'The attendant console imports only'),
  refused('services/cli/src', imports('@lamplight/store'), 'The command line imports only'),
  refused('services/cli/src', imports('@lamplight/teams-adapter'), 'The command line takes only'),
  refused('services/cli/src', imports('@grpc/grpc-js'), 'does not speak gRPC'),
  ...['claims', 'conclude', 'hot-desk', 'twinning', 'presence-log', 'fanout'].flatMap((room) => [
    refused(`services/gateway/src/${room}`, imports('@lamplight/wire'), 'it knows neither the wire nor an adapter'),
    refused(`services/gateway/src/${room}`, imports('@lamplight/teams-adapter'), 'nor an adapter'),
    refused(`services/gateway/src/${room}`, imports('@grpc/grpc-js'), 'does not speak gRPC'),
  ]),
  ...['claims', 'conclude', 'hot-desk', 'twinning', 'presence-log', 'fanout', 'ingest', 'subscribe'].map((room) =>
    refused(
      `services/gateway/src/${room}`,
      imports('../tenant/tenant-core.ts'),
      'Rooms import ports, never each other',
    ),
  ),
  refused('services/gateway/src/ingest', imports('@lamplight/teams-adapter'), 'Ingest imports only'),
  refused('services/gateway/src/subscribe', imports('@lamplight/adapter-kit'), 'Subscribe imports only'),
  refused('services/connector/src', imports('@lamplight/gateway'), 'A service imports no other service'),
  refused('services/gateway/src/operations', imports('@lamplight/connector'), 'A service imports no other service'),
  refused('services/gateway/src/subscribe', imports('inversify'), CONTAINER),
  refused('services/gateway/src/operations', imports('inversify'), CONTAINER),
  refused('packages/client/src', imports('inversify'), CONTAINER),
  refused('services/gateway/src/subscribe', imports('prom-client'), 'metrics and tracing libraries'),
  refused('adapters/teams/src', imports('@opentelemetry/api'), 'metrics and tracing libraries'),
  refused('services/gateway/src/ingest', imports('../gen/presence/v1/source.ts'), GENERATED),
  refused('packages/client/src', imports('@lamplight/wire/src/gen/presence/v1/source.ts'), GENERATED),
  refused('services/gateway/src/ingest', imports('@lamplight/domain/src/claim.ts'), DEEP),
  refused('packages/domain/src', imports('../../runtime/src/clock/clock.ts'), DEEP),
  refused('services/gateway/src/ingest', imports('@lamplight/domain/src/claim.ts'), DEEP, '.test.ts'),

  // Time and randomness
  ...[
    'export const at = Date.now();',
    'export const clock = Date.now;',
    'export const at = new Date();',
    'setTimeout(() => undefined, 1);',
    'setInterval(() => undefined, 1);',
    'globalThis.setTimeout(() => undefined, 1);',
    'export const at = performance.now();',
    'export const at = process.hrtime.bigint();',
    'export const signal = AbortSignal.timeout(5);',
    'export const chance = Math.random();',
    'export const id = crypto.randomUUID();',
    "import { randomUUID } from 'node:crypto';\nexport const id = randomUUID();",
    "import { randomBytes } from 'node:crypto';\nexport const key = randomBytes(8);",
    "import { setTimeout as sleep } from 'node:timers/promises';\nawait sleep(1);",
  ].flatMap((content) => [
    refused('services/gateway/src/claims', content, TIME),
    refused('services/gateway/src/claims', content, TIME, '.test.ts'),
  ]),
  refused('test/e2e', 'setTimeout(() => undefined, 1);', TIME),
  refused('adapters/sip/src', 'setImmediate(() => undefined);', 'Only tests may call setImmediate'),

  // Waiting
  refused(
    'test/e2e',
    "import { vi } from 'vitest';\nawait vi.waitFor(() => undefined);",
    'Wait by expect.poll',
    '.test.ts',
  ),
  refused(
    'test/e2e',
    "import { vi } from 'vitest';\nawait vi.waitUntil(() => true);",
    'Wait by expect.poll',
    '.test.ts',
  ),

  // Output
  refused('services/gateway/src/claims', "process.stdout.write('x');", OUTPUT),
  refused('adapters/attendant-console/src/board', "process.stderr.write('x');", OUTPUT),
  refused('services/gateway/src/claims', "console.log('x');", 'noConsole'),

  // One writer
  refused(
    'services/gateway/src/subscribe',
    'export const f = (call: W): boolean => call.write(1);',
    'stream-writer.ts',
  ),
  refused('services/gateway/src/subscribe', 'export const f = (s: S): void => s.call.write(1);', 'stream-writer.ts'),

  // Log lines
  refused('services/gateway/src/claims', "export const f = (logger: L) => logger.info('x');", LOG_LINE),
  refused('services/gateway/src/claims', "export const f = (logger: L) => logger.warn('x', { a: 1 });", LOG_LINE),
  refused('services/gateway/src/claims', "export const f = (o: O) => o.logger.error({}, 'x ' + o.id);", LOG_LINE),
  refused(
    'services/gateway/src/claims',
    'export class C {\n  f() {\n    this.#logger.debug({}, this.m);\n  }\n}',
    LOG_LINE,
  ),

  // Types
  refused('services/gateway/src/claims', 'export const f = (x: unknown) => x as string;', 'No casts'),
  refused('services/gateway/src/claims', 'export const f = (x?: string) => x!.length;', 'noNonNullAssertion'),
  refused('services/gateway/src/claims', 'export const f = (x: any) => x;', 'noExplicitAny'),
  refused('services/gateway/src/claims', "export * from './x.ts';", 'noReExportAll'),
  refused('services/gateway/src/claims', 'export default 1;', 'noDefaultExport'),
  refused('services/gateway/src/claims', imports('undeclared'), 'noUndeclaredDependencies'),
  refused(
    'services/gateway/src/claims',
    'async function f(): Promise<void> {}\nexport function g(): void {\n  f();\n}',
    'noFloatingPromises',
  ),
  { path: 'services/gateway/src/claims/claimLedger.ts', content: 'export {};', because: 'useFilenamingConvention' },
];

export const ALLOWED: readonly LintCase[] = [
  file('packages/domain/src', imports('./claim.ts')),
  file('packages/domain/src', imports('vitest'), '.test.ts'),
  file('packages/resolver/src', imports('@lamplight/domain')),
  file('packages/addresses/src', imports('libphonenumber-js')),
  file('packages/matching/src', `${imports('@lamplight/addresses')}\n${imports('csv-parse/sync').replace('x', 'y')}`),
  file('packages/profiles/src', `${imports('@lamplight/resolver')}\n${imports('yaml').replace('x', 'y')}`),
  file('packages/wire/src', `${imports('./gen/presence/v1/source.ts')}\n${imports('@grpc/grpc-js').replace('x', 'y')}`),
  file('packages/wire/src', imports('@bufbuild/protobuf/wire')),
  file('packages/admin-api/src', imports('zod')),
  file('packages/wire/src', imports('./gen/presence/v1/source.ts'), '.test.ts'),
  file('packages/runtime/src/clock', 'export const at = Date.now();'),
  file('packages/adapter-kit/src', imports('@lamplight/wire')),
  file('packages/client/src', imports('@grpc/grpc-js')),
  file('packages/store/src/engine', imports('node:sqlite')),
  file('packages/store/src/repositories', imports('kysely')),
  file('packages/store/src/engine', imports('@lamplight/addresses')),
  file('test/interop', imports('pg')),
  file('adapters/teams/src', imports('@azure/msal-node')),
  file('adapters/sip/src', imports('@lamplight/adapter-kit')),
  file('adapters/attendant-console/src', imports('@lamplight/client')),
  file('services/cli/src', imports('@lamplight/admin-api')),
  file('services/gateway/src/fanout', imports('@lamplight/resolver')),
  file('services/gateway/src/fanout', imports('../ports/presence-log.ts')),
  file('services/gateway/src/fanout', imports('../problem.ts')),
  file('services/gateway/src/subscribe', imports('@lamplight/wire')),
  file('services/gateway/src/ingest', imports('@lamplight/adapter-kit')),
  file('services/gateway/src/operations', imports('@opentelemetry/api')),
  file('services/gateway/src/operations', imports('prom-client')),
  { path: 'services/gateway/src/wiring.ts', content: imports('inversify') },
  { path: 'services/connector/src/wiring.ts', content: imports('inversify') },
  file('services/gateway/src/claims', 'export const f = (at: number): Date => new Date(at);'),
  file('services/gateway/src/claims', 'export const at = Date.UTC(2026, 0, 1);'),
  file('services/gateway/src/claims', 'setImmediate(() => undefined);', '.test.ts'),
  file('test/e2e', 'setImmediate(() => undefined);'),
  file('adapters/attendant-console/src/output', "process.stdout.write('x');"),
  { path: 'services/gateway/src/subscribe/stream-writer.ts', content: 'export const f = (call: W) => call.write(1);' },
  file('services/gateway/src/claims', "export const f = (logger: L) => logger.info({ a: [1, 'b'] }, 'a line');"),
  file('services/gateway/src/claims', 'export class C {\n  f() {\n    this.#logger.warn({}, "it\'s");\n  }\n}'),
  file('services/gateway/src/claims', 'export const list = [1, 2] as const;'),
  { path: 'vitest.config.ts', content: 'export default {};' },
];
