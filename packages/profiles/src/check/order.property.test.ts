/** What is said never to be reached may be removed: nothing is shown or written otherwise. */
import { type BoundClaim, type Claim, PLAIN_FACTS, SILENT_CLAIM, systemId } from '@lamplight/domain';
import { ANY_CLAIM, lamplightProfile, type Profile, type Rule, resolve } from '@lamplight/resolver';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryPeople, CLAIMS_NOW, claimSets } from '../../../../test/fakes/arbitrary-claims.ts';
import { arbitraryProfile } from '../../../../test/fakes/arbitrary-profile.ts';
import { fewerRuns } from '../../../../test/fakes/property-runs.ts';
import { checkOrder } from './order.ts';
import { Report } from './report.ts';

/** A profile in which a rule is followed, sooner or later, by one much like it. */
const repetitive = fc
  .tuple(
    arbitraryProfile,
    fc.nat(),
    fc.nat(),
    fc.record({ when: fc.boolean(), of: fc.boolean(), except: fc.boolean() }),
  )
  .filter(([{ rules }]) => rules.length > 0)
  .map(([profile, which, where, wider]): Profile => {
    const at = which % profile.rules.length;
    const rule = profile.rules[at];
    const first: Rule[] = rule === undefined ? [] : [widened(rule, wider)];
    const later = profile.rules.slice(at + 1);
    const place = where % (later.length + 1);
    return {
      ...profile,
      rules: [
        ...profile.rules.slice(0, at),
        ...first,
        ...later.slice(0, place),
        ...(rule === undefined ? [] : [{ ...rule, id: 'again' }]),
        ...later.slice(place),
      ],
    };
  });

function widened(rule: Rule, { when, of, except }: Readonly<Record<'when' | 'of' | 'except', boolean>>): Rule {
  return {
    ...rule,
    when: when ? null : rule.when,
    of: of ? null : rule.of,
    except: except ? null : rule.except,
  };
}

const SOURCE = {
  value: {},
  problems: [],
  positionOf: () => ({ line: 1, column: 1 }),
  positionOfKey: () => ({ line: 1, column: 1 }),
};

function unreached(profile: Profile): readonly string[] {
  const report = new Report(SOURCE, new Map(profile.rules.map(({ id }, index) => [id, index])));
  checkOrder(profile, report);
  return (
    report
      .findings()
      // Those two are reached, and must not be.
      .filter(({ message }) => !/keeps an activity|contradicts/.test(message))
      .flatMap(({ rule }) => (rule === null ? [] : [rule]))
  );
}

describe('rules that are said never to be reached', () => {
  it('change nothing when they are removed', () => {
    let said = 0;
    fc.assert(
      fc.property(repetitive, claimSets, arbitraryPeople, (profile, claims, person) => {
        for (const id of unreached(profile)) {
          said += 1;
          const without = { ...profile, rules: profile.rules.filter((rule) => rule.id !== id) };
          const { presence, effects } = resolve(claims, person, profile, CLAIMS_NOW);
          const shorter = resolve(claims, person, without, CLAIMS_NOW);
          expect(shorter.presence, id).toEqual(presence);
          expect(shorter.effects, id).toEqual(effects);
        }
      }),
      { ...fewerRuns, numRuns: 3_000, endOnFailure: true },
    );
    expect(said).toBeGreaterThan(50);
  });
});

it('a session and a chosen status at one account are not held against each other: each comes where the other cannot', () => {
  const during = { ...ANY_CLAIM, callStates: ['talking', 'held', 'conference'] } as const;
  const session: Rule = {
    ...{ id: 'session', why: '', when: null, of: null, except: null, kind: 'write-session', technology: 'MSTEAMS' },
    pairs: {
      talking: { availability: 'Busy', activity: 'InACall' },
      conference: { availability: 'Busy', activity: 'InAConferenceCall' },
    },
    ...{ reportedTalking: [], reportedConference: [], protectCalls: 'off', whenOffline: 'write', readBack: false },
    ...{ unlessActivities: [], unlessAvailabilities: [], exceptTelephony: [] },
  };
  const status: Rule = {
    ...{ id: 'status', why: '', when: null, of: during, except: null, kind: 'prefer-presence', technology: 'MSTEAMS' },
    ...{ pair: { availability: 'Away', activity: 'Away' }, exceptTelephony: [] },
  };
  const claimed = (technology: string, lineKind: 'desk' | null, claim: Partial<Claim>): BoundClaim => ({
    ...{ systemId: systemId(technology), technology, address: '1', lineKind, role: 'owner', primary: true },
    ...{ freshness: 'fresh', staleSince: null, claim: { ...SILENT_CLAIM, ...claim } },
  });
  const call = { state: 'talking', count: 1, direction: 'unknown', remoteParty: null, since: null } as const;
  const line = claimed('SIPSIMPLE', 'desk', { call: { ...call, groupCall: false } });
  const wanted = (rules: readonly Rule[], pair: string, howSet: Claim['howSet']) => {
    const account = claimed('MSTEAMS', null, { availability: pair, activity: pair, howSet });
    return resolve([account, line], PLAIN_FACTS, { ...lamplightProfile, rules }, CLAIMS_NOW).effects.map(
      ({ desired }) => desired.kind,
    );
  };
  expect(wanted([session, status], 'Available', 'user')).toEqual(['preferred']);
  expect(wanted([status, session], 'Offline', 'inferred')).toEqual(['session']);
  for (const rules of [
    [session, status],
    [status, session],
  ]) {
    expect(unreached({ ...lamplightProfile, rules })).toEqual([]);
  }
});
