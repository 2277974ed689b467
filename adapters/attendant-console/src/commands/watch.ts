import { type DirectoryEntry, problemError } from '@lamplight/client';
import type { Clock, LamplightError } from '@lamplight/runtime';
import { type BoardOptions, LiveBoard } from '../board/live-board.ts';
import type { BoardRow } from '../board/render-board.ts';
import { JsonLines } from '../output/json-lines.ts';
import { selectorOf } from '../selector.ts';
import type { Session } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { peopleNamed } from './people.ts';

export interface WatchOptions extends BoardOptions {
  /** Null: what the gateway says. */
  readonly minUpdateIntervalMs: number | null;
}

/**
 * A live board of the named people, or of everybody: redrawn in place on a terminal, one line of JSON per change
 * otherwise. Resolves when the person stops it; rejects when the gateway refuses for good.
 */
export async function watch(
  session: Session,
  names: readonly string[],
  options: WatchOptions,
  modules: { readonly terminal: Terminal; readonly clock: Clock },
): Promise<void> {
  const people = await peopleNamed(session.client, names);
  const show = modules.terminal.isInteractive
    ? new LiveBoard(options, await session.client.directory.catalogue(session.language), modules)
    : new JsonLines(modules);
  const byId = new Map(people.map((entry) => [entry.id, entry]));
  let refuse: (error: LamplightError) => void = () => undefined;
  const refused = new Promise<never>((_, reject) => {
    refuse = reject;
  });
  const subscription = session.client.subscribe(
    people.map(selectorOf),
    {
      onChange: (view, keys) => show.changed(keys, (key) => rowOf(key, view.get(key), byId)),
      onState: (state) => {
        show.connection(state);
        if (state.kind === 'stopped' && state.problem !== null) {
          refuse(problemError(state.problem));
        }
      },
      onRefused: (problem) => refuse(problemError(problem)),
    },
    options.minUpdateIntervalMs === null ? {} : { minUpdateIntervalMs: options.minUpdateIntervalMs },
  );
  try {
    await Promise.race([modules.terminal.untilStopped(), refused]);
  } finally {
    subscription.stop();
    show.end();
  }
}

function rowOf(
  key: string,
  watched: BoardRow['watched'] | undefined,
  people: ReadonlyMap<string, DirectoryEntry>,
): BoardRow | undefined {
  return watched === undefined ? undefined : { name: people.get(key)?.displayName ?? key, watched };
}
