import { problemError } from '@lamplight/client';
import type { Clock } from '@lamplight/runtime';
import { renderBoard } from '../board/render-board.ts';
import { renderDetail } from '../board/render-detail.ts';
import { presenceJson } from '../output/presence-json.ts';
import { selectorOf } from '../selector.ts';
import type { Session } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { peopleNamed } from './people.ts';

/** The presence of the named people now: a page for one who is named, else a table, or one line of JSON each. */
export async function get(
  session: Session,
  names: readonly string[],
  options: { readonly json: boolean },
  modules: { readonly terminal: Terminal; readonly clock: Clock },
): Promise<void> {
  const people = await peopleNamed(session.client, names);
  const { items } = await session.client.directory.getPresence(people.map(selectorOf));
  const rows = items.map((item, index) => ({
    name: people[index]?.displayName ?? item.personId ?? '',
    watched: {
      key: item.personId ?? '',
      personId: item.personId,
      requestedAddress: null,
      revision: item.revision,
      presence: item.outcome.kind === 'presence' ? item.outcome.presence : null,
      problem: item.outcome.kind === 'problem' ? item.outcome.problem : null,
    },
  }));
  const { terminal, clock } = modules;
  if (options.json) {
    terminal.write(rows.map((row) => `${JSON.stringify(presenceJson(row.name, row.watched))}\n`).join(''));
  } else {
    const words = await session.client.directory.catalogue(session.language);
    const [only] = people;
    const presence = rows[0]?.watched.presence ?? null;
    if (names.length === 1 && only !== undefined && presence !== null) {
      const page = { columns: terminal.size().columns, colours: terminal.colours };
      terminal.write(`${renderDetail({ entry: only, presence, words, now: clock.now() }, page).join('\n')}\n`);
      return;
    }
    const board = { title: '', rows, words, connection: { kind: 'live' }, confirmed: true } as const;
    const screen = { ...terminal.size(), lines: Number.MAX_SAFE_INTEGER, colours: terminal.colours, now: clock.now() };
    // Without the title and the connection line, which belong to a living board.
    terminal.write(`${renderBoard(board, screen).slice(2).join('\n')}\n`);
  }
  const problem = rows.find((row) => row.watched.problem !== null)?.watched.problem;
  if (problem !== undefined && problem !== null) {
    throw problemError(problem);
  }
}
