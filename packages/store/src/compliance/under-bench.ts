import { afterEach, beforeEach, describe } from 'vitest';
import { StoreBench, type StorePlace } from './store-bench.ts';

export interface StoreSuite {
  readonly name: string;
  /** Called before each test. */
  place(): Promise<StorePlace>;
  /** Whether a closed store can be opened again. */
  readonly isDurable: boolean;
}

/** Registers tests that each have a bench of their own. */
export function underBench(suite: StoreSuite, register: (bench: () => StoreBench) => void): void {
  describe(suite.name, () => {
    let bench: StoreBench | undefined;
    beforeEach(async () => {
      bench = new StoreBench(await suite.place());
    });
    afterEach(async () => {
      await bench?.dispose();
      bench = undefined;
    });
    register(() => {
      if (bench === undefined) {
        throw new Error('only within a test');
      }
      return bench;
    });
  });
}
