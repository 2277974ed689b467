import type { Change, Presence } from '@lamplight/domain';
import { type EncodedChange, encodeChange, withRequestedAddress } from '@lamplight/wire';

interface Encoded {
  readonly personId: string | null;
  readonly revision: number;
  readonly bytes: EncodedChange;
}

/**
 * A change is encoded once, whatever the number of streams: its bytes live as long as the presence that they were made
 * from, which the log lets go of when the next one comes.
 */
export class EncodedChanges {
  readonly #byPresence = new WeakMap<Presence, Encoded>();
  #encoded = 0;

  /** How many changes have been encoded. */
  get encodedCount(): number {
    return this.#encoded;
  }

  bytesOf(change: Change): EncodedChange {
    if (change.outcome.kind === 'problem') {
      return encodeChange(change);
    }
    const bytes = this.#shared({ ...change, requestedAddress: null }, change.outcome.presence);
    return change.requestedAddress === null ? bytes : withRequestedAddress(bytes, change.requestedAddress);
  }

  #shared(change: Change, presence: Presence): EncodedChange {
    const known = this.#byPresence.get(presence);
    if (known !== undefined && known.personId === change.personId && known.revision === change.revision) {
      return known.bytes;
    }
    const bytes = encodeChange(change);
    this.#encoded += 1;
    this.#byPresence.set(presence, { personId: change.personId, revision: change.revision, bytes });
    return bytes;
  }
}
