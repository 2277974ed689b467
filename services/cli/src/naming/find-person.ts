/** Who is meant: an id, an address as people have it (UPN, mail, number, extension), or a name that is unique. */
import { type PersonBody, routes } from '@lamplight/admin-api';
import { type ErrorReason, LamplightError } from '@lamplight/runtime';
import type { Cli } from '../cli.ts';

/** How many of several matches an error names. */
const NAMED = 8;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const NOBODY: ReadonlySet<ErrorReason> = new Set(['person_unknown', 'record_unknown', 'request_target_unknown']);

type Found = Pick<PersonBody, 'id' | 'displayName' | 'addresses' | 'department'>;

/**
 * The one person that `who` names; `me` is who the key belongs to.
 * @throws LamplightError `person_unknown`, or `person_ambiguous` listing whom it may mean
 */
export async function findPerson(cli: Cli, who: string): Promise<Found> {
  const tenantId = await cli.tenant();
  if (who === 'me') {
    const { personId, keyId } = await cli.caller();
    if (personId === null) {
      throw new LamplightError('person_unknown', `the key ${keyId} belongs to nobody: name the person instead of "me"`);
    }
    return (await cli.client.call(routes.people.get, { params: { tenantId, personId } })).value;
  }
  const byAddress = UUID.test(who) ? [] : await withAddress(cli, tenantId, who);
  if (byAddress.length > 0) {
    return only(who, byAddress);
  }
  const byId = await withId(cli, tenantId, who);
  if (byId !== undefined) {
    return byId;
  }
  const { items } = UUID.test(who) ? { items: await withAddress(cli, tenantId, who) } : await named(cli, tenantId, who);
  const exact = items.filter((person) => person.displayName.toLowerCase() === who.toLowerCase());
  return only(who, exact.length > 0 ? exact : items);
}

async function withAddress(cli: Cli, tenantId: string, address: string): Promise<readonly Found[]> {
  try {
    return (await cli.client.call(routes.people.find, { params: { tenantId }, query: { address } })).value.items;
  } catch (failure) {
    // A name is no address: that it cannot be one says nothing against it.
    if (failure instanceof LamplightError && failure.reason === 'address_invalid') {
      return [];
    }
    throw failure;
  }
}

async function withId(cli: Cli, tenantId: string, personId: string): Promise<Found | undefined> {
  try {
    return (await cli.client.call(routes.people.get, { params: { tenantId, personId } })).value;
  } catch (failure) {
    if (failure instanceof LamplightError && NOBODY.has(failure.reason)) {
      return undefined;
    }
    throw failure;
  }
}

async function named(cli: Cli, tenantId: string, query: string): Promise<{ readonly items: readonly Found[] }> {
  const asked = { query, state: 'all' as const, limit: 50 };
  return (await cli.client.call(routes.people.list, { params: { tenantId }, query: asked })).value;
}

function only(who: string, people: readonly Found[]): Found {
  const [first, ...others] = people;
  if (first === undefined) {
    throw new LamplightError(
      'person_unknown',
      `nobody has the address, name or id ${JSON.stringify(who)}: look with "lamplight people list WORD"`,
    );
  }
  if (others.length === 0) {
    return first;
  }
  const handles = people.map(handleOf);
  const candidates = people.slice(0, NAMED).map((person, index) => {
    const handle = handles[index] ?? person.id;
    const isUnique = handles.indexOf(handle) === handles.lastIndexOf(handle);
    return `${person.displayName}, ${isUnique ? handle : `${handle}: ${person.id}`}`;
  });
  const more = people.length > NAMED ? ['…'] : [];
  throw new LamplightError(
    'person_ambiguous',
    [`${JSON.stringify(who)} may be several people; name one of these instead:`, ...candidates, ...more].join('\n  '),
  );
}

/** The shortest that names this person, where nobody else has the same address. */
export function handleOf(person: Pick<PersonBody, 'id' | 'addresses'>): string {
  const of = (kind: string) => person.addresses.find((address) => address.kind === kind)?.value;
  return of('upn') ?? of('mail') ?? person.id;
}
