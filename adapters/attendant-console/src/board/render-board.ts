import type { ConnectionState, WatchedPerson } from '@lamplight/client';
import { freshness, label, lasting, line, shownSince, views, type Words } from './describe.ts';
import { bold, dim, lamp } from './lamp.ts';
import { fit, printable } from './text-width.ts';

export interface BoardRow {
  readonly name: string;
  readonly watched: WatchedPerson;
}

export interface Board {
  readonly title: string;
  readonly rows: readonly BoardRow[];
  readonly words: Words;
  readonly connection: ConnectionState;
  readonly confirmed: boolean;
}

export interface Screen {
  readonly columns: number;
  readonly lines: number;
  readonly colours: boolean;
  /** Wall time in ms. */
  readonly now: number;
}

/** Lines around the rows: title, connection, head, and one below for what did not fit. */
const FRAME_LINES = 4;
const SINCE_WIDTH = 6;
const FRESHNESS_WIDTH = 9;
const SMALLEST_WIDTH = 40;

interface Columns {
  readonly name: number;
  readonly label: number;
  readonly lines: number;
  readonly views: number;
}

/** The whole board as the lines of a screen, sorted by name. Pure: the terminal only prints it. */
export function renderBoard(board: Board, screen: Screen): string[] {
  const columns = layOut(Math.max(SMALLEST_WIDTH, screen.columns), board.rows);
  const rows = [...board.rows].sort((a, b) => a.name.localeCompare(b.name));
  const room = Math.max(1, screen.lines - FRAME_LINES);
  const shown = rows.slice(0, rows.length > room ? room - 1 : room);
  const hidden = rows.length - shown.length;
  const output = [
    bold(fit(board.title, screen.columns), screen.colours),
    connectionLine(board, screen),
    dim(head(columns), screen.colours),
    ...shown.map((row) => renderRow(row, board, columns, screen)),
  ];
  return hidden > 0 ? [...output, dim(`  … and ${hidden} more: make the window taller`, screen.colours)] : output;
}

function layOut(width: number, rows: readonly BoardRow[]): Columns {
  const longestName = rows.reduce((longest, row) => Math.max(longest, [...row.name].length), 4);
  const name = Math.min(longestName, 24);
  // Lamp, gaps between six columns, and the two of fixed width.
  const left = width - name - SINCE_WIDTH - FRESHNESS_WIDTH - 2 - 2 * 5;
  const label = Math.max(12, Math.min(24, Math.floor(left * 0.28)));
  const lines = Math.max(8, Math.floor((left - label) * 0.5));
  return { name, label, lines, views: Math.max(8, left - label - lines) };
}

function head(columns: Columns): string {
  return row('  ', [
    fit('Name', columns.name),
    fit('State', columns.label),
    fit('Since', SINCE_WIDTH),
    fit('Lines', columns.lines),
    fit('Views', columns.views),
    'Freshness',
  ]);
}

function renderRow({ name, watched }: BoardRow, board: Board, columns: Columns, screen: Screen): string {
  const { presence, problem } = watched;
  if (presence === null) {
    const reason = problem?.message || problem?.reason || '';
    return row(`${lamp('unknown', screen.colours)} `, [fit(printable(name), columns.name), printable(reason)]);
  }
  const cells = [
    fit(printable(name), columns.name),
    fit(label(presence, board.words), columns.label),
    fit(lasting(shownSince(presence), screen.now), SINCE_WIDTH),
    fit(presence.lines.map(line).join(', '), columns.lines),
    fit(views(presence), columns.views),
    freshness(presence.freshness),
  ];
  const text = row(`${lamp(presence.tone, screen.colours)} `, cells);
  return board.confirmed ? text : dim(text, screen.colours);
}

function row(lead: string, cells: readonly string[]): string {
  return (lead + cells.join('  ')).trimEnd();
}

function connectionLine(board: Board, screen: Screen): string {
  const state = board.connection;
  switch (state.kind) {
    case 'live':
      return dim(`${board.rows.length} people, live`, screen.colours);
    case 'connecting':
      return dim('connecting …', screen.colours);
    case 'catching-up':
      return dim('catching up …', screen.colours);
    case 'waiting': {
      const why = state.problem === null ? 'connection lost' : state.problem.message || state.problem.reason;
      const seconds = Math.max(1, Math.round(state.retryInMs / 1000));
      return bold(printable(`${why}: trying again in ${seconds} s; what is shown may be out of date`), screen.colours);
    }
    case 'stopped':
      return bold(printable(`stopped: ${state.problem?.message ?? 'ended'}`), screen.colours);
  }
}
