/** The cells of the board: what each column says of a person. */
import type { Call, Freshness, Line, Note, Presence, Reach, View } from '@lamplight/domain';
import { printable } from './text-width.ts';

/** The words of the catalogue; a key that it does not hold is shown as it is. */
export interface Words {
  readonly labels: Readonly<Record<string, string>>;
  readonly reasons: Readonly<Record<string, string>>;
}

export function label(presence: Presence, words: Words): string {
  return words.labels[presence.labelId] ?? presence.labelId;
}

const ARROWS: Readonly<Record<Call['direction'], string>> = { incoming: '←', outgoing: '→', unknown: '·' };

/** Since when what the lamp says has been so: a call lights the lamp, and may be younger than the availability. */
export function shownSince(presence: Presence): number | null {
  return presence.call?.since ?? presence.since;
}

/** One line: its address, what it carries and with whom. */
export function line(value: Line): string {
  const { call } = value;
  const more = call.count > 1 ? ` ×${call.count}` : '';
  const party = call.remoteParty?.displayName || call.remoteParty?.address;
  const remote = party === undefined || party === '' ? '' : ` ${ARROWS[call.direction]} ${printable(party)}`;
  return `${printable(value.address)} ${call.state}${more}${remote}${freshnessMark(value.freshness)}`;
}

/** What the systems show whose lines do not stand beside it already. */
export function views(presence: Presence): string {
  const shown = new Set(presence.lines.map((one) => one.systemId));
  return presence.views
    .filter((one) => !shown.has(one.systemId))
    .map(view)
    .join(', ');
}

/**
 * One view: the technology and the pair, or the availability alone where both say the same. Masked: what the system
 * shows now is our own write, and this is what it showed before.
 */
function view(value: View): string {
  const pair = value.availability === value.activity ? value.availability : `${value.availability}/${value.activity}`;
  return `${value.technology} ${printable(pair)}${value.masked ? ' (masked)' : ''}${freshnessMark(value.freshness)}`;
}

const HINTS: Readonly<Record<Reach['hint'], string>> = {
  free: 'free',
  'second-call': 'a second call would knock',
  voicemail: 'voicemail',
  blocked: 'does not get through',
};

/** How a transfer to the person would fare at one system, and why. */
export function reach({ systemId, hint, reasonId }: Reach, words: Words): string {
  const why = words.reasons[reasonId] ?? reasonId;
  return `${HINTS[hint]} at ${systemId}${why === '' ? '' : `: ${why}`}`;
}

/** What the person is to be told about who manages their presence; null: nothing. */
export function notice(presence: Presence, words: Words): string | null {
  if (presence.noticeId !== '') {
    return words.labels[presence.noticeId] ?? presence.noticeId;
  }
  return presence.managedBy === null ? null : `This presence is managed by ${presence.managedBy}.`;
}

/** What was said in words, and until when. */
export function note({ text, until }: Note): string {
  return `${printable(text)}${until === null ? '' : ` (until ${new Date(until).toISOString()})`}`;
}

export function freshness(value: Freshness): string {
  return value === 'fresh' ? '' : value;
}

function freshnessMark(value: Freshness): string {
  return value === 'fresh' ? '' : ` (${value})`;
}

/** How long a state has lasted: 0:07, 12:34, 3 h, 2 d; empty where not known. */
export function lasting(since: number | null, now: number): string {
  if (since === null) {
    return '';
  }
  const seconds = Math.max(0, Math.floor((now - since) / 1000));
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  }
  const hours = Math.floor(seconds / 3600);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}
