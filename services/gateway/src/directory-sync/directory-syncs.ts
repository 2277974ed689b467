/** The directories of one tenant: one sync for each system whose adapter has one. */
import type { DirectoryOrigin } from '@lamplight/adapter-kit';
import type { SystemId } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import { DirectorySync, type DirectorySyncOptions } from './directory-sync.ts';
import type { DirectorySyncStatus } from './sync-status.ts';

/** What an adapter gives of the directory of its system. */
export interface HostedDirectory {
  /** Undefined: the adapter has not started, or its people are listed by hand. */
  origin(): DirectoryOrigin | undefined;
  /** People came, left or changed. */
  changed(): void;
}

/** What may be asked of a sync. */
export type AskedSync = Pick<DirectorySync, 'status' | 'ask' | 'confirmLeavers'>;

export type DirectorySyncsOptions = Omit<DirectorySyncOptions, 'systemId' | 'directory'>;

export class DirectorySyncs {
  readonly #options: DirectorySyncsOptions;
  readonly #syncs = new Map<SystemId, DirectorySync>();

  constructor(options: DirectorySyncsOptions) {
    this.#options = options;
  }

  start(systemId: SystemId, directory: HostedDirectory): void {
    const sync = new DirectorySync({ ...this.#options, systemId, directory });
    this.#syncs.set(systemId, sync);
    sync.start();
  }

  /** Without effect where there is none. */
  async stop(systemId: SystemId): Promise<void> {
    const sync = this.#syncs.get(systemId);
    this.#syncs.delete(systemId);
    await sync?.stop();
  }

  /** Null: people of the system do not come from a directory. */
  statusOf(systemId: SystemId): DirectorySyncStatus | null {
    return this.#syncs.get(systemId)?.status() ?? null;
  }

  /** @throws LamplightError `request_not_possible` where people of the system do not come from a directory */
  expect(systemId: SystemId): AskedSync {
    const sync = this.#syncs.get(systemId);
    if (sync === undefined) {
      throw new LamplightError(
        'request_not_possible',
        `people of system ${systemId} do not come from a directory: set directory.level of its settings to basic or full`,
      );
    }
    return sync;
  }
}
