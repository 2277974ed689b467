import { AsyncLocalStorage } from 'node:async_hooks';
import { type TenantId, tenantId } from '@lamplight/domain';
import { type Clock, LamplightError, type Logger, type Random } from '@lamplight/runtime';
import { auditScopes, changedAudit, keptAudit, verifyChain } from './audit/kept-audit.ts';
import { PendingAudit } from './audit/pending-audit.ts';
import { restoreBackup } from './backup/restore-backup.ts';
import { writeBackup } from './backup/write-backup.ts';
import type { Engine, Snapshot, Writing } from './engine/engine.ts';
import { type Migrations, migrationsDone } from './engine/migrate.ts';
import type { Actor, RestoreReport, Store, StoreChange, StoreCheck, StoreView } from './ports/store.ts';
import { storeChange } from './repositories/store-change.ts';
import { storeView } from './repositories/store-view.ts';
import { type Installation, sealProblems } from './seal/installation.ts';
import type { Sealer } from './seal/sealer.ts';

export interface OpenedStoreParts {
  readonly engine: Engine;
  readonly installation: Installation;
  readonly migrations: Migrations;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

type Listener = (tenants: ReadonlySet<TenantId>) => void;

/** Who restores: whoever has the file and the key. */
const RESTORER: Actor = Object.freeze({ kind: 'gateway', id: 'restore' });

/** The store over any engine. */
export class OpenedStore implements Store {
  readonly #parts: OpenedStoreParts;
  readonly #listeners = new Set<Listener>();
  /** Set within `read` and `change`: one inside the other would wait for itself. */
  readonly #under = new AsyncLocalStorage<{ isOver: boolean }>();
  #installation: Installation;
  #closing: Promise<void> | undefined;

  constructor(parts: OpenedStoreParts) {
    this.#parts = parts;
    this.#installation = parts.installation;
  }

  get installationId(): string {
    return this.#installation.id;
  }

  get logSecret(): Uint8Array {
    return this.#installation.logSecret;
  }

  async read<T>(work: (view: StoreView) => Promise<T>): Promise<T> {
    return await this.#apart(() =>
      this.#withSnapshot('read', ({ db }) =>
        work(
          storeView({
            db,
            vault: this.#installation.vault,
            auditOf: (id) => keptAudit(db, this.#installation.auditKey, id),
          }),
        ),
      ),
    );
  }

  async change<T>(actor: Actor, work: (change: StoreChange) => Promise<T>): Promise<T> {
    const touched = new Set<TenantId>();
    const result = await this.#apart(() =>
      this.#parts.engine.write(async (writing) => {
        const { vault, auditKey } = this.#installation;
        const now = this.#parts.clock.now();
        const random = this.#parts.random;
        const audit = new PendingAudit(writing, { key: auditKey, random, actor, now });
        const done = await work(
          storeChange({
            ...writing,
            vault,
            audit,
            auditOf: (id) => changedAudit(writing, auditKey, id, audit),
            actor,
            now,
            random,
            touch: (id) => touched.add(id),
          }),
        );
        await audit.flush();
        return done;
      }),
    );
    this.#tell(touched);
    return result;
  }

  onCommitted(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async check(): Promise<StoreCheck> {
    const { engine, sealer } = this.#parts;
    return await this.#apart(async () => {
      const problems = [...(await engine.check())];
      const schemaVersion = await this.#withSnapshot('backup', async ({ db }) => {
        for (const scope of await auditScopes(db)) {
          const verdict = await verifyChain(db, this.#installation.auditKey, scope);
          if (!verdict.ok) {
            const whose = scope === '' ? 'the installation' : `tenant ${scope}`;
            problems.push(
              `the audit of ${whose} does not hold at entry ${verdict.sequence} (${verdict.problem}): find out who changed the database, and restore a backup from before`,
            );
          }
        }
        problems.push(...(await sealProblems(db, sealer)));
        return (await migrationsDone(db)).at(-1) ?? '';
      });
      return Object.freeze({ engine: engine.kind, schemaVersion, size: await engine.size(), problems });
    });
  }

  backup(): AsyncIterable<Uint8Array> {
    this.#assertOpen();
    return writeBackup(this.#parts.engine, this.#installation, this.#parts.clock.now());
  }

  async restore(source: AsyncIterable<Uint8Array>, { replace }: { readonly replace: boolean }): Promise<RestoreReport> {
    const touched = new Set<TenantId>();
    const { installation, report } = await this.#apart(() =>
      restoreBackup(source, replace, {
        ...this.#parts,
        before: async ({ db }) => addTenants(touched, db),
        record: async (writing, restored, said) => {
          await addTenants(touched, writing.db);
          await this.#recordRestore(writing, restored, said);
        },
      }),
    );
    this.#installation = installation;
    this.#tell(touched);
    return report;
  }

  close(): Promise<void> {
    this.#closing ??= this.#parts.engine.close();
    return this.#closing;
  }

  async #withSnapshot<T>(purpose: 'read' | 'backup', work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    const snapshot = await this.#parts.engine.snapshot(purpose);
    try {
      return await work(snapshot);
    } finally {
      await snapshot.close();
    }
  }

  async #apart<T>(work: () => Promise<T>): Promise<T> {
    this.#assertOpen();
    if (this.#under.getStore()?.isOver === false) {
      throw new LamplightError(
        'unexpected',
        'the store is used within a read or a change of it: use the view at hand, or do it afterwards',
      );
    }
    const state = { isOver: false };
    try {
      return await this.#under.run(state, work);
    } finally {
      state.isOver = true;
    }
  }

  #assertOpen(): void {
    if (this.#closing !== undefined) {
      throw new LamplightError('store_unavailable', 'the store is closed: open it again');
    }
  }

  /** The change stands whatever a listener does. */
  #tell(touched: ReadonlySet<TenantId>): void {
    if (touched.size === 0) {
      return;
    }
    for (const listener of [...this.#listeners]) {
      try {
        listener(touched);
      } catch (failure) {
        this.#parts.logger.error({ err: failure }, 'somebody who was told of a change failed');
      }
    }
  }

  async #recordRestore(writing: Writing, installation: Installation, report: RestoreReport): Promise<void> {
    const { clock, random } = this.#parts;
    const audit = new PendingAudit(writing, { key: installation.auditKey, random, actor: RESTORER, now: clock.now() });
    audit.record({
      tenantId: null,
      action: 'restore',
      entity: 'installation',
      entityId: installation.id,
      personId: null,
      before: null,
      after: { madeAt: report.madeAt, rows: { ...report.rows } },
    });
    await audit.flush();
  }
}

async function addTenants(to: Set<TenantId>, db: Snapshot['db']): Promise<void> {
  for (const { id } of await db.selectFrom('tenants').select('id').execute()) {
    to.add(tenantId(id));
  }
}
