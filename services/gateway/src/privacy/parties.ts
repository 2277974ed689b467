/**
 * Who a call is with, as it may be shown: colleagues as they are, of outsiders only the beginning of a number, for every
 * role and whatever the settings. A colleague is whoever the directory knows: a line of the same system, an extension of
 * its number plan, anybody's UPN, mail address or phone.
 */
import { dialledKeys, looksLikeNumber, type NumberPlan, readNumber, shortenExternal } from '@lamplight/addresses';
import type { Directory, Forwarding, RemoteParty, System, SystemId } from '@lamplight/domain';

/** Addresses of one tenant that are remembered; then it starts over. */
const MOST_REMEMBERED = 10_000;
/** Longer ones are no address that anybody has, and are not remembered. */
const LONGEST_REMEMBERED = 256;

/** A directory whose systems may have number plans. */
export interface PlannedDirectory extends Directory {
  readonly systems: ReadonlyMap<SystemId, System & { readonly numberPlan?: NumberPlan | null }>;
}

export class Parties {
  readonly #directory: PlannedDirectory;
  readonly #shown = new Map<string, string>();
  readonly #unlisten: () => void;
  #generation = 0;

  constructor(directory: PlannedDirectory) {
    this.#directory = directory;
    this.#unlisten = directory.listen(() => {
      this.#shown.clear();
      this.#generation += 1;
    });
  }

  /** Rises with each change of the directory: what was shown before may be shown otherwise now. */
  get generation(): number {
    return this.#generation;
  }

  /** The party itself where nothing of it is shortened. */
  party(party: RemoteParty, systemIds: readonly SystemId[]): RemoteParty {
    const address = this.address(party.address, systemIds);
    const displayName = this.#displayName(party.displayName, systemIds);
    return address === party.address && displayName === party.displayName ? party : { address, displayName };
  }

  /** The forwarding itself where its target is not shortened. */
  forwarding(forwarding: Forwarding, systemIds: readonly SystemId[]): Forwarding {
    const target = this.address(forwarding.target, systemIds);
    return target === forwarding.target ? forwarding : { ...forwarding, target };
  }

  /**
   * An address as it may be shown.
   * @param systemIds the systems that may have given it
   */
  address(address: string, systemIds: readonly SystemId[]): string {
    return this.#remembered(address, systemIds, () => shortenExternal(address, this.#isInternal(address, systemIds)));
  }

  /** Hears of no changes any more. */
  stop(): void {
    this.#unlisten();
  }

  /** A PBX may show the number of an outsider as the name of a colleague who passed the call on. */
  #displayName(name: string, systemIds: readonly SystemId[]): string {
    return looksLikeNumber(name)
      ? this.address(name, systemIds)
      : this.#remembered(name, [], () => shortenExternal(name, false));
  }

  #remembered(text: string, systemIds: readonly SystemId[], shorten: () => string): string {
    if (text.length > LONGEST_REMEMBERED) {
      return shorten();
    }
    const key = [...systemIds, text].join('\u0000');
    const known = this.#shown.get(key);
    if (known !== undefined) {
      return known;
    }
    if (this.#shown.size >= MOST_REMEMBERED) {
      this.#shown.clear();
    }
    const shown = shorten();
    this.#shown.set(key, shown);
    return shown;
  }

  #isInternal(address: string, systemIds: readonly SystemId[]): boolean {
    const directory = this.#directory;
    const resolved = directory.resolve({ by: 'address', address });
    return (
      resolved.kind === 'person' ||
      resolved.problem.reason === 'person_ambiguous' ||
      systemIds.some(
        (systemId) =>
          directory.named(systemId, address).length > 0 ||
          isOfSite(address, directory.systems.get(systemId)?.numberPlan ?? null),
      )
    );
  }
}

/** A line of the site, whether or not somebody has it. At another host an extension is another line. */
function isOfSite(address: string, plan: NumberPlan | null): boolean {
  if (plan === null) {
    return false;
  }
  const number = address.includes('@') ? dialledKeys(address, plan).number : address;
  return number !== null && (readNumber(number, plan)?.extension ?? null) !== null;
}
