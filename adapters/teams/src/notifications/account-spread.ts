/**
 * Which account's subscription tells about whom. A subscription is replaced as a whole when its people change, so nobody
 * moves who need not: whoever has a place keeps it while account and person last. A new person goes to the account that
 * rendezvous hashing names (the highest weight of person and account, Thaler and Ravishankar 1998) among those with room,
 * so that accounts fill evenly and a second process would choose alike. Where room is short, somebody watched takes the
 * place of somebody who is only synced; who has no place is polled.
 */
import type { Interest } from '@lamplight/domain';

/** Most people of one subscription. Source: Graph, change notifications for presence. */
export const MOST_NOTIFIED = 650;

/** Ids of people to ids of accounts. */
export type Spread = ReadonlyMap<string, string>;

export interface SpreadInput {
  readonly people: ReadonlyMap<string, Interest>;
  /** Those that can subscribe. */
  readonly accounts: readonly string[];
  readonly previous: Spread;
  /** People per account. */
  readonly capacity?: number;
}

interface Places {
  readonly account: string;
  free: number;
  /** Who may have to give way, the first to go last; made when first needed. */
  synced: string[] | null;
}

export function spreadOverAccounts(input: SpreadInput): Spread {
  const { people, previous, capacity = MOST_NOTIFIED } = input;
  const places = new Map(
    [...new Set(input.accounts)].sort().map((account) => [account, { account, free: capacity, synced: null }] as const),
  );
  const spread = new Map<string, string>();
  const homeless: string[] = [];
  for (const id of people.keys()) {
    const account = previous.get(id);
    const kept: Places | undefined = account === undefined ? undefined : places.get(account);
    if (kept !== undefined && kept.free > 0) {
      kept.free -= 1;
      spread.set(id, kept.account);
    } else {
      homeless.push(id);
    }
  }
  const isWatched = (id: string): boolean => people.get(id) === 'watched';
  homeless.sort((a, b) => Number(isWatched(b)) - Number(isWatched(a)) || (a < b ? -1 : 1));
  const all: readonly Places[] = [...places.values()];
  for (const id of homeless) {
    const open = best(id, all, ({ free }) => free > 0);
    if (open !== undefined) {
      open.free -= 1;
      spread.set(id, open.account);
    } else if (isWatched(id)) {
      displace(id, all, spread, isWatched);
    } else {
      break;
    }
  }
  return spread;
}

/** Who is at each account, in one order whatever the order of the spread. */
export function peopleByAccount(spread: Spread): ReadonlyMap<string, readonly string[]> {
  const byAccount = Map.groupBy(spread, ([, account]) => account);
  return new Map([...byAccount].map(([account, placed]) => [account, placed.map(([person]) => person).sort()]));
}

function displace(
  id: string,
  all: readonly Places[],
  spread: Map<string, string>,
  isWatched: (id: string) => boolean,
): void {
  for (const place of all) {
    place.synced ??= [...spread]
      .filter(([other, account]) => account === place.account && !isWatched(other))
      .map(([other]) => other)
      .sort((a, b) => weight(b, place.account) - weight(a, place.account));
  }
  const place = best(id, all, ({ synced }) => synced !== null && synced.length > 0);
  const loser = place?.synced?.pop();
  if (place !== undefined && loser !== undefined) {
    spread.delete(loser);
    spread.set(id, place.account);
  }
}

function best(id: string, all: readonly Places[], fits: (place: Places) => boolean): Places | undefined {
  let chosen: Places | undefined;
  let most = -1;
  for (const place of all) {
    if (fits(place)) {
      const own = weight(id, place.account);
      if (own > most) {
        most = own;
        chosen = place;
      }
    }
  }
  return chosen;
}

/** 32 bits of FNV-1a, finished as murmur3 finishes, so that ids that differ in one letter weigh differently. */
function weight(id: string, account: string): number {
  let hash = 0x811c9dc5;
  for (const text of [id, account]) {
    for (let index = 0; index < text.length; index += 1) {
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
    }
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
