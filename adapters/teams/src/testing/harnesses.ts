import { afterEach } from 'vitest';
import { Harness, type HarnessOptions } from './simulated-graph.ts';

/** Makes the harnesses of a test file; each is stopped when its test is over. */
export function harnesses(): (config?: ConstructorParameters<typeof Harness>[0], options?: HarnessOptions) => Harness {
  const made: Harness[] = [];
  afterEach(async () => {
    for (const harness of made.splice(0)) {
      await harness.stop();
    }
  });
  return (config = {}, options = {}) => {
    const harness = new Harness(config, options);
    made.push(harness);
    return harness;
  };
}
