import type { Presence } from '@lamplight/domain';
import type { Sight } from '../subscribe/sight.ts';
import type { LiveSettings } from '../tenant/live-settings.ts';
import { type Mask, maskOf } from './mask.ts';
import { masked, namesOthers } from './masked-presence.ts';
import { Parties, type PlannedDirectory } from './parties.ts';

export interface TenantPrivacyOptions {
  readonly settings: LiveSettings;
  readonly directory: PlannedDirectory;
}

/** Who sees what in one tenant, as its settings and its directory have it now. */
export class TenantPrivacy {
  readonly parties: Parties;
  readonly #settings: LiveSettings;

  constructor({ settings, directory }: TenantPrivacyOptions) {
    this.#settings = settings;
    this.parties = new Parties(directory);
  }

  /** The mask of a key with these roles. */
  maskOf(roles: readonly string[]): Mask {
    return maskOf(this.#settings.privacy, roles);
  }

  /** What a stream of a key with these roles may see now. */
  sightOf(roles: readonly string[]): Sight {
    const mask = this.maskOf(roles);
    return {
      bits: mask.bits,
      masked: (presence) => this.masked(presence, mask),
      versionOf: (presence) => (namesOthers(presence) ? this.parties.generation : null),
    };
  }

  /** A presence as it may be shown under a mask. */
  masked(presence: Presence, mask: Mask): Presence {
    return masked(presence, mask, this.parties);
  }

  /** Calls `listener` when masks may have become others, until the returned function is called. */
  listen(listener: () => void): () => void {
    return this.#settings.listen(listener);
  }

  stop(): void {
    this.parties.stop();
  }
}
