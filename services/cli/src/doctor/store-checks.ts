/** What the gateway keeps, and whether it would outlive an accident. */
import { routes } from '@lamplight/admin-api';
import type { Cli } from '../cli.ts';
import { counted } from '../output/times.ts';
import { type Check, look, ok, problem, skipped, warning } from './check.ts';

export async function checkStore(cli: Cli): Promise<readonly Check[]> {
  const [durability, content, audit] = await Promise.all([
    look('durability', async () => {
      const { value } = await cli.client.call(routes.installation.status, {});
      return value.durable
        ? [
            ok('durability', `${value.engine} keeps everything across restarts`),
            skipped(
              'backup',
              'the gateway does not know when the last one was made',
              'run "lamplight backup" every day, and keep the file on another machine',
            ),
          ]
        : [
            warning(
              'durability',
              'the store lives in memory: a restart forgets everything',
              'configure a store in a file',
            ),
          ];
    }),
    look('store', async () => {
      const { value } = await cli.client.call(routes.installation.check, {});
      const size = value.size === null ? '' : `, ${counted(Math.ceil(value.size / 1_048_576), 'MiB', 'MiB')}`;
      const remedy = 'restore the last good backup, and keep the broken store for whoever looks into it';
      return value.problems.length === 0
        ? [ok('store', `${value.engine}, schema ${value.schemaVersion}${size}: nothing is wrong`)]
        : value.problems.map((message) => problem('store', message, remedy));
    }),
    look('audit of the installation', async () => {
      const { value } = await cli.client.call(routes.audit.verifyOfInstallation, {});
      return [chainCheck('audit of the installation', value)];
    }),
  ]);
  return [...durability, ...content, ...audit];
}

interface Verdict {
  readonly ok: boolean;
  readonly entries: number;
  readonly sequence: number | null;
  readonly problem: string | null;
}

export function chainCheck(name: string, verdict: Verdict): Check {
  return verdict.ok
    ? ok(name, `the chain holds: ${counted(verdict.entries, 'entry', 'entries')}`)
    : problem(
        name,
        `the chain does not hold at entry ${verdict.sequence}: ${verdict.problem}`,
        'compare with the audit that was streamed out: somebody altered the store beside the gateway',
      );
}
