import type { DirectoryOrigin } from '@lamplight/adapter-kit';
import { ManualClock, seededRandom, silentLogger } from '@lamplight/runtime';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { teamsConfigSchema } from '../config.ts';
import { DirectoryModel, GRAPH } from '../testing/directory-model.ts';
import { DirectoryReader } from '../testing/directory-reader.ts';
import { createDirectoryOrigin } from './create-directory-origin.ts';

const idOf = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const GROUPS = [idOf(901), idOf(902)];

const user = fc.integer({ min: 1, max: 9 });
const worldStep = fc.oneof(
  fc.record({ do: fc.constant('rename' as const), user, to: fc.constantFrom('Anna', 'Ben', 'Cem') }),
  fc.record({ do: fc.constant('enable' as const), user, to: fc.boolean() }),
  fc.record({ do: fc.constant('type' as const), user, to: fc.constantFrom('Member', 'Guest') }),
  fc.record({ do: fc.constant('delete' as const), user }),
  fc.record({ do: fc.constant('join' as const), user, group: fc.nat(1) }),
  fc.record({ do: fc.constant('leave' as const), user, group: fc.nat(1) }),
);
const step = fc.oneof(
  { weight: 4, arbitrary: worldStep },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('read' as const),
      lost: fc.boolean(),
      meanwhile: fc.array(worldStep, { maxLength: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('expire' as const) }) },
);

const options = fc.record({
  pageSize: fc.integer({ min: 1, max: 4 }),
  partial: fc.boolean(),
  twice: fc.boolean(),
  groups: fc.boolean(),
  everybody: fc.boolean(),
});

type ValueOf<T> = T extends fc.Arbitrary<infer Value> ? Value : never;
type WorldStep = ValueOf<typeof worldStep>;
type Step = ValueOf<typeof step>;
type Options = ValueOf<typeof options>;

class World {
  readonly graph: DirectoryModel;
  readonly reader = new DirectoryReader();
  readonly #make: () => DirectoryOrigin | undefined;
  readonly #members: boolean;
  readonly #groups: boolean;
  #origin: DirectoryOrigin | undefined;

  constructor({ groups, everybody, ...model }: Options) {
    this.graph = new DirectoryModel(model);
    this.#groups = groups;
    this.#members = groups && !everybody;
    const config = teamsConfigSchema.parse({
      tenantId: 'contoso.example',
      clientId: 'client',
      secret: 's',
      graphBaseUrl: GRAPH,
      directory: { level: 'full', groups: groups ? GROUPS : [], everybody },
    });
    const around = { requests: this.graph, clock: new ManualClock(), random: seededRandom(1), logger: silentLogger };
    this.#make = () => createDirectoryOrigin(config, around);
    for (const group of GROUPS) {
      this.graph.putGroup(group, 'Sales');
    }
    for (const n of [1, 2, 3, 4, 5]) {
      this.graph.put(idOf(n), {
        displayName: 'Anna',
        accountEnabled: true,
        userType: 'Member',
        mail: `${n}@x.example`,
      });
      this.graph.joinGroup(GROUPS[n % 2] ?? '', idOf(n));
    }
    this.restart();
  }

  restart(): void {
    this.#origin = this.#make();
  }

  change(at: WorldStep): void {
    const id = idOf(at.user);
    switch (at.do) {
      case 'rename':
        this.graph.put(id, {
          accountEnabled: true,
          userType: 'Member',
          ...this.graph.users.get(id),
          displayName: at.to,
        });
        break;
      case 'enable':
        if (this.graph.users.has(id)) {
          this.graph.put(id, { accountEnabled: at.to });
        }
        break;
      case 'type':
        if (this.graph.users.has(id)) {
          this.graph.put(id, { userType: at.to });
        }
        break;
      case 'delete':
        this.graph.remove(id);
        break;
      case 'join':
        if (this.graph.users.has(id)) {
          this.graph.joinGroup(GROUPS[at.group] ?? '', id);
        }
        break;
      case 'leave':
        this.graph.leaveGroup(GROUPS[at.group] ?? '', id);
        break;
    }
  }

  /** Who should be there now. */
  truth(): ReadonlySet<string> {
    const isMember = (id: string): boolean =>
      !this.#members || [...this.graph.groups.values()].some(({ members }) => members.has(id));
    return new Set(
      [...this.graph.users]
        .filter(([id, fields]) => fields['accountEnabled'] === true && fields['userType'] === 'Member' && isMember(id))
        .map(([id]) => id),
    );
  }

  expectTruth(): void {
    const truth = this.truth();
    const { people } = this.reader;
    expect([...people.keys()].sort()).toEqual([...truth].sort());
    for (const [id, { displayName }] of people) {
      expect(displayName).toBe(this.graph.users.get(id)?.['displayName']);
    }
    for (const [id, { members }] of this.#groups ? this.graph.groups : []) {
      expect(this.reader.membersOf(id)).toEqual([...members].filter((each) => truth.has(each)).sort());
    }
  }

  async read(lost: boolean, meanwhile: readonly WorldStep[]): Promise<void> {
    const steps = [...meanwhile];
    let throughout = this.truth();
    this.graph.between = () => {
      const next = steps.shift();
      if (next !== undefined) {
        this.change(next);
        const now = this.truth();
        throughout = new Set([...throughout].filter((id) => now.has(id)));
      }
    };
    const origin = this.#origin;
    const removed = origin === undefined ? new Set<string>() : await this.reader.read(origin, lost);
    this.graph.between = () => undefined;
    expect([...removed].filter((id) => throughout.has(id))).toEqual([]);
  }
}

describe('the whole directory, by delta', () => {
  test('becomes what Graph has, whatever is lost, and nobody who is there is removed', async () => {
    const work = async (model: Options, steps: readonly Step[]): Promise<void> => {
      const world = new World(model);
      for (const each of steps) {
        switch (each.do) {
          case 'read':
            await world.read(each.lost, each.meanwhile);
            break;
          case 'restart':
            world.restart();
            break;
          case 'expire':
            world.graph.expire();
            break;
          default:
            world.change(each);
        }
      }
      await world.read(false, []);
      world.expectTruth();
    };
    await fc.assert(fc.asyncProperty(options, fc.array(step, { maxLength: 25 }), work), { numRuns: 1_000 });
  });
});
