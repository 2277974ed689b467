/** What becomes of worlds that are left to themselves: each comes to worlds that repeat themselves, and those are judged. */
import { checkAlways } from './always.ts';
import { calmed } from './calm.ts';
import { canonical } from './canonical.ts';
import { isMasked } from './graph.ts';
import type { QuietJudgement } from './specification.ts';
import type { Model } from './step.ts';
import type { World } from './world.ts';

/** A clear that waited for its turn after a refused one, and for a set without an answer to have landed. */
const MOST_UNDO_TICKS = 4;
/** A lease, its withdrawal, and all that the latch breaker remembers. */
const MOST_CALM_TICKS = 30;

/** Judges one world of `cycle`, the worlds that come again and again. */
export type JudgeQuiet = (world: World, cycle: readonly World[]) => QuietJudgement;

/** What becomes of one world. */
export interface Fate {
  /** Until it is quiet. */
  readonly ticks: number;
  /** For how long a session of ours can be seen without a pause although the line is heard to carry no call. */
  readonly undoTicks: number;
  /** What goes wrong on the way or in the end; null: nothing. */
  readonly broken: string | null;
}

interface Visited {
  readonly world: World;
  readonly key: string;
}

/** Remembers the fate of every world that it has seen: what is left to itself has one future. */
export class Fates {
  readonly #model: Model;
  readonly #judge: JudgeQuiet;
  readonly #fates = new Map<string, Fate>();
  readonly #quiet = new Set<string>();
  readonly #labels = new Map<string, number>();

  constructor(model: Model, judge: JudgeQuiet) {
    this.#model = model;
    this.#judge = judge;
  }

  /** Canonical texts of the worlds that repeat themselves. */
  get quiet(): ReadonlySet<string> {
    return this.#quiet;
  }

  /** How many quiet worlds have what cannot be known, by what. */
  get labels(): ReadonlyMap<string, number> {
    return this.#labels;
  }

  of(world: World, key: string): Fate {
    const known = this.#fates.get(key);
    return known ?? this.#follow({ world, key });
  }

  #follow(first: Visited): Fate {
    const path: Visited[] = [];
    const places = new Map<string, number>();
    let current = first;
    for (;;) {
      places.set(current.key, path.length);
      path.push(current);
      const world = calmed(current.world, this.#model);
      const broken = checkAlways(current.world, world);
      if (broken !== null) {
        return this.#pullBack(path, { ticks: 0, undoTicks: 0, broken: `left to itself: ${broken}` });
      }
      const key = canonical(world);
      const place = places.get(key);
      if (place !== undefined) {
        return this.#pullBack(path.slice(0, place), this.#close(path.slice(place)));
      }
      const known = this.#fates.get(key);
      if (known !== undefined) {
        return this.#pullBack(path, known);
      }
      current = { world, key };
    }
  }

  /** Judges the worlds of a cycle; answers the fate of the first, which is that of all. */
  #close(cycle: readonly Visited[]): Fate {
    const worlds = cycle.map(({ world }) => world);
    const judgements = cycle.map(({ world }) => this.#judge(world, worlds));
    const problem = judgements.find((judgement) => judgement.problem !== null)?.problem ?? null;
    const fate = { ticks: 0, undoTicks: 0, broken: problem === null ? null : `once it is quiet: ${problem}` };
    for (const [index, { key }] of cycle.entries()) {
      this.#fates.set(key, fate);
      this.#quiet.add(key);
      for (const label of judgements[index]?.labels ?? []) {
        this.#labels.set(label, (this.#labels.get(label) ?? 0) + 1);
      }
    }
    return fate;
  }

  /** The fates of the worlds on the way to one whose fate is known; answers that of the first. */
  #pullBack(path: readonly Visited[], end: Fate): Fate {
    let fate = end;
    for (const { world, key } of path.toReversed()) {
      const undoTicks = isLeftOver(world) ? fate.undoTicks + 1 : 0;
      const ticks = fate.ticks + 1;
      fate = { ticks, undoTicks, broken: fate.broken ?? tooLong(ticks, undoTicks) };
      this.#fates.set(key, fate);
    }
    return fate;
  }
}

function tooLong(ticks: number, undoTicks: number): string | null {
  if (undoTicks > MOST_UNDO_TICKS) {
    return `our session outlives the call by more than ${MOST_UNDO_TICKS} ticks, and everybody answers`;
  }
  return ticks > MOST_CALM_TICKS ? `it is not quiet after ${MOST_CALM_TICKS} ticks` : null;
}

/** A session of ours can be seen and the line is heard to carry no call. What cannot be seen may wait for its lease. */
function isLeftOver(world: World): boolean {
  const { pbx, truth } = world;
  const silent = pbx.link !== 'down' && !pbx.blind && (truth.line === 'idle' || truth.line === 'ringing');
  return silent && isMasked(world);
}
