/** One tenant: whether its systems are heard, its people matched, and its keys and secrets good for a while. */
import {
  type DirectoryStatusBody,
  type KeyBody,
  type MatchReport,
  type ProfileListBody,
  routes,
  type SystemBody,
} from '@lamplight/admin-api';
import { MSTEAMS } from '@lamplight/domain';
import type { Cli } from '../cli.ts';
import { counted } from '../output/times.ts';
import { pagesOf } from '../paging.ts';
import { isWell, type Source } from '../systems/source-health.ts';
import { type Check, look, ok, problem, warning } from './check.ts';
import { endsSoon } from './ends-soon.ts';
import { chainCheck } from './store-checks.ts';

/** People without something are counted up to here. */
const COUNTED = 5_000;

export async function checkTenant(cli: Cli, tenantId: string): Promise<readonly Check[]> {
  const params = { tenantId };
  const named = (what: string) => `${what} of ${tenantId}`;
  const now = cli.clock.now();
  const systems = (await cli.client.call(routes.systems.list, { params })).value.items;
  const groups = await Promise.all([
    look(named('audit'), async () => {
      const { value } = await cli.client.call(routes.audit.verify, { params });
      return [chainCheck(named('audit'), value)];
    }),
    look(named('systems'), async () => {
      const { value } = await cli.client.call(routes.sources.list, { params });
      return checkSystems(named('systems'), systems, value.items);
    }),
    look(named('directories'), () => checkDirectories(cli, tenantId, named('directories'), systems)),
    look(named('secrets'), async () => checkSecrets(named('secrets'), systems, now)),
    look(named('keys'), async () => {
      const { value } = await cli.client.call(routes.keys.list, { params });
      return checkKeys(named('keys'), value.items, now);
    }),
    look(named('matching'), async () => {
      const { value } = await cli.client.call(routes.matching.report, { params });
      return [checkMatching(named('matching'), value)];
    }),
    look(named('profiles'), async () => {
      const { value } = await cli.client.call(routes.profiles.list, { params });
      return checkProfiles(named('profiles'), value);
    }),
    look(named('people'), () => checkPeople(cli, tenantId, named('people'), systems)),
  ]);
  return groups.flat();
}

export function checkProfiles(name: string, { items, findings }: ProfileListBody): readonly Check[] {
  const checks = [
    ...items.filter(({ version, inForce }) => version !== inForce).map((profile) => notInForce(name, profile)),
    ...findings.map(({ place, message }) =>
      warning(name, `${place}: ${message}`, 'name one of "lamplight profile list"'),
    ),
  ];
  const inUse = items.filter(({ usedBy }) => usedBy.people > 0);
  return checks.length === 0 ? [ok(name, `${counted(inUse.length, 'profile')} in use, as put`)] : checks;
}

function notInForce(name: string, { id, version, inForce }: ProfileListBody['items'][number]): Check {
  const instead = inForce === null ? 'what it extends, or the default, is' : `version ${inForce} is`;
  return problem(
    name,
    `version ${version} of ${id} cannot be read: ${instead} in force instead`,
    `see what is wrong, "lamplight profile list", and put it again: "lamplight profile put FILE"`,
  );
}

export function checkSystems(
  name: string,
  systems: readonly SystemBody[],
  sources: readonly Source[],
): readonly Check[] {
  if (systems.length === 0) {
    return [warning(name, 'there is none', 'make one: "lamplight system add"')];
  }
  const checks = systems.flatMap((system) => {
    const own = sources.filter(({ systemId }) => systemId === system.id);
    return own.length === 0 ? [sourceless(name, system)] : heard(name, system, own);
  });
  return checks.length === 0 ? [ok(name, `${counted(systems.length, 'system')}, all heard and well`)] : checks;
}

function sourceless(name: string, { id }: SystemBody): Check {
  return warning(name, `no source reports for ${id}`, `register one: "lamplight source add ID --system ${id}"`);
}

function heard(name: string, { id }: SystemBody, sources: readonly Source[]): readonly Check[] {
  const unwell = sources
    .filter((source) => !isWell(source))
    .map(({ id: sourceId, health }) =>
      problem(name, `source ${sourceId} of ${id} is ${health?.state}: ${health?.message}`, health?.remedy ?? ''),
    );
  // Well, and still there is something to say, such as a credential that ends within 30 days.
  const notices = sources.flatMap(({ id: sourceId, health }) =>
    health?.state === 'ok' && health.message !== ''
      ? [warning(name, `source ${sourceId} of ${id}: ${health.message}`, health.remedy)]
      : [],
  );
  const isHeard = sources.some(({ role, connected }) => role === 'active' && connected);
  const ids = sources.map((source) => source.id).join(', ');
  const silent = problem(
    name,
    `${id} is not heard: none of ${ids} is connected`,
    `see that its connector runs and reaches the gateway`,
  );
  return isHeard ? [...unwell, ...notices] : [silent, ...unwell];
}

/** Where people come from a directory: whether it is read, and whether anybody waits to leave. */
async function checkDirectories(
  cli: Cli,
  tenantId: string,
  name: string,
  systems: readonly SystemBody[],
): Promise<readonly Check[]> {
  const own = systems.filter(({ technology }) => technology.toUpperCase() === MSTEAMS);
  const found = await Promise.all(
    own.map(async ({ id: systemId }) => {
      const { value } = await cli.client.call(routes.directories.get, { params: { tenantId, systemId } });
      return checkDirectory(name, systemId, value.directory);
    }),
  );
  return found.flat();
}

export function checkDirectory(
  name: string,
  systemId: string,
  directory: DirectoryStatusBody | null,
): readonly Check[] {
  if (directory === null) {
    return [];
  }
  const { health, people } = directory;
  const said = `the directory of ${systemId} is ${health.state}: ${health.message}`;
  switch (health.state) {
    case 'ok':
      return [ok(name, `${counted(people, 'person', 'people')} from the directory of ${systemId}`)];
    case 'starting':
      return [warning(name, said, health.remedy)];
    default:
      return [problem(name, said, health.remedy)];
  }
}

export function checkSecrets(name: string, systems: readonly SystemBody[], now: number): readonly Check[] {
  const ending = systems.flatMap(({ id, credentials }) =>
    credentials.flatMap(({ name: secret, expiresAt }) =>
      expiresAt === null
        ? []
        : [
            endsSoon(
              name,
              `secret ${secret} of ${id}`,
              Date.parse(expiresAt),
              now,
              `make another where it came from, then "lamplight system secret set ${id} ${secret}"`,
            ),
          ],
    ),
  );
  const bad = ending.filter(({ state }) => state !== 'ok');
  return bad.length === 0 ? [ok(name, 'none ends within 30 days')] : bad;
}

export function checkKeys(name: string, keys: readonly KeyBody[], now: number): readonly Check[] {
  const bad = keys
    .flatMap(({ id, displayName, expiresAt }) => {
      const what = `key ${id}${displayName === '' ? '' : ` (${displayName})`}`;
      const remedy = `make another: "lamplight key new"; then "lamplight key revoke ${id}"`;
      return expiresAt === null ? [] : [endsSoon(name, what, Date.parse(expiresAt), now, remedy)];
    })
    .filter(({ state }) => state !== 'ok');
  return bad.length === 0 ? [ok(name, `${counted(keys.length, 'key')}, none ends within 30 days`)] : bad;
}

export function checkMatching(name: string, { counts, problems }: MatchReport): Check {
  if (counts.problems === 0) {
    return ok(name, 'nothing is ambiguous, duplicate or missing');
  }
  const kinds = Map.groupBy(problems, ({ kind }) => kind);
  const listed = [...kinds].map(([kind, of]) => `${of.length.toLocaleString('en')} ${kind}`).join(', ');
  return warning(
    name,
    `${counted(counts.problems, 'problem')} (${listed})`,
    '"lamplight match report" names each with its remedy',
  );
}

async function checkPeople(
  cli: Cli,
  tenantId: string,
  name: string,
  systems: readonly SystemBody[],
): Promise<readonly Check[]> {
  const isTeams = ({ technology }: SystemBody) => technology.toUpperCase() === MSTEAMS;
  const wanted = [
    ...(systems.some((system) => !isTeams(system)) ? (['line'] as const) : []),
    ...(systems.some(isTeams) ? (['teams'] as const) : []),
  ];
  const counts = await Promise.all(
    wanted.map(async (without) => ({ without, count: await countPeople(cli, tenantId, without) })),
  );
  const lacking = counts.filter(({ count }) => count > 0);
  return lacking.length === 0
    ? [ok(name, `nobody is without ${wanted.map((each) => LACKING[each]).join(' or ') || 'anything'}`)]
    : lacking.map(({ without, count }) =>
        warning(
          name,
          `${count >= COUNTED ? 'at least ' : ''}${counted(count, 'person', 'people')} without ${LACKING[without]}`,
          `"lamplight people list --without ${without}" names them; fine for those who have none`,
        ),
      );
}

const LACKING = { line: 'a line', teams: 'Teams' } as const;

async function countPeople(cli: Cli, tenantId: string, without: 'line' | 'teams'): Promise<number> {
  const query = { without, kind: ['person' as const] };
  const pages = pagesOf(
    (page) => cli.client.call(routes.people.list, { params: { tenantId }, query: { ...query, ...page } }),
    COUNTED,
  );
  let count = 0;
  for await (const page of pages) {
    count += page.length;
  }
  return count;
}
