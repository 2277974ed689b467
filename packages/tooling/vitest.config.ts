import { defineConfig } from 'vitest/config';

const RESULTS = process.env['LAMPLIGHT_RESULTS'];
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
          setupFiles: ['packages/tooling/property-seed.ts'],
          include: [...ROOMS.map((room) => `${room}/**/*.test.ts`), 'test/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**', 'test/interop/**', 'test/browser/**', 'test/pack/**'],
          // A bound for what hangs, never a measure: a busy machine is slow.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      { test: { name: 'interop', include: ['test/interop/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 } },
      { test: { name: 'browser', include: ['test/browser/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 } },
      { test: { name: 'pack', include: ['test/pack/**/*.test.ts'], testTimeout: 300_000, hookTimeout: 300_000 } },
    ],
  },
});
