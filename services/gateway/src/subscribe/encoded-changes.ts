import type { Change, Presence } from '@lamplight/domain';
import { type EncodedChange, encodeChange, withRequestedAddress } from '@lamplight/wire';
import type { Sight } from './sight.ts';

interface Encoded {
  /** Of the sight that it was encoded for. */
  readonly bits: number;
  readonly version: number | null;
  readonly personId: string | null;
  readonly revision: number;
  readonly bytes: EncodedChange;
}

/**
 * A change is encoded once per mask, whatever the number of streams: its bytes live as long as the presence that they
 * were made from, which the log lets go of when the next one comes. No change of a stream is encoded elsewhere, so that
 * nothing leaves unmasked.
 */
export class EncodedChanges {
  readonly #byPresence = new WeakMap<Presence, readonly Encoded[]>();
  #encoded = 0;

  /** How many changes have been encoded. */
  get encodedCount(): number {
    return this.#encoded;
  }

  bytesOf(change: Change, sight: Sight): EncodedChange {
    if (change.outcome.kind === 'problem') {
      return encodeChange(change);
    }
    const bytes = this.#shared(change, change.outcome.presence, sight);
    return change.requestedAddress === null ? bytes : withRequestedAddress(bytes, change.requestedAddress);
  }

  #shared({ personId, revision }: Change, presence: Presence, sight: Sight): EncodedChange {
    const { bits } = sight;
    const version = sight.versionOf(presence);
    const known = this.#byPresence.get(presence) ?? [];
    const good = known.find((one) => one.bits === bits);
    if (good !== undefined && good.personId === personId && good.revision === revision && good.version === version) {
      return good.bytes;
    }
    const outcome = { kind: 'presence', presence: sight.masked(presence) } as const;
    const bytes = encodeChange({ personId, requestedAddress: null, revision, outcome });
    this.#encoded += 1;
    const others = known.filter((one) => one !== good);
    this.#byPresence.set(presence, [{ bits, version, personId, revision, bytes }, ...others]);
    return bytes;
  }
}
