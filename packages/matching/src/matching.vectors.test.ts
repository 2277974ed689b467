/** Every vector of test/vectors/matching: lists as they are written, and who is matched to what. */
import { readFileSync } from 'node:fs';
import { personId, systemId } from '@lamplight/domain';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readUserMatchingList } from './list/read-list.ts';
import type { Match, MatchProblem } from './people/match-outcome.ts';
import { matchPeople } from './people/match-people.ts';
import { MATCHERS } from './people/matching-input.ts';

function vectors<Shape extends z.ZodType>(name: string, shape: Shape): z.output<Shape> {
  return shape.parse(
    JSON.parse(readFileSync(new URL(`../../../test/vectors/matching/${name}.json`, import.meta.url), 'utf8')),
  );
}

const pair = z.object({ teams: z.string(), system: z.string() });

describe('lists', () => {
  const rows = vectors(
    'lists',
    z.array(
      z.object({
        name: z.string(),
        source: z.string(),
        bytes: z.base64(),
        caseSensitive: z.boolean(),
        expected: z.object({
          encoding: z.string(),
          separator: z.string(),
          pairs: z.array(pair),
          problems: z.array(z.object({ line: z.int(), message: z.string() })),
        }),
      }),
    ),
  );

  it.each(rows)('$name [$source]', ({ bytes, caseSensitive, expected }) => {
    const list = readUserMatchingList(Buffer.from(bytes, 'base64'), { caseSensitive });
    expect({ ...list, problems: list.problems.map(({ line, message }) => ({ line, message })) }).toEqual(expected);
    expect(list.problems.every(({ remedy }) => remedy !== '')).toBe(true);
  });
});

describe('people', () => {
  const ids = { system: z.string().transform(systemId), person: z.string().transform(personId) };
  const file = vectors(
    'people',
    z.object({
      plans: z.record(
        z.string(),
        z
          .object({
            countryCode: z.string(),
            areaCode: z.string(),
            sitePrefix: z.string(),
            extensionLength: z.int(),
            trunkPrefix: z.string(),
            internationalPrefix: z.string(),
            exitPrefix: z.string(),
          })
          .nullable(),
      ),
      vectors: z.array(
        z.object({
          name: z.string(),
          source: z.string(),
          people: z.array(
            z.object({
              id: ids.person,
              displayName: z.string(),
              entraObjectId: z.string().nullable(),
              active: z.boolean(),
              addresses: z.array(z.object({ kind: z.enum(['upn', 'mail', 'phone', 'line']), value: z.string() })),
            }),
          ),
          lines: z.array(
            z.object({
              systemId: ids.system,
              address: z.string(),
              kind: z.enum(['desk', 'soft', 'mobile', 'dect', 'shared', 'room', 'park', 'queue']).nullable(),
              displayName: z.string(),
              userName: z.string(),
              mail: z.string(),
            }),
          ),
          handMade: z.array(
            z.object({
              personId: ids.person,
              systemId: ids.system,
              address: z.string(),
              role: z.enum(['owner', 'shared', 'logged-in']),
            }),
          ),
          pairs: z.array(pair),
          matchers: z.array(z.enum(MATCHERS)),
          list: z.enum(['fallback', 'override']),
          caseSensitive: z.boolean(),
          expected: z.object({
            matches: z.array(z.string()),
            proposals: z.array(z.string()),
            problems: z.array(z.string()),
          }),
        }),
      ),
    }),
  );
  const numberPlans = new Map(Object.entries(file.plans).map(([system, plan]) => [systemId(system), plan]));
  const matchText = (match: Match): string => `${match.personId} ${match.address}@${match.systemId}: ${match.reason}`;
  const problemText = ({ kind, subject }: MatchProblem): string => `${kind} ${subject.replace(/ \(.*?\)/, '')}`;

  it.each(file.vectors)('$name [$source]', ({ expected, ...input }) => {
    const outcome = matchPeople({ ...input, numberPlans });
    expect(outcome.matches.map(matchText)).toEqual(expected.matches);
    expect(outcome.proposals.map(matchText)).toEqual(expected.proposals);
    expect(outcome.problems.map(problemText).sort()).toEqual(expected.problems.toSorted());
    expect(outcome.problems.every(({ message, remedy }) => message !== '' && remedy !== '')).toBe(true);
  });
});
