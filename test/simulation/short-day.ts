/**
 * A short day of four people, and what has to hold on it whatever Graph does: no call is claimed that nobody makes, nobody
 * who is known to be in a Teams call is written to, and once Graph behaves again everybody is shown as Graph shows them.
 */
import { CALL_ACTIVITIES, type Presence, parsePair, personId } from '@lamplight/domain';
import { DEFAULT_APP } from '@lamplight/graph-simulator';
import { INFERRED_CALL_FLAG } from '@lamplight/teams-adapter';
import { OBJECT_IDS, SimulatedSite, type SiteOptions } from './simulated-site.ts';

/** Object ids of everybody who lives the day. */
export const DAY_PEOPLE = {
  /** Telephones at the desk only. */
  ada: OBJECT_IDS.ada,
  /** In a Teams call, and on the phone besides. */
  bela: OBJECT_IDS.bela,
  /** On the phone, and joins a Teams call under it. */
  cora: '20000000-0000-4000-8000-000000000001',
  /** Has no line; out of office, away, with a note. */
  dora: '20000000-0000-4000-8000-000000000002',
} as const;
export type DayName = keyof typeof DAY_PEOPLE;
const NAMES: readonly DayName[] = ['ada', 'bela', 'cora', 'dora'];

/** Bound to an account that Graph does not know. */
const NOBODY = 'entra/20000000-0000-4000-8000-00000000dead';
const LINES = { 201: 'idle', 202: 'idle', 203: 'idle' } as const;
const STEP_MS = 100;

export class ShortDay {
  readonly site: SimulatedSite;
  /** Calls that were shown, or told to a line, and that nobody made. */
  readonly phantoms: string[] = [];
  /** Sessions that were set for people known to be in a Teams call. */
  readonly intrusions: string[] = [];
  #days = 0;

  private constructor(options: SiteOptions) {
    const { cora, dora } = DAY_PEOPLE;
    this.site = new SimulatedSite({
      more: { cora: { id: cora, line: '203' }, dora: { id: dora } },
      ...options,
      between: (fetch) => (input, init) => {
        this.#lookAtRequest(String(input));
        return fetch(input, init);
      },
    });
    this.site.directory.put('nobody', [NOBODY]);
  }

  static async begin(options: SiteOptions = {}): Promise<ShortDay> {
    const day = new ShortDay(options);
    await day.site.open(LINES);
    const { presenceLog } = day.site.core;
    presenceLog.listen(({ personId: id, presence }) => {
      if (id === personId('ada') && isConfirmedCall(presence)) {
        day.phantoms.push('a Teams call of ada was shown, who made none');
      }
    });
    return day;
  }

  /** 36 s in which everybody calls, hangs up, comes and goes; at its end all is quiet. */
  async live(): Promise<void> {
    const { site } = this;
    const { pbx } = site;
    const act = site.simulator.control.act.bind(site.simulator.control);
    const { bela, cora, dora } = DAY_PEOPLE;
    pbx.forgetTold();
    await this.#after(1_000);
    pbx.lines({ 201: 'talking', 203: 'ringing' });
    act(bela, { do: 'join a call' });
    act(dora, { do: 'set out of office', message: 'Back on Monday' });
    await this.#after(3_000);
    pbx.lines({ 203: 'talking' });
    await this.#after(4_000);
    act(cora, { do: 'join a call' });
    act(dora, { do: 'start an appointment' });
    await this.#after(4_000);
    pbx.lines({ 201: 'idle', 202: 'talking' });
    await this.#after(4_000);
    pbx.lines({ 203: 'idle', 201: 'ringing' });
    act(dora, { do: 'set work location', workLocationType: 'remote' });
    await this.#after(4_000);
    pbx.lines({ 202: 'idle', 201: 'talking' });
    act(dora, { do: 'end the appointment' });
    await this.#after(4_000);
    act(bela, { do: 'leave the call' });
    act(dora, { do: 'lock the screen' });
    await this.#after(4_000);
    act(cora, { do: 'leave the call' });
    act(bela, { do: 'go offline' });
    pbx.lines({ 201: 'idle' });
    await this.#after(4_000);
    act(bela, { do: 'sign in' });
    act(dora, { do: 'unlock the screen' });
    await this.#after(4_000);
    act(dora, { do: 'end out of office' });
    // Nobody may be right merely because nothing has been heard since yesterday.
    this.#days += 1;
    act(dora, { do: this.#days % 2 === 1 ? 'choose busy' : 'reset status' });
    if (pbx.told.some((told) => told.startsWith('201 talking'))) {
      this.phantoms.push('the line of ada was told of a Teams call, who made none');
    }
  }

  /** Runs on until everybody is shown as Graph shows them. @returns after how many ms; at most `limitMs` and a step */
  async converge(limitMs: number): Promise<number> {
    const from = this.site.clock.monotonic();
    while (this.differences().length > 0 && this.site.clock.monotonic() - from <= limitMs) {
      await this.#after(500);
    }
    return this.site.clock.monotonic() - from;
  }

  /** Where what is shown, or stands at Graph, is not yet as it is. */
  differences(): readonly string[] {
    return NAMES.flatMap((name) => {
      const { shown, sessions } = this.site.simulator.control.inspect(DAY_PEOPLE[name]);
      const { outOfOffice, ...pair } = parsePair(shown.availability, shown.activity);
      const presence = this.site.presence(name);
      const view = presence?.views.find(({ technology }) => technology === 'MSTEAMS');
      const isAsShown =
        view !== undefined &&
        view.availability === pair.availability &&
        view.activity === pair.activity &&
        view.freshness === 'fresh' &&
        !view.masked &&
        (presence?.outOfOffice?.active ?? false) === outOfOffice;
      const ours = sessions.filter(({ kind, id, shows }) => kind !== 'client' && id === DEFAULT_APP.appId && shows);
      return [
        ...(isAsShown
          ? []
          : [`${name} is ${shown.availability}/${shown.activity}, shown ${view?.availability}/${view?.activity}`]),
        ...ours.map(() => `our session for ${name} is left, who does not talk`),
      ];
    });
  }

  async close(): Promise<void> {
    await this.site.close();
  }

  async #after(ms: number): Promise<void> {
    await this.site.run(ms, STEP_MS);
  }

  /** What leaves the adapter, judged by what is known at that instant. */
  #lookAtRequest(url: string): void {
    const id = /\/users\/([^/]+)\/presence\/setPresence$/.exec(url)?.[1];
    const name = NAMES.find((candidate) => DAY_PEOPLE[candidate] === id);
    const presence = name === undefined ? undefined : this.site.presence(name);
    if (presence !== undefined && isConfirmedCall(presence)) {
      this.intrusions.push(`a session was set for ${name}, who is known to be in a Teams call`);
    }
  }
}

/** Teams itself shows a call, and it was not inferred. */
function isConfirmedCall({ views, flags }: Presence): boolean {
  const teams = views.find(({ technology }) => technology === 'MSTEAMS');
  return (
    teams !== undefined &&
    teams.freshness === 'fresh' &&
    !teams.masked &&
    CALL_ACTIVITIES.includes(teams.activity) &&
    !flags.includes(INFERRED_CALL_FLAG)
  );
}
