import type { DirectoryEntry } from '@lamplight/client';
import type { Presence } from '@lamplight/domain';
import { handle } from '../selector.ts';
import { label, lasting, line, note, notice, reach, shownSince, views, type Words } from './describe.ts';
import { bold, lamp } from './lamp.ts';
import { aligned, type Page, type Paragraph } from './paragraphs.ts';
import { printable } from './text-width.ts';

export interface Detail {
  readonly entry: DirectoryEntry;
  readonly presence: Presence;
  readonly words: Words;
  /** Wall time in ms. */
  readonly now: number;
}

/** Everything that is shown of one person, as the lines of a page. Pure. */
export function renderDetail({ entry, presence, words, now }: Detail, page: Page): readonly string[] {
  const since = lasting(shownSince(presence), now);
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['State', [`${label(presence, words)} (${presence.availability}/${presence.activity})`]],
    ['Since', since === '' ? [] : [since]],
    ['Freshness', presence.freshness === 'fresh' ? [] : [presence.freshness]],
    ['Managed by', presence.managedBy === null ? [] : [presence.managedBy]],
    ['Notice', [notice(presence, words)].filter((text) => text !== null)],
    ['Locked', presence.lockedFields.length === 0 ? [] : [presence.lockedFields.join(', ')]],
    ['Lines', presence.lines.map(line)],
    ['Views', views(presence) === '' ? [] : [views(presence)]],
    ['Transfer', presence.reach.map((one) => reach(one, words))],
    ['Out of office', presence.outOfOffice?.active === true ? [outOfOffice(presence.outOfOffice)] : []],
    ['Note', presence.note === null ? [] : [note(presence.note)]],
    ['Operator’s note', presence.operatorNote === null ? [] : [note(presence.operatorNote)]],
    ['Hidden', presence.hiddenFields.length === 0 ? [] : [presence.hiddenFields.join(', ')]],
  ];
  const paragraphs: readonly Paragraph[] = rows.flatMap(([lead, texts]) =>
    texts.map((text, index) => ({ lead: index === 0 ? lead : '', text })),
  );
  return [headline(entry, presence, page), ...aligned(paragraphs, page)];
}

/** The lamp and who it is. */
export function headline(entry: DirectoryEntry, presence: Presence | null, { colours }: Page): string {
  const who = bold(printable(`${entry.displayName} (${handle(entry)})`), colours);
  return `${lamp(presence?.tone ?? 'unknown', colours)} ${who}`;
}

function outOfOffice(absence: NonNullable<Presence['outOfOffice']>): string {
  return note({ text: absence.message === '' ? 'yes' : absence.message, until: absence.until });
}
