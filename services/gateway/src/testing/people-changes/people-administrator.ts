/** An administrator, callers and the weather, all at random: each step is one thing that happens at a tenant. */
import {
  AS_THE_TENANT,
  type Claim,
  type PersonId,
  SILENT_CLAIM,
  type SystemId,
  systemId,
  type TenantId,
} from '@lamplight/domain';
import { LamplightError, type ManualClock, type Random } from '@lamplight/runtime';
import type { PersonInput, Store, SystemInput, TenantChange } from '@lamplight/store';
import { lineClaim, teamsClaim } from '../../../../../test/fakes/line-claims.ts';

const ACTOR = { kind: 'key', id: 'simulation' } as const;
export const PBX = systemId('pbx');
export const BRANCH = systemId('branch');
export const ENTRA = systemId('entra');
const SYSTEMS = [PBX, BRANCH, ENTRA] as const;
const LINES = ['201', '202', '203'];
const ACCOUNTS = ['account-1', 'account-2', 'account-3'];
const NAMES = ['anna', 'bert', 'carla', 'dora', 'emil'];
const PLAN = {
  countryCode: '49',
  areaCode: '30',
  sitePrefix: '12345',
  extensionLength: 3,
  trunkPrefix: '0',
  internationalPrefix: '00',
  exitPrefix: '',
};
const MASKS = [[], ['availability'], ['availability', 'line'], ['availability', 'line', 'since', 'remoteParty']];

export interface AdministratorOptions {
  readonly tenant: TenantId;
  readonly store: Store;
  readonly clock: ManualClock;
  readonly random: Random;
}

export class Administrator {
  /** Everybody who ever was. */
  readonly people: PersonId[] = [];
  readonly truth = new Map<SystemId, Map<string, Claim>>(SYSTEMS.map((id) => [id, new Map()]));
  /** What happened, for whoever reads a failure. */
  readonly diary: string[] = [];
  readonly #options: AdministratorOptions;
  #here: PersonId[] = [];
  #named = 0;

  constructor(options: AdministratorOptions) {
    this.#options = options;
  }

  async begin(): Promise<void> {
    const { store, tenant } = this.#options;
    await store.change(ACTOR, (change) => change.tenants.create({ id: tenant, displayName: tenant }));
    for (const id of SYSTEMS) {
      await this.#change(`system ${id}`, (change) =>
        change.systems.create(systemOf(id, id === ENTRA ? 'MSTEAMS' : 'PBX')),
      );
    }
    for (const index of NAMES.keys()) {
      await this.#hire();
      await this.#bind(this.#here[index], PBX, LINES[index % 3] ?? '', index < 3 ? 'owner' : 'shared', null);
      await this.#bind(this.#here[index], ENTRA, ACCOUNTS[index % 3] ?? '', 'owner', null);
    }
    for (const id of SYSTEMS) {
      for (const address of id === ENTRA ? ACCOUNTS : LINES) {
        this.truth.get(id)?.set(address, this.#claim(id, false, ''));
      }
    }
  }

  /** One change of who is who. */
  async administrate(): Promise<void> {
    const person = this.#one(this.#here);
    if (person === undefined || this.#here.length < 3) {
      return this.#hire();
    }
    const id = this.#one(SYSTEMS) ?? PBX;
    const address = this.#one(id === ENTRA ? ACCOUNTS : LINES) ?? '';
    const { clock } = this.#options;
    switch (this.#nat(16)) {
      case 0:
      case 1:
        return this.#bind(person, id, address, this.#one(['owner', 'shared'] as const) ?? 'owner', null);
      case 2:
        return this.#bind(person, id === ENTRA ? PBX : id, this.#one(LINES) ?? '', 'logged-in', this.#soon());
      case 3:
      case 4:
        return this.#unbind(person);
      case 5:
      case 6:
        return this.#rebind(person);
      case 7: {
        const pause = { until: this.#nat(3) === 0 ? null : this.#soon(), by: 'test' };
        return this.#change(`pause ${person}`, (change) => change.people.setPause(person, pause, null));
      }
      case 8:
        return this.#change(`resume ${person}`, (change) => change.people.setPause(person, null, null));
      case 9:
        return this.#change(`leave ${person}`, (change) => change.people.leave(person, null));
      case 10:
        return this.#change(`return ${person}`, (change) => change.people.comeBack(person, null));
      case 11:
        return this.#erase(person);
      case 12: {
        const telephony = this.#one(['pbx', 'teams', 'twinned'] as const) ?? 'pbx';
        return this.#change(`telephony ${person} ${telephony}`, (change) =>
          change.people.update(person, { telephony }, null),
        );
      }
      case 13: {
        const numberPlan = this.#one([null, PLAN, { ...PLAN, areaCode: '89' }]) ?? null;
        return this.#change(`plan of ${id}`, (change) => change.systems.update(id, { numberPlan }, null));
      }
      case 14:
        return this.#replaceSystem(id);
      default: {
        const fields = this.#one(MASKS) ?? [];
        await this.#change('expire', (change) => change.bindings.expire(clock.now()));
        return this.#change(`masks ${fields.join()}`, (change) =>
          change.settings.put('privacy', { masks: { watcher: fields } }, null),
        );
      }
    }
  }

  /** A call begins or ends somewhere, or somebody logs in or out. Answers where. */
  call(): { readonly id: SystemId; readonly address: string } {
    const id = this.#one(SYSTEMS) ?? PBX;
    const address = this.#one(id === ENTRA ? ACCOUNTS : LINES) ?? '';
    const loggedIn = id !== ENTRA && this.#nat(3) === 0 ? (this.#one([...NAMES, '201']) ?? '') : '';
    const before = this.truth.get(id)?.get(address);
    const next = this.#claim(id, this.#nat(2) === 0, loggedIn);
    const isSame = before?.activity === next.activity && before?.call?.state === next.call?.state;
    // Since when it is so does not change while it is so.
    const claim = before !== undefined && isSame ? { ...before, loggedIn } : next;
    this.truth.get(id)?.set(address, claim);
    this.diary.push(`${id}/${address} ${claim?.call?.state ?? claim?.activity} ${loggedIn}`);
    return { id, address };
  }

  /** Nobody is logged in where nobody has a line: a gateway that starts then does not follow such a line at all. */
  async logOutOfLostLines(): Promise<readonly { readonly id: SystemId; readonly address: string }[]> {
    const { store, tenant, clock } = this.#options;
    const out: { id: SystemId; address: string }[] = [];
    for (const id of [PBX, BRANCH]) {
      for (const [address, claim] of this.truth.get(id) ?? []) {
        const bound = await store.read((view) => view.tenant(tenant).bindings.at({ systemId: id, address }));
        const here = await Promise.all(
          bound.map(({ personId }) => store.read((view) => view.tenant(tenant).people.get(personId))),
        );
        const lost = !bound.some(
          ({ expiresAt }, index) =>
            here[index]?.person.leftAt === null && (expiresAt === null || expiresAt > clock.now()),
        );
        if (claim.loggedIn !== '' && lost) {
          this.truth.get(id)?.set(address, { ...claim, loggedIn: '' });
          out.push({ id, address });
        }
      }
    }
    return out;
  }

  async eraseAll(): Promise<void> {
    for (const person of this.#here) {
      await this.#erase(person);
    }
  }

  async #hire(): Promise<void> {
    const name = NAMES[this.#named % NAMES.length] ?? '';
    this.#named += 1;
    const person: PersonInput = {
      kind: 'person',
      displayName: `${name} ${this.#named}`,
      department: '',
      telephony: 'pbx',
      entraObjectId: null,
      addresses: [{ kind: 'upn', value: `${name}@example.com` }],
      groupIds: [],
      ...AS_THE_TENANT,
      origin: 'administrator',
    };
    await this.#change(`hire ${name}`, async (change) => {
      const { id } = await change.people.create(person);
      this.people.push(id);
      this.#here.push(id);
    });
  }

  async #erase(person: PersonId): Promise<void> {
    await this.#change(`erase ${person}`, (change) => change.people.erase(person));
    this.#here = this.#here.filter((id) => id !== person);
  }

  async #bind(
    person: PersonId | undefined,
    id: SystemId,
    address: string,
    role: 'owner' | 'shared' | 'logged-in',
    expiresAt: number | null,
  ): Promise<void> {
    if (person !== undefined) {
      await this.#change(`bind ${person} ${role} ${id}/${address} until ${expiresAt}`, (change) =>
        change.bindings.put(binding(person, id, address, role, expiresAt), null),
      );
    }
  }

  async #unbind(person: PersonId): Promise<void> {
    await this.#change(`unbind ${person}`, async (change) => {
      const bound = this.#one(await change.bindings.of(person));
      if (bound !== undefined) {
        await change.bindings.remove(person, bound, null);
      }
    });
  }

  /** A subject of the one is the other's from now on, in one commit. */
  async #rebind(person: PersonId): Promise<void> {
    const other = this.#one(this.#here) ?? person;
    await this.#change(`move something of ${person} to ${other}`, async (change) => {
      const bound = this.#one(await change.bindings.of(person));
      if (bound !== undefined) {
        await change.bindings.remove(person, bound, null);
        await change.bindings.put(binding(other, bound.systemId, bound.address, bound.role, null), null);
      }
    });
  }

  /** Away, or away and another in its place. */
  async #replaceSystem(id: SystemId): Promise<void> {
    const { store, tenant } = this.#options;
    const there = await store.read((view) => view.tenant(tenant).systems.get(id));
    const technology = id === ENTRA ? 'MSTEAMS' : (this.#one(['PBX', 'SIPSIMPLE']) ?? 'PBX');
    if (there === undefined) {
      await this.#change(`add ${id} as ${technology}`, (change) => change.systems.create(systemOf(id, technology)));
    } else if (this.#nat(2) === 0) {
      await this.#change(`remove ${id}`, (change) => change.systems.remove(id, null));
    } else {
      await this.#change(`${id} is ${technology}`, (change) => change.systems.update(id, { technology }, null));
    }
  }

  async #change(what: string, work: (change: TenantChange) => Promise<unknown>): Promise<void> {
    const { store, tenant } = this.#options;
    try {
      await store.change(ACTOR, (change) => work(change.tenant(tenant)));
      this.diary.push(what);
    } catch (failure) {
      // What the store refuses, an administrator does not do.
      if (!(failure instanceof LamplightError) || failure.reason === 'unexpected') {
        throw failure;
      }
      this.diary.push(`(${what}: ${failure.reason})`);
    }
  }

  #claim(id: SystemId, inCall: boolean, loggedIn: string): Claim {
    const since = this.#options.clock.now();
    if (id === ENTRA) {
      return {
        ...SILENT_CLAIM,
        ...(inCall ? teamsClaim('Busy', 'InAConferenceCall') : teamsClaim('Available', 'Available')),
        since,
      };
    }
    const state = inCall ? (this.#one(['ringing', 'talking', 'talking', 'held'] as const) ?? 'talking') : 'idle';
    return { ...SILENT_CLAIM, ...lineClaim(state, { since }), since, loggedIn };
  }

  #soon(): number {
    return this.#options.clock.now() + 1_000 * (1 + this.#nat(120));
  }

  #nat(below: number): number {
    return Math.floor(this.#options.random.next() * below);
  }

  #one<Value>(values: readonly Value[]): Value | undefined {
    return values[this.#nat(values.length)];
  }
}

function binding(
  personId: PersonId,
  id: SystemId,
  address: string,
  role: 'owner' | 'shared' | 'logged-in',
  expiresAt: number | null,
) {
  return {
    personId,
    systemId: id,
    address,
    role,
    primary: false,
    origin: role === 'logged-in' ? ('login' as const) : ('administrator' as const),
    reason: 'simulation',
    expiresAt,
  };
}

function systemOf(id: SystemId, technology: string): SystemInput {
  return { id, technology, displayName: id, numberPlan: null, settings: {} };
}
