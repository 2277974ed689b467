import type { ConnectionState } from '@lamplight/client';
import type { BoardRow } from './render-board.ts';

/** A way to show a watch: a board that is redrawn, or lines for programs. */
export interface Show {
  /** @param row the row of a key now; undefined: nobody is watched under it any more */
  changed(keys: readonly string[], row: (key: string) => BoardRow | undefined): void;
  connection(state: ConnectionState): void;
  end(): void;
}
