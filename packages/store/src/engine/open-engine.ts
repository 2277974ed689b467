import type { Logger } from '@lamplight/runtime';
import type { Engine } from './engine.ts';
import { openPostgresEngine, type PostgresLocation } from './postgres/postgres-engine.ts';
import { openSqliteEngine } from './sqlite/sqlite-engine.ts';

/** Where a store is kept. */
export type StoreLocation =
  /** Gone when it is closed: for tests, and for trying things out. */
  | { readonly kind: 'memory' }
  /** A file of this process alone, in a folder that exists. Made when it is not there. */
  | { readonly kind: 'sqlite'; readonly path: string }
  | ({ readonly kind: 'postgres' } & PostgresLocation);

export function openEngine(location: StoreLocation, logger: Logger): Promise<Engine> {
  switch (location.kind) {
    case 'memory':
      return openSqliteEngine(null);
    case 'sqlite':
      return openSqliteEngine(location.path);
    case 'postgres':
      return openPostgresEngine(location, logger);
  }
}
