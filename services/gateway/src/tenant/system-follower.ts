import type { Directory, SystemId, Technology } from '@lamplight/domain';
import type { ClaimLedger } from '../claims/claim-ledger.ts';
import type { EffectLedger } from '../effects/effect-ledger.ts';
import type { ReportGate } from '../ingest/report-gate.ts';

interface FollowingRooms {
  readonly directory: Pick<Directory, 'systems'>;
  readonly gate: Pick<ReportGate, 'systemsChanged'>;
  readonly claims: Pick<ClaimLedger, 'drop' | 'admit'>;
  readonly effects: Pick<EffectLedger, 'drop'>;
}

/**
 * Brings the rooms up to the systems that the directory has, each time the answered function is called: of one that is
 * gone the sources are ended, the claims forgotten and the effects dropped; one that has come is pending until it is
 * heard. A system of another technology is another system.
 */
export function systemFollower({ directory, gate, claims, effects }: FollowingRooms): () => void {
  let known = technologiesOf(directory);
  return () => {
    const before = known;
    const now = technologiesOf(directory);
    // First: a login that ends with its claim changes the directory, so that this is called again in the midst of it.
    known = now;
    gate.systemsChanged();
    for (const [systemId, technology] of before) {
      if (now.get(systemId) !== technology) {
        claims.drop(systemId);
        effects.drop(systemId);
      }
    }
    for (const systemId of now.keys()) {
      claims.admit(systemId);
    }
  };
}

function technologiesOf({ systems }: Pick<Directory, 'systems'>): ReadonlyMap<SystemId, Technology> {
  return new Map([...systems.values()].map(({ id, technology }) => [id, technology]));
}
