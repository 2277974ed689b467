import { describeBindings } from './describe-bindings.ts';
import { describeErasure } from './describe-erasure.ts';
import { describeIsolation } from './describe-isolation.ts';
import { describeKeysAndWork } from './describe-keys-and-work.ts';
import { describeLines } from './describe-lines.ts';
import { describeModel } from './describe-model.ts';
import { describePeople } from './describe-people.ts';
import { describePeopleLists } from './describe-people-lists.ts';
import { describePeopleSync } from './describe-people-sync.ts';
import { describeTenancy } from './describe-tenancy.ts';
import { type StoreSuite, underBench } from './under-bench.ts';

/** Registers what every view and change promises. Once per engine is enough: where its data is kept does not matter. */
export function viewCompliance(suite: StoreSuite): void {
  underBench(suite, (bench) => {
    describePeople(bench);
    describePeopleLists(bench);
    describePeopleSync(bench);
    describeLines(bench);
    describeBindings(bench);
    describeTenancy(bench);
    describeKeysAndWork(bench);
    describeErasure(bench);
    describeIsolation(bench);
    describeModel(bench);
  });
}
