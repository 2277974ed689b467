// npm run bench -- NAME [--json]
import { EXIT_CODES } from '@lamplight/runtime';
import type { Bench } from './bench.ts';
import { directoryBench } from './directory/directory-bench.ts';
import { renderTable } from './figure.ts';
import { mainJobBench } from './main-job/main-job-bench.ts';
import { peopleBench } from './people/people-bench.ts';
import { resolveBench } from './resolve/resolve-bench.ts';
import { teamsBench } from './teams/teams-bench.ts';

const BENCHES: readonly Bench[] = [directoryBench, mainJobBench, peopleBench, resolveBench, teamsBench];

const args = process.argv.slice(2);
const json = args.includes('--json');
const name = args.find((arg) => !arg.startsWith('--'));
const bench = BENCHES.find((entry) => entry.name === name);

if (bench === undefined) {
  const names = BENCHES.map((entry) => entry.name).join(', ');
  process.stderr.write(`bench: ${name === undefined ? 'name one' : `there is no ${name}`}: ${names}\n`);
  process.exit(EXIT_CODES.usage);
}
const figures = await bench.run((text) => process.stderr.write(`${text}\n`));
process.stdout.write(
  json ? figures.map((entry) => `${JSON.stringify(entry)}\n`).join('') : `${renderTable(figures)}\n`,
);
process.exit(0);
