import type { ReportStatusRequest } from '@lamplight/client';
import { PREFERRED_PAIRS, type PresencePair } from '@lamplight/domain';
import type { Clock } from '@lamplight/runtime';
import { notice } from '../board/describe.ts';
import { renderDetail } from '../board/render-detail.ts';
import { findPerson, selectorOf } from '../selector.ts';
import type { Session } from '../session.ts';
import type { Terminal } from '../terminal.ts';

/** The statuses that can be set, as they are written on the command line. */
export const STATUSES: ReadonlyMap<string, PresencePair> = new Map(
  PREFERRED_PAIRS.map((pair) => [
    pair.availability.replace(/(?<=.)[A-Z]/g, (letter) => `-${letter}`).toLowerCase(),
    pair,
  ]),
);

export interface StatusOptions {
  /** Null: clears what was set before. */
  readonly status: PresencePair | null;
  /** Empty: none. */
  readonly note: string;
  /** Null: until cleared. */
  readonly minutes: number | null;
}

/**
 * Sets or clears the status of a person, and shows what came of it. Where something else manages their presence the
 * gateway keeps the status and does not use it: the notice says so.
 */
export async function setStatus(
  session: Session,
  name: string,
  options: StatusOptions,
  modules: { readonly terminal: Terminal; readonly clock: Clock },
): Promise<void> {
  const { terminal, clock } = modules;
  const { directory } = session.client;
  const entry = await findPerson(session.client, name);
  const person = selectorOf(entry);
  await directory.reportStatus({ person, status: statusOf(options, clock.now()) });
  const [change] = (await directory.getPresence([person])).items;
  if (change?.outcome.kind !== 'presence') {
    return;
  }
  const { presence } = change.outcome;
  const words = await directory.catalogue(session.language);
  const page = { columns: terminal.size().columns, colours: terminal.colours };
  terminal.write(`${renderDetail({ entry, presence, words, now: clock.now() }, page).join('\n')}\n`);
  if (options.status !== null && presence.managedBy !== null) {
    terminal.writeError(
      `kept, and not used while ${presence.managedBy} manages this presence: ${notice(presence, words)}\n`,
    );
  }
}

function statusOf({ status, note, minutes }: StatusOptions, now: number): ReportStatusRequest['status'] {
  if (status === null) {
    return { kind: 'clear' };
  }
  const until = minutes === null ? null : now + minutes * 60_000;
  return { kind: 'set', ...status, note: note === '' ? null : { text: note, until }, until };
}
