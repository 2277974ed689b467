/** What a person is at the moment: paused, gone, back. */
import { routes } from '@lamplight/admin-api';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { type CommandMaking, command } from '../command.ts';
import { confirm } from '../confirm.ts';
import { instant } from '../input/arguments.ts';
import { findPerson } from '../naming/find-person.ts';
import { shortTime } from '../output/times.ts';

export function peopleStateCommands({ clock, within }: CommandMaking): readonly Command[] {
  const pausing = command('pause', 'shows nothing of a person, and writes nothing for them')
    .argument('<who>')
    .option('--until <when>', 'how long (8h, 3d) or when (2027-01-31T18:00); default: until resumed', instant(clock))
    .action(
      within(async (cli, who: string, { until }: { readonly until?: string }) => {
        const { id: personId } = await findPerson(cli, who);
        const params = { tenantId: await cli.tenant(), personId };
        const { value } = await cli.client.call(routes.people.pause, { params, body: { until: until ?? null } });
        const end = until === undefined ? 'until resumed' : `until ${shortTime(until)}`;
        await cli.printer.done(value, `nothing is shown of ${value.displayName} ${end}`);
      }),
    );
  const resuming = command('resume', 'ends a pause')
    .argument('<who>')
    .action(within((cli, who: string) => change(cli, who, routes.people.resume, (name) => `${name} is shown again`)));
  const leaving = command('leave', 'marks a leaver: lamps go dark at once, data goes after the days of the settings')
    .argument('<who>')
    .action(
      within(async (cli, who: string) => {
        const person = await findPerson(cli, who);
        await confirm(cli, `${person.displayName} leaves: their lamps go dark at once`);
        await change(cli, person.id, routes.people.leave, (name) => `${name} has left`);
      }),
    );
  const returning = command('return', 'takes a leaver back')
    .argument('<who>')
    .action(within((cli, who: string) => change(cli, who, routes.people.comeBack, (name) => `${name} is back`)));
  return [pausing, resuming, leaving, returning];
}

type Change = typeof routes.people.resume | typeof routes.people.leave | typeof routes.people.comeBack;

async function change(cli: Cli, who: string, route: Change, sentence: (name: string) => string): Promise<void> {
  const { id: personId } = await findPerson(cli, who);
  const { value } = await cli.client.call(route, { params: { tenantId: await cli.tenant(), personId } });
  await cli.printer.done(value, sentence(value.displayName));
}
