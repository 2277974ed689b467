import { type Change, isId, type PersonSelector, personId, type TenantId } from '@lamplight/domain';
import { FanOut, type FanOutMember } from './fanout/fan-out.ts';
import type { TenantCore } from './tenant/tenant-core.ts';

/** One tenant as the edge serves it: its core, with the fan-out over its log. */
export class ServedTenant {
  readonly core: TenantCore;
  readonly fanOut: FanOut;

  constructor(core: TenantCore) {
    this.core = core;
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

  /** The person as a watcher would be told now. */
  read(selector: PersonSelector): Change {
    const requestedAddress = selector.by === 'address' ? selector.address : null;
    const resolved = this.resolve(selector);
    const reading = resolved.kind === 'person' ? this.fanOut.read(resolved.person.id) : resolved;
    if (reading.kind === 'problem') {
      const id = selector.by === 'id' && isId(selector.personId) ? personId(selector.personId) : null;
      return { personId: id, requestedAddress, revision: 0, outcome: { kind: 'problem', problem: reading.problem } };
    }
    const { personId: id, revision, presence } = reading.logged;
    return { personId: id, requestedAddress, revision, outcome: { kind: 'presence', presence } };
  }

  stop(): void {
    this.fanOut.stop();
    this.core.stop();
  }
}
