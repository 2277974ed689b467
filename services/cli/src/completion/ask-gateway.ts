/** Names that the gateway knows, for completion: quick, and silent about whatever goes wrong. */
import { routes } from '@lamplight/admin-api';
import type { Cli } from '../cli.ts';
import { handleOf } from '../naming/find-person.ts';
import type { Ask, Asked, Candidate } from './candidates.ts';

/** Nobody waits longer for the tab key. */
const PATIENCE_MS = 1_500;
const PEOPLE = 50;

export function askGateway(open: (options: ReadonlyMap<string, string>) => Cli): Ask {
  return async (what, begin, options) => {
    const cli = open(options);
    try {
      const { promise: late, resolve: giveUp } = Promise.withResolvers<readonly Candidate[]>();
      const timer = cli.clock.after(PATIENCE_MS, () => giveUp([]));
      const found = await Promise.race([named(cli, what, begin), late]);
      timer.cancel();
      return found.filter(({ value }) => value.startsWith(begin));
    } catch {
      return [];
    }
  };
}

async function named(cli: Cli, what: Asked, begin: string): Promise<readonly Candidate[]> {
  if (what === 'tenant') {
    const { tenantId } = await cli.caller();
    const { value } =
      tenantId === null
        ? await cli.client.call(routes.tenants.list, { query: { limit: 1_000 } })
        : { value: { items: [(await cli.client.call(routes.tenants.get, { params: { tenantId } })).value] } };
    return value.items.map(byName);
  }
  const params = { tenantId: await cli.tenant() };
  switch (what) {
    case 'who': {
      const query = { query: begin, limit: PEOPLE };
      const { value } = await cli.client.call(routes.people.list, { params, query });
      return value.items.map((person) => ({ value: handleOf(person), description: person.displayName }));
    }
    case 'system':
      return (await cli.client.call(routes.systems.list, { params })).value.items.map(byName);
    case 'group':
      return (await cli.client.call(routes.groups.list, { params })).value.items.map(byName);
    case 'profile':
      return (await cli.client.call(routes.profiles.list, { params })).value.items.map(({ id, title }) => ({
        value: id,
        description: title,
      }));
    case 'key':
      return (await cli.client.call(routes.keys.list, { params })).value.items.map(byName);
    case 'source':
      return (await cli.client.call(routes.sources.list, { params })).value.items.map(byName);
    case 'job':
      return (await cli.client.call(routes.jobs.list, { params })).value.items.map(({ id, kind, state }) => ({
        value: id,
        description: `${kind}, ${state}`,
      }));
    case 'proposal':
      return (await cli.client.call(routes.proposals.list, { params, query: {} })).value.items.map((each) => ({
        value: each.id,
        description: each.reason,
      }));
  }
}

function byName({ id, displayName }: { readonly id: string; readonly displayName: string }): Candidate {
  return { value: id, description: displayName };
}
