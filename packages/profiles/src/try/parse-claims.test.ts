import { describe, expect, it } from 'vitest';
import { parseClaims } from './parse-claims.ts';

const NOW = Date.parse('2026-11-21T09:00:00Z');

const errorOf = (text: string): string => {
  try {
    parseClaims(text, 'claims.yaml', NOW);
    return 'none';
  } catch (failure) {
    return failure instanceof Error ? failure.message : String(failure);
  }
};

describe('parseClaims', () => {
  it('needs of a claim only its system and technology', () => {
    const { now, people } = parseClaims(
      'people: [{id: anna, claims: [{system: entra, technology: MSTEAMS}]}]',
      'c',
      NOW,
    );
    expect(now).toBe(NOW);
    expect(people).toMatchObject([
      {
        displayName: 'anna',
        facts: { id: 'anna', groupIds: [], timeZone: 'UTC', telephony: 'pbx', takesPart: null, pause: null },
        claims: [
          {
            systemId: 'entra',
            technology: 'MSTEAMS',
            address: 'anna',
            lineKind: null,
            role: 'owner',
            primary: true,
            freshness: 'fresh',
            staleSince: null,
            claim: { availability: null, activity: null, call: null, howSet: 'unknown', masked: false, flags: [] },
          },
        ],
      },
    ]);
  });

  it("reads what is said, in Graph's spelling, with ages from the time of the file", () => {
    const text = `
now: 2026-11-21T10:00:00+02:00
people:
  - id: anna
    displayName: Anna
    groups: [sales]
    timeZone: Europe/Berlin
    telephony: twinned
    takesPart: false
    claims:
      - {system: pbx, technology: PBX, address: "567", call: talking, sinceSecondsAgo: 30}
      - {system: pbx, technology: PBX, address: "568", lineKind: dect, call: {state: held, count: 2, direction: incoming}}
      - {system: entra, technology: MSTEAMS, availability: busy, activity: inacall, freshness: stale, staleSecondsAgo: 60}
      - {system: other, technology: MSTEAMS, freshness: pending}
`;
    const { now, people } = parseClaims(text, 'c', NOW);
    expect(now).toBe(Date.parse('2026-11-21T08:00:00Z'));
    expect(people[0]?.facts).toMatchObject({ groupIds: ['sales'], timeZone: 'Europe/Berlin', takesPart: false });
    expect(people[0]?.claims).toMatchObject([
      { lineKind: 'desk', claim: { since: now - 30_000, call: { state: 'talking', count: 1, since: now - 30_000 } } },
      { lineKind: 'dect', claim: { call: { state: 'held', count: 2, direction: 'incoming', since: null } } },
      { staleSince: now - 60_000, claim: { availability: 'Busy', activity: 'InACall' } },
      { freshness: 'pending', claim: null },
    ]);
  });

  it.each([
    ['an unknown key', 'people:\n  - {id: a, claim: []}\n', '2:13: people[0].claim is not known: did you mean claims?'],
    [
      'no system',
      'people:\n  - id: a\n    claims: [{technology: PBX}]\n',
      '3:14: people[0].claims[0].system is missing: expected a text',
    ],
    [
      'a time zone that is none',
      'people:\n  - {id: a, timeZone: Berlin}\n',
      '2:23: people[0].timeZone is "Berlin": expected a time zone by its IANA name, such as Europe/Berlin',
    ],
    [
      'somebody twice',
      'people:\n  - {id: a}\n  - {id: a}\n',
      '3:10: people[1].id is "a": expected an id that nobody above has',
    ],
    [
      'a moment without its zone',
      'now: 2026-11-21T09:00\npeople: []\n',
      '1:6: now is "2026-11-21T09:00": expected a time with its zone, such as 2026-01-05T08:00:00Z or 2026-01-05T08:00:00+01:00',
    ],
  ])('refuses %s', (_, text, message) => {
    expect(errorOf(text)).toBe(`claims.yaml:${message}`);
  });
});
