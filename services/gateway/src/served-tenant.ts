import { type Change, isId, type PersonSelector, personId, type TenantId } from '@lamplight/domain';
import { FanOut, type FanOutMember } from './fanout/fan-out.ts';
import type { Mask } from './privacy/mask.ts';
import { TenantPrivacy } from './privacy/tenant-privacy.ts';
import type { LiveSettings } from './tenant/live-settings.ts';
import type { TenantCore } from './tenant/tenant-core.ts';

/** One tenant as the edge serves it: its core, the fan-out over its log, and who sees what of it. */
export class ServedTenant {
  readonly core: TenantCore;
  readonly settings: LiveSettings;
  readonly privacy: TenantPrivacy;
  readonly fanOut: FanOut;

  constructor(core: TenantCore, settings: LiveSettings) {
    this.core = core;
    this.settings = settings;
    this.privacy = new TenantPrivacy({ settings, directory: core.directory });
    this.fanOut = new FanOut({
      log: core.presenceLog,
      directory: core.directory,
      setWatched: (id, watched) => core.setWatched(id, watched),
    });
  }

  get tenantId(): TenantId {
    return this.core.tenantId;
  }

  join(onMark: () => void): FanOutMember {
    return this.fanOut.join(onMark);
  }

  resolve(selector: PersonSelector): ReturnType<TenantCore['directory']['resolve']> {
    return this.core.directory.resolve(selector);
  }

  /** The person as a watcher under this mask would be told now. */
  read(selector: PersonSelector, mask: Mask): Change {
    const requestedAddress = selector.by === 'address' ? selector.address : null;
    const resolved = this.resolve(selector);
    const reading = resolved.kind === 'person' ? this.fanOut.read(resolved.person.id) : resolved;
    if (reading.kind === 'problem') {
      const id = selector.by === 'id' && isId(selector.personId) ? personId(selector.personId) : null;
      return { personId: id, requestedAddress, revision: 0, outcome: { kind: 'problem', problem: reading.problem } };
    }
    const { personId: id, revision, presence } = reading.logged;
    return {
      personId: id,
      requestedAddress,
      revision,
      outcome: { kind: 'presence', presence: this.privacy.masked(presence, mask) },
    };
  }

  stop(): void {
    this.fanOut.stop();
    this.privacy.stop();
    this.core.stop();
  }
}
