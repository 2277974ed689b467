// Adds up the JSON reports of the test runs and prints the closing line. Runs on any Node, after a failed install too.
// usage: count-results.mjs RESULTS_FOLDER FAILED_STEPS
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder = '', failedSteps = '0'] = process.argv.slice(2);
let passed = 0;
let failed = 0;
for (const name of readdirSync(folder)) {
  const report = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  passed += report.numPassedTests;
  // A skipped test has not shown what it names.
  failed += report.numFailedTests + report.numPendingTests + report.numTodoTests;
  failed += report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
}
// A step that failed without a failing test (install, build, lint) counts as one.
failed = Math.max(failed, Number(failedSteps));
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
