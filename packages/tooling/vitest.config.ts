import { defineConfig } from 'vitest/config';

const RESULTS = process.env['LAMPLIGHT_RESULTS'];
// Bounds for what hangs, never a measure: a busy machine is slow. What is waited for has an end of its own, so that it
// is named before the test as a whole is given up.
const PATIENCE = { testTimeout: 60_000, hookTimeout: 60_000, expect: { poll: { interval: 5, timeout: 50_000 } } };
const ROOMS = ['packages', 'adapters', 'services', 'examples'];

/**
 * Four kinds of tests, by what they need. `unit` needs nothing but this workspace and is what `npm test` runs, with
 * the end-to-end tests over loopback; the others need servers, a browser, or minutes.
 * Files of `interop` run one after another (package.json): real servers choose ports that are free at that moment.
 */
export default defineConfig({
  test: {
    // A folder to leave each run's JSON report in, from which .ci/run counts.
    reporters:
      RESULTS === undefined ? ['default'] : ['default', ['json', { outputFile: `${RESULTS}/${process.pid}.json` }]],
    projects: [
      {
        test: {
          name: 'unit',
          // Files share a process: nothing here has a state that outlives its test, and loading all of it for every file
          // took as long as a third of the run.
          isolate: false,
          setupFiles: ['packages/tooling/property-seed.ts'],
          include: [...ROOMS.map((room) => `${room}/**/*.test.ts`), 'test/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**', 'test/interop/**', 'test/browser/**', 'test/pack/**'],
          ...PATIENCE,
        },
      },
      { test: { name: 'interop', include: ['test/interop/**/*.test.ts'], ...PATIENCE } },
      { test: { name: 'browser', include: ['test/browser/**/*.test.ts'], ...PATIENCE } },
      { test: { name: 'pack', include: ['test/pack/**/*.test.ts'], testTimeout: 300_000, hookTimeout: 300_000 } },
    ],
  },
});
