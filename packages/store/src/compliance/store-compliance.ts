/**
 * What every store promises, whatever engine keeps it. A part is a file of this room that is handed the bench of the
 * test under way.
 */
import { describeAudit } from './describe-audit.ts';
import { describeBackup } from './describe-backup.ts';
import { describeDurability } from './describe-durability.ts';
import { describeMigrations } from './describe-migrations.ts';
import { describeSealing } from './describe-sealing.ts';
import { describeTampering } from './describe-tampering.ts';
import { describeTransactions } from './describe-transactions.ts';
import { describeWriterLeases } from './describe-writer-leases.ts';
import { type StoreSuite, underBench } from './under-bench.ts';

/** Of damaged backups, where each costs a file or a server some work. */
const SAMPLES = 6;

/** Registers the suite with vitest. */
export function storeCompliance(suite: StoreSuite): void {
  underBench(suite, (current) => {
    describeTransactions(current, suite.isDurable);
    describeAudit(current);
    describeWriterLeases(current);
    describeBackup(current, suite.isDurable ? SAMPLES : Number.POSITIVE_INFINITY);
    if (suite.isDurable) {
      describeDurability(current);
      describeMigrations(current);
      describeTampering(current);
      describeSealing(current);
    }
  });
}
