import { routes } from '@lamplight/admin-api';
import type { Cli } from '../cli.ts';
import { namedTenant } from '../connection/target.ts';
import { pagesOf } from '../paging.ts';
import { type Check, look, warning } from './check.ts';
import { checkGateway } from './gateway-checks.ts';
import { checkStore } from './store-checks.ts';
import { checkTenant } from './tenant-checks.ts';

/**
 * Looks at everything that the key may see: the gateway, its store, and each tenant, or the one that is named.
 * @throws LamplightError where it is not known whom to ask: no key, or a file that cannot be read
 */
export async function examine(cli: Cli): Promise<readonly Check[]> {
  void cli.target;
  const { checks, caller } = await checkGateway(cli);
  if (caller === undefined) {
    return checks;
  }
  const store = caller.tenantId === null ? await checkStore(cli) : [];
  const named = namedTenant(cli.options, cli.terminal.environment) ?? caller.tenantId ?? undefined;
  const tenants = await look('tenants', async () => {
    const found: Check[] = [];
    const ids = named === undefined ? await everyTenant(cli) : [named];
    if (ids.length === 0) {
      return [warning('tenants', 'there is none', 'take one in: "lamplight tenant create", or "lamplight apply FILE"')];
    }
    for (const tenantId of ids) {
      found.push(...(await look(`tenant ${tenantId}`, () => checkTenant(cli, tenantId))));
    }
    return found;
  });
  return [...checks, ...store, ...tenants];
}

async function everyTenant(cli: Cli): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const page of pagesOf((each) => cli.client.call(routes.tenants.list, { query: each }))) {
    ids.push(...page.map(({ id }) => id));
  }
  return ids;
}
