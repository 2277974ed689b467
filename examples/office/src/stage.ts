/** Plays scenes one beside the other: takes whoever is free, carries the steps out on the clock, and frees them. */
import { type Clock, delay, type Logger, type Random } from '@lamplight/runtime';
import type { OfficePerson } from './people.ts';
import { nextScene, type Scene, type Step, type TeamsAct } from './scenes.ts';

/** A call at the PBX, from its first ring. */
export interface OfficeCall {
  answer(): unknown;
  hangUp(): unknown;
  hold(): unknown;
  resume(): unknown;
  refuse(): unknown;
}

/** What the office can touch. */
export interface OfficeWorld {
  /** Begins a call that rings. */
  ring(from: OfficePerson, to: OfficePerson): OfficeCall;
  act(person: OfficePerson, act: TeamsAct): void;
}

export interface StageOptions {
  readonly people: readonly OfficePerson[];
  readonly world: OfficeWorld;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Between two scenes' beginnings, in ms; default 3,000. */
  readonly paceMs?: number;
}

export class Stage {
  readonly #options: StageOptions;
  readonly #busy = new Set<OfficePerson>();
  readonly #stopped = new AbortController();

  constructor(options: StageOptions) {
    this.#options = options;
  }

  /** Plays until {@link stop}. */
  async play(): Promise<void> {
    const { clock, logger, paceMs = 3_000 } = this.#options;
    const scenes = new Set<Promise<void>>();
    while (!this.#stopped.signal.aborted) {
      const scene = this.#choose();
      if (scene !== undefined) {
        const playing = this.#playScene(scene)
          .catch((failure: unknown) => {
            if (!this.#stopped.signal.aborted) {
              logger.warn({ err: failure }, 'a scene could not be played');
            }
          })
          .finally(() => scenes.delete(playing));
        scenes.add(playing);
      }
      await delay(clock, paceMs, this.#stopped.signal).catch(() => undefined);
    }
    await Promise.all(scenes);
  }

  stop(): void {
    this.#stopped.abort();
  }

  #choose(): Scene | undefined {
    const free = this.#options.people.filter((person) => !this.#busy.has(person));
    return nextScene(free, this.#options.random);
  }

  async #playScene(scene: Scene): Promise<void> {
    for (const person of scene.people) {
      this.#busy.add(person);
    }
    let call: OfficeCall | undefined;
    try {
      for (const step of scene.steps) {
        call = await this.#carryOut(step, call);
      }
    } finally {
      for (const person of scene.people) {
        this.#busy.delete(person);
      }
    }
  }

  async #carryOut(step: Step, call: OfficeCall | undefined): Promise<OfficeCall | undefined> {
    const { clock, world } = this.#options;
    switch (step.kind) {
      case 'wait':
        await delay(clock, step.ms, this.#stopped.signal);
        return call;
      case 'ring':
        return world.ring(step.from, step.to);
      case 'answer':
        call?.answer();
        return call;
      case 'hold':
        call?.hold();
        return call;
      case 'resume':
        call?.resume();
        return call;
      case 'refuse':
        call?.refuse();
        return undefined;
      case 'hang-up':
        call?.hangUp();
        return undefined;
      case 'teams':
        world.act(step.person, step.act);
        return call;
    }
  }
}
