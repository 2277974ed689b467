/** Breadth-first search over distinct worlds, each of which is also left to itself until it only repeats itself. */
import { checkAlways } from './always.ts';
import { calmed } from './calm.ts';
import { canonical } from './canonical.ts';
import { ResolutionCache } from './gateway.ts';
import { type Move, type MoveKind, movesOf, startedWorld } from './moves.ts';
import type { Ports } from './ports.ts';
import { Fates, type JudgeQuiet } from './quiet.ts';
import { checkQuiet } from './specification.ts';
import type { Model } from './step.ts';
import { HORIZON_TICKS } from './times.ts';
import type { World } from './world.ts';

export interface SearchOptions {
  readonly ports: Ports;
  readonly kinds: readonly MoveKind[];
  /** No world is left for others once so many are known. */
  readonly mostWorlds: number;
  /** Default: by the table of the default profile. */
  readonly judge?: JudgeQuiet;
}

export interface Violation {
  readonly what: string;
  /** The shortest way there, by the names of its moves. */
  readonly trace: readonly string[];
}

export interface SearchResult {
  /** The first that was found; the search ends with it. */
  readonly violation: Violation | null;
  /** Canonical texts of every world that was reached by moves. */
  readonly worlds: ReadonlySet<string>;
  /** Canonical texts of the worlds to which these come back when they are left to themselves. */
  readonly quiet: ReadonlySet<string>;
  /** Most moves of a shortest way. */
  readonly depth: number;
  /** Every world that moves reach was reached. */
  readonly exhausted: boolean;
  /** Most ticks until a world left to itself is quiet. */
  readonly longestCalm: number;
  /** Most ticks for which a session of ours outlives the call when everybody answers. */
  readonly longestUndo: number;
  /** How many quiet worlds have what cannot be known, by what. */
  readonly labels: ReadonlyMap<string, number>;
}

interface Node {
  readonly world: World;
  readonly depth: number;
  /** Index of its own way in {@link Search.#ways}. */
  readonly way: number;
}

export function search(options: SearchOptions): SearchResult {
  return new Search(options).run();
}

class Search {
  readonly #options: SearchOptions;
  readonly #model: Model;
  readonly #fates: Fates;
  readonly #known = new Set<string>();
  /** The last move to each world, and where it was made: an index here. */
  readonly #ways: { readonly from: number; readonly name: string }[] = [];
  #violation: Violation | null = null;
  #depth = 0;
  #longestCalm = 0;
  #longestUndo = 0;

  constructor(options: SearchOptions) {
    this.#options = options;
    this.#model = { ports: options.ports, cache: new ResolutionCache() };
    this.#fates = new Fates(this.#model, options.judge ?? checkQuiet);
  }

  run(): SearchResult {
    const { mostWorlds } = this.#options;
    const kinds = new Set(this.#options.kinds);
    let layer = this.#first();
    let exhausted = true;
    while (layer.length > 0 && exhausted && this.#violation === null) {
      const next: Node[] = [];
      for (const node of layer) {
        exhausted = this.#known.size < mostWorlds && this.#violation === null;
        if (!exhausted) {
          break;
        }
        for (const move of movesOf(node.world, kinds, this.#model)) {
          this.#reach(node, move, next);
        }
      }
      layer = next;
    }
    return {
      violation: this.#violation,
      worlds: this.#known,
      quiet: this.#fates.quiet,
      depth: this.#depth,
      exhausted: exhausted && this.#violation === null,
      longestCalm: this.#longestCalm,
      longestUndo: this.#longestUndo,
      labels: this.#fates.labels,
    };
  }

  /** The first world is quiet itself: what comes of a cold start is reached by restarts. */
  #first(): Node[] {
    const layer: Node[] = [];
    let world = startedWorld(this.#model);
    for (let tick = 0; tick < HORIZON_TICKS; tick += 1) {
      world = calmed(world, this.#model);
    }
    this.#reach(null, { name: 'a free person, everybody has answered', world, broken: null }, layer);
    return layer;
  }

  #reach(from: Node | null, { name, world, broken }: Move, layer: Node[]): void {
    const wrong = broken ?? checkAlways(from?.world ?? null, world);
    const key = canonical(world);
    if (wrong === null && this.#known.has(key)) {
      return;
    }
    this.#known.add(key);
    this.#ways.push({ from: from?.way ?? -1, name });
    const node = { world, depth: from === null ? 0 : from.depth + 1, way: this.#ways.length - 1 };
    this.#depth = Math.max(this.#depth, node.depth);
    const fate = wrong === null ? this.#fates.of(world, key) : null;
    const what = wrong ?? fate?.broken ?? null;
    if (what !== null) {
      this.#violation ??= { what, trace: this.#traceTo(node.way) };
      return;
    }
    this.#longestCalm = Math.max(this.#longestCalm, fate?.ticks ?? 0);
    this.#longestUndo = Math.max(this.#longestUndo, fate?.undoTicks ?? 0);
    layer.push(node);
  }

  #traceTo(way: number): readonly string[] {
    const trace: string[] = [];
    for (let at = this.#ways[way]; at !== undefined; at = this.#ways[at.from]) {
      trace.push(at.name);
    }
    return trace.reverse();
  }
}
