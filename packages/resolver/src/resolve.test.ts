import { type BoundClaim, PLAIN_FACTS, SILENT_CLAIM, systemId } from '@lamplight/domain';
import { describe, expect, it } from 'vitest';
import { lamplightProfile, type Profile, resolve } from './index.ts';

const NOW = 1_000_000;

describe('parameters of a profile', () => {
  const talking: BoundClaim = {
    systemId: systemId('pbx-1'),
    technology: 'SIPSIMPLE',
    address: '201',
    lineKind: 'desk',
    role: 'owner',
    primary: true,
    freshness: 'fresh',
    staleSince: null,
    claim: {
      ...SILENT_CLAIM,
      call: { state: 'talking', count: 1, direction: 'incoming', remoteParty: null, since: 1, groupCall: false },
    },
  };
  const offline: BoundClaim = {
    ...talking,
    systemId: systemId('entra'),
    technology: 'MSTEAMS',
    address: 'aad-1',
    lineKind: null,
    claim: { ...SILENT_CLAIM, availability: 'Offline', activity: 'Offline' },
  };
  const withSession = (change: { protectCalls?: 'dnd'; whenOffline?: 'skip' }): Profile => ({
    ...lamplightProfile,
    rules: lamplightProfile.rules.map((rule) => (rule.kind === 'write-session' ? { ...rule, ...change } : rule)),
  });
  const effectsUnder = (profile: Profile) =>
    resolve([talking, offline], PLAIN_FACTS, profile, NOW).effects.map(({ desired }) => desired);

  it('writes to somebody offline, unless whenOffline says skip', () => {
    expect(effectsUnder(lamplightProfile)).toEqual([{ kind: 'session', availability: 'Busy', activity: 'InACall' }]);
    expect(effectsUnder(withSession({ whenOffline: 'skip' }))).toEqual([]);
  });

  it('writes do-not-disturb where calls are to be protected', () => {
    expect(effectsUnder(withSession({ protectCalls: 'dnd' }))).toEqual([
      { kind: 'session', availability: 'DoNotDisturb', activity: 'Presenting' },
    ]);
  });

  it('lets another order of technologies win', () => {
    const idle: BoundClaim = { ...talking, claim: { ...SILENT_CLAIM, availability: 'Away', activity: 'Away' } };
    const winner = (winningTechnology: readonly string[]) =>
      resolve([idle, offline], PLAIN_FACTS, { ...lamplightProfile, winningTechnology }, NOW).presence.winningTechnology;
    expect(winner(['MSTEAMS', 'SIPSIMPLE'])).toBe('MSTEAMS');
    expect(winner(['SIPSIMPLE', 'MSTEAMS'])).toBe('SIPSIMPLE');
  });

  it('is frozen, and gives each rule an id of its own', () => {
    expect(Object.isFrozen(lamplightProfile.rules[0])).toBe(true);
    expect(new Set(lamplightProfile.rules.map(({ id }) => id)).size).toBe(lamplightProfile.rules.length);
  });
});
