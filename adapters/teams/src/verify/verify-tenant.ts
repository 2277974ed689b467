/**
 * Measures a real tenant with two test users: how long after an accepted write or clear a read shows it, what goes before a
 * calendar meeting, what becomes of unknown ids, how values are spelt, and whether sequenceNumber grows. Nothing of it is
 * published, so the settings rest on careful guesses until this has been run.
 *
 * It writes our session of the two users and nothing else, and clears it at the end whatever happens. While it runs, no
 * gateway may write with the same application: both would write the same session.
 */
import { type Clock, delay, LamplightError, type Random } from '@lamplight/runtime';
import type { GraphRequests } from '../client.ts';
import type { GraphFailure } from '../graph-api.ts';
import { createPresenceApi } from '../presence-api.ts';
import { type RawPresence, readRaw } from './raw-read.ts';
import { delaysOf, proposalOf, type VerifyReport } from './verify-report.ts';

export interface VerifyOptions {
  /** Object ids of the two test users; the first is written, the second should be in a calendar meeting now. */
  readonly users: readonly [string, string];
  /** The application whose session is written. */
  readonly clientId: string;
  /** How often each delay is measured. */
  readonly rounds: number;
}

export interface VerifySurroundings {
  readonly requests: GraphRequests;
  readonly clock: Clock;
  readonly random: Random;
  /** What is being done, in words. */
  readonly tell: (step: string) => void;
  /** Ends early; what was written is cleared all the same. */
  readonly signal: AbortSignal;
}

const CALL = { availability: 'Busy', activity: 'InACall' } as const;
/** Between two reads while something is waited for, in ms. */
const READ_EVERY_MS = 250;
/** So long a write is waited for; what does not show by then shows not at all. */
const PATIENCE_MS = 60_000;
/** The shortest that Graph allows. */
const LEASE_MS = 300_000;

/** @throws LamplightError `request_not_possible` for what Graph refuses at the outset, and the reason of the signal */
export async function verifyTenant(options: VerifyOptions, surroundings: VerifySurroundings): Promise<VerifyReport> {
  const run = new Verification(options, surroundings);
  try {
    return await run.all();
  } finally {
    await run.clearAll();
  }
}

class Verification {
  readonly #options: VerifyOptions;
  readonly #around: VerifySurroundings;
  readonly #api: ReturnType<typeof createPresenceApi>;

  constructor(options: VerifyOptions, surroundings: VerifySurroundings) {
    this.#options = options;
    this.#around = surroundings;
    this.#api = createPresenceApi(options.clientId, surroundings.requests);
  }

  async all(): Promise<VerifyReport> {
    const { tell } = this.#around;
    const [first, second] = this.#options.users;
    tell('reading both users');
    const before = await this.#read([first, second]);
    for (const user of [first, second]) {
      requireQuiet(user, before.get(user.toLowerCase()));
    }
    const clearOfNothing = await this.#clearOfNothing(first);
    tell(`writing and clearing ${this.#options.rounds} times`);
    const { writes, clears, sequence, notShown } = await this.#rounds(first);
    tell('looking at what goes before a meeting');
    const meeting = await this.#meeting(second, before.get(second.toLowerCase()));
    tell('asking for an id that nobody has');
    const unknownIds = await this.#unknownIds(first);
    const spelt = [...before.values()].flatMap(({ availability, activity }) => [availability, activity]);
    const measured = { writeToRead: delaysOf(writes), clearToRead: delaysOf(clears), notShown };
    const lowerCamel = spelt.some((value) => /^[a-z]/.test(value));
    const found = {
      clearOfNothing,
      meeting,
      unknownIds,
      casing: lowerCamel ? 'lowerCamel' : 'pascal',
      sequence,
    } as const;
    return Object.freeze({ ...measured, ...found, proposal: proposalOf(measured, found) });
  }

  /** Best effort, without regard to the signal: nothing of ours is to stay. */
  async clearAll(): Promise<void> {
    for (const user of this.#options.users) {
      await this.#api.clearPresence(user);
    }
  }

  async #clearOfNothing(user: string): Promise<VerifyReport['clearOfNothing']> {
    await this.#api.clearPresence(user);
    const answer = await this.#api.clearPresence(user);
    if (answer.kind === 'failed') {
      throw refused('clearing presence', answer.failure);
    }
    return answer.kind === 'no-session' ? '404' : '200';
  }

  async #rounds(user: string): Promise<{
    readonly writes: readonly number[];
    readonly clears: readonly number[];
    readonly sequence: VerifyReport['sequence'];
    readonly notShown: number;
  }> {
    const writes: number[] = [];
    const clears: number[] = [];
    const numbers: (string | null)[] = [];
    let notShown = 0;
    for (let round = 0; round < this.#options.rounds; round += 1) {
      const set = await this.#api.setPresence(user, CALL, LEASE_MS);
      if (set.kind === 'failed') {
        throw refused('setting presence', set.failure);
      }
      const shown = await this.#until(user, (presence) => isCall(presence));
      const cleared = await this.#api.clearPresence(user);
      if (cleared.kind === 'failed') {
        throw refused('clearing presence', cleared.failure);
      }
      const gone = await this.#until(user, (presence) => !isCall(presence));
      if (shown === null || gone === null) {
        notShown += 1;
      } else {
        writes.push(shown.afterMs);
        clears.push(gone.afterMs);
        numbers.push(shown.presence.sequenceNumber, gone.presence.sequenceNumber);
      }
    }
    return { writes, clears, sequence: sequenceOf(numbers), notShown };
  }

  async #meeting(user: string, before: RawPresence | undefined): Promise<VerifyReport['meeting']> {
    if (before === undefined || before.activity.toLowerCase() !== 'inameeting') {
      return 'not-measured';
    }
    const set = await this.#api.setPresence(user, CALL, LEASE_MS);
    if (set.kind === 'failed') {
      throw refused('setting presence', set.failure);
    }
    const shown = await this.#until(user, (presence) => isCall(presence));
    await this.#api.clearPresence(user);
    return shown === null ? 'meeting-shows' : 'call-shows';
  }

  async #unknownIds(user: string): Promise<VerifyReport['unknownIds']> {
    const nobody = this.#around.random.uuid();
    const answer = await readRaw(this.#around.requests, [user, nobody]);
    if (answer.kind === 'failed') {
      const status = answer.failure.health.details['status'];
      return status === '404' || status === '400' ? status : 'other';
    }
    const named = answer.presences.find(({ id }) => id.toLowerCase() === nobody);
    return named === undefined ? 'omit' : 'PresenceUnknown';
  }

  /** Reads until it shows; null when patience is over. Counted from now, the answer to the write, to the read's begin. */
  async #until(
    user: string,
    shows: (presence: RawPresence) => boolean,
  ): Promise<{ readonly afterMs: number; readonly presence: RawPresence } | null> {
    const { clock, signal } = this.#around;
    const since = clock.monotonic();
    for (;;) {
      signal.throwIfAborted();
      const begunAt = clock.monotonic();
      const presence = (await this.#read([user])).get(user.toLowerCase());
      if (presence !== undefined && shows(presence)) {
        return { afterMs: begunAt - since, presence };
      }
      if (clock.monotonic() - since > PATIENCE_MS) {
        return null;
      }
      await delay(clock, READ_EVERY_MS, signal);
    }
  }

  /** By id in lower case. */
  async #read(ids: readonly string[]): Promise<ReadonlyMap<string, RawPresence>> {
    const answer = await readRaw(this.#around.requests, ids);
    if (answer.kind === 'failed') {
      throw refused('reading presence', answer.failure);
    }
    return new Map(answer.presences.map((presence) => [presence.id.toLowerCase(), presence]));
  }
}

/** @throws LamplightError `request_not_possible` for somebody of whom nothing could be told apart */
function requireQuiet(user: string, presence: RawPresence | undefined): void {
  if (presence === undefined) {
    throw new LamplightError(
      'request_not_possible',
      `Graph knows no presence of ${user}: give the object id of a user with Teams`,
    );
  }
  if (isCall(presence)) {
    throw new LamplightError(
      'request_not_possible',
      `${user} shows a call already: end it, or stop whatever writes their presence, and run it again`,
    );
  }
}

function isCall({ availability, activity }: RawPresence): boolean {
  return availability.toLowerCase() === 'busy' && activity.toLowerCase() === 'inacall';
}

function sequenceOf(numbers: readonly (string | null)[]): VerifyReport['sequence'] {
  const given = numbers.filter((number) => number !== null);
  if (given.length === 0) {
    return 'absent';
  }
  const grows = given.every((number, index) => index === 0 || number > (given[index - 1] ?? ''));
  return given.length === numbers.length && grows ? 'grows' : 'disorderly';
}

function refused(what: string, { health }: GraphFailure): LamplightError {
  return new LamplightError('request_not_possible', `${what} failed: ${health.message}: ${health.remedy}`);
}
