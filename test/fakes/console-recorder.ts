import { type ConnectionState, createClient, type LamplightClient } from '@lamplight/client';
import type { Line, Presence } from '@lamplight/domain';
import { Recorded } from './recorded.ts';

export interface ConsoleRecorderOptions {
  /** `host:port`. */
  readonly gateway: string;
  readonly key: string;
  readonly caPem: string;
  /** Ids of the people to watch. */
  readonly people: readonly string[];
}

/** A console that shows nothing and remembers everything: the exact list of distinct states of each person. */
export class ConsoleRecorder {
  /** What the line that says whether the board can be trusted said. */
  readonly connection = new Recorded<ConnectionState['kind']>();
  readonly #states: ReadonlyMap<string, Recorded<string>>;
  readonly #presences = new Map<string, Presence>();
  readonly #shown = new Recorded<Presence>();
  readonly #client: LamplightClient;

  constructor({ gateway, key, caPem, people }: ConsoleRecorderOptions) {
    this.#states = new Map(people.map((id) => [id, new Recorded<string>()]));
    this.#client = createClient({
      gateway,
      key,
      certificateAuthorities: [caPem],
      clientName: 'console-recorder',
      clientVersion: '0',
    });
    this.#client.subscribe(
      people.map((personId) => ({ by: 'id', personId })),
      {
        onState: ({ kind }) => this.connection.add(kind),
        onChange: (view, keys) => {
          for (const id of keys) {
            const { presence, problem } = view.get(id) ?? { presence: null, problem: null };
            if (presence !== null) {
              this.#presences.set(id, presence);
              this.#shown.add(presence);
            }
            this.#record(id, presence === null ? `problem ${problem?.reason ?? 'gone'}` : describePresence(presence));
          }
        },
      },
      { minUpdateIntervalMs: 1 },
    );
  }

  /** Every state that the console saw of the person since {@link forget}, each different from the one before. */
  statesOf(personId: string): readonly string[] {
    return this.#of(personId).items;
  }

  /** What the console shows of the person now. */
  presenceOf(personId: string): Presence | undefined {
    return this.#presences.get(personId);
  }

  /** Begins new lists, each with what is shown now. */
  forget(): void {
    for (const recorded of this.#states.values()) {
      const last = recorded.items.at(-1);
      recorded.clear();
      if (last !== undefined) {
        recorded.add(last);
      }
    }
  }

  /** Resolves when the person shows this state, which may be so already. */
  until(personId: string, state: string): Promise<void> {
    return this.#of(personId).until(`${personId} to show ${state}`, (states) => states.at(-1) === state);
  }

  /** Resolves with what is shown of the person once it fits, which may be so already. */
  async untilPresence(personId: string, fits: (presence: Presence) => boolean): Promise<Presence> {
    const now = () => {
      const presence = this.#presences.get(personId);
      return presence !== undefined && fits(presence) ? presence : undefined;
    };
    await this.#shown.until(`${personId} to be shown as expected`, () => now() !== undefined);
    const presence = now();
    if (presence === undefined) {
      throw new Error(`${personId} is shown otherwise again`);
    }
    return presence;
  }

  /** Resolves when the person has shown exactly these states, in this order. */
  async untilAll(personId: string, states: readonly string[]): Promise<void> {
    await this.#of(personId).until(`${personId} to show ${states.join(', ')}`, (seen) => seen.length >= states.length);
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  #record(personId: string, state: string): void {
    const recorded = this.#of(personId);
    if (recorded.items.at(-1) !== state) {
      recorded.add(state);
    }
  }

  #of(personId: string): Recorded<string> {
    const recorded = this.#states.get(personId);
    if (recorded === undefined) {
      throw new RangeError(`the console does not watch ${personId}`);
    }
    return recorded;
  }
}

/** `Busy/InACall line talking x2 fresh`: what is shown, what each line does and with how many calls, freshness. */
export function describePresence(presence: Presence): string {
  const { availability, activity, lines, freshness } = presence;
  return [`${availability}/${activity}`, ...lines.map(describeLine), freshness].join(' ');
}

function describeLine({ call }: Line): string {
  return `line ${call.state}${call.count > 1 ? ` x${call.count}` : ''}`;
}
