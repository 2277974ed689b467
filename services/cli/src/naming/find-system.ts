import { routes } from '@lamplight/admin-api';
import { MSTEAMS } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import type { Cli } from '../cli.ts';

/**
 * The system that is named, else the tenant's only one with lines, which is no Entra tenant.
 * @throws LamplightError `system_unknown` where there is none or there are several
 */
export function systemOf(cli: Cli, named: string | undefined): Promise<string> {
  return named === undefined
    ? onlySystem(cli, 'a system with lines', (technology) => technology !== MSTEAMS)
    : Promise.resolve(named);
}

/** The system that is named, else the tenant's only Entra tenant. @throws LamplightError `system_unknown` likewise */
export function teamsSystemOf(cli: Cli, named: string | undefined): Promise<string> {
  return named === undefined
    ? onlySystem(cli, 'an Entra tenant', (technology) => technology === MSTEAMS)
    : Promise.resolve(named);
}

async function onlySystem(cli: Cli, what: string, fits: (technology: string) => boolean): Promise<string> {
  const { value } = await cli.client.call(routes.systems.list, { params: { tenantId: await cli.tenant() } });
  const systems = value.items.filter(({ technology }) => fits(technology.toUpperCase()));
  const [first, ...others] = systems;
  if (first === undefined) {
    throw new LamplightError('system_unknown', `there is not ${what}: make one with "lamplight system add"`);
  }
  if (others.length > 0) {
    const ids = systems.map(({ id }) => id).join(', ');
    throw new LamplightError('system_unknown', `there are several systems (${ids}): name one, --system ID`);
  }
  return first.id;
}
