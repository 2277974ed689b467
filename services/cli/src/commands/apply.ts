import { basename } from 'node:path';
import { type Plan, routes } from '@lamplight/admin-api';
import type { Command } from 'commander';
import { type CommandMaking, command } from '../command.ts';
import { confirm } from '../confirm.ts';
import { readWhole } from '../input/read-file.ts';
import type { Printer } from '../output/printer.ts';
import type { Style } from '../output/style.ts';
import type { Column } from '../output/table.ts';
import { counted } from '../output/times.ts';

const SIGNS = { create: '+', update: '~', remove: '-' } as const;
const STYLES: Readonly<Record<Difference['change'], Style>> = { create: 'good', update: 'warning', remove: 'bad' };

type Difference = Plan['differences'][number];

const COLUMNS: readonly Column<Difference>[] = [
  { title: '', value: ({ change }) => SIGNS[change], style: ({ change }) => STYLES[change] },
  { title: 'Tenant', value: ({ tenantId }) => tenantId },
  { title: 'What', value: ({ entity }) => entity },
  { title: 'Id', value: ({ id }) => id },
  { title: 'Name', value: ({ id, label }) => (label === id ? '' : label) },
  { title: 'Fields', value: ({ change, fields }) => (change === 'update' ? fields.join(', ') : '') },
];

/**
 * The differences are shown first, and what is then carried out is what was shown: the gateway refuses when the store has
 * changed in between.
 */
export function applyCommand({ within }: CommandMaking): Command {
  return command('apply', 'makes tenants as a configuration file says; shows the difference first', [
    ['lamplight apply gateway.yaml', 'shows, asks, does'],
    ['lamplight apply gateway.yaml --dry-run', 'only shows'],
    ['lamplight apply gateway.yaml --yes', 'for scripts'],
  ])
    .argument('<file>', 'as the gateway starts with; - for standard input')
    .option('--dry-run', 'only shows the difference')
    .action(
      within(async (cli, file: string, { dryRun }: { readonly dryRun?: true }) => {
        const route = routes.installation.apply;
        const bytes = await readWhole(file, cli.terminal, route.maxBody);
        const fileName = file === '-' ? 'standard input' : basename(file);
        const { value: plan } = await cli.client.send(route, { query: { dryRun: true, fileName }, bytes });
        const changes = plan.counts.create + plan.counts.update + plan.counts.remove;
        if (dryRun === true || changes === 0) {
          await cli.printer.record(plan, []);
          await printPlan(cli.printer, plan);
          return;
        }
        await printPlan(cli.printer, plan);
        const removals = plan.counts.remove === 0 ? '' : `, ${counted(plan.counts.remove, 'removal')} among them`;
        await confirm(cli, `${counted(changes, 'change')}${removals}`);
        const query = { ifPlan: plan.plan, fileName };
        const { value: applied } = await cli.client.send(route, { query, bytes });
        await cli.printer.done(applied, `${counted(changes, 'change')} made`);
      }),
    );
}

async function printPlan(printer: Printer, plan: Plan): Promise<void> {
  const { create, update, remove, same } = plan.counts;
  const changes = create + update + remove;
  await printer.rows(plan.differences, COLUMNS);
  const hidden = changes - plan.differences.length;
  await printer.text(hidden > 0 ? `… and ${counted(hidden, 'more change')}\n` : '');
  await printer.text(
    changes === 0
      ? `nothing to do: ${counted(same, 'record')} as the file says\n`
      : `\n${create} to create, ${update} to change, ${remove} to remove; ${same} as the file says\n`,
  );
}
