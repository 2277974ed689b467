// Adds up the JSON reports of the test runs, names what failed and prints the closing line. Runs on any Node, after a failed install too.
// usage: count-results.mjs RESULTS_FOLDER FAILED_STEPS
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const [folder = '', failedSteps = '0'] = process.argv.slice(2);
let passed = 0;
let failed = 0;
for (const name of readdirSync(folder)) {
  const report = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  passed += report.numPassedTests;
  // A skipped test has not shown what it names.
  failed += report.numFailedTests + report.numPendingTests + report.numTodoTests;
  failed += report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
  // Named again at the end, where a log that was cut still shows them.
  for (const { name: path, status, message, assertionResults } of report.testResults) {
    const bad = assertionResults.filter((test) => test.status !== 'passed');
    if (status === 'failed' || bad.length > 0) {
      process.stdout.write(`== failed: ${relative('.', path)} ${message}\n`);
    }
    for (const { fullName, status, failureMessages } of bad) {
      process.stdout.write(`   ${status}: ${fullName}\n${failureMessages.join('\n').slice(0, 2_000)}\n`);
    }
  }
}
// A step that failed without a failing test (install, build, lint) counts as one.
failed = Math.max(failed, Number(failedSteps));
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
