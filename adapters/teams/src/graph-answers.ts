/** Graph's presence as it arrives: parsed leniently, since its pages contradict one another about spellings. */
import { parsePair } from '@lamplight/domain';
import { z } from 'zod';
import type { GraphPresence } from './graph-api.ts';

const text = z.string().nullish();

/** Source: Graph, presence resource; `workLocation` since December 2025, `sequenceNumber` in the global cloud only. */
const presence = z.object({
  id: z.string().min(1),
  availability: text,
  activity: text,
  outOfOfficeSettings: z.object({ message: text, isOutOfOffice: z.boolean().nullish() }).nullish(),
  statusMessage: z
    .object({
      message: z.object({ content: text }).nullish(),
      expiryDateTime: z.object({ dateTime: text, timeZone: text }).nullish(),
    })
    .nullish(),
  workLocation: z.object({ workLocationType: text, placeId: text }).nullish(),
  sequenceNumber: text,
});

/** Answer of getPresencesByUserId. */
export const presencesAnswer = z
  .object({ value: z.array(presence) })
  .transform(({ value }): readonly GraphPresence[] => value.map(toGraphPresence));

function toGraphPresence(raw: z.output<typeof presence>): GraphPresence {
  const { outOfOffice, ...pair } = parsePair(raw.availability ?? '', raw.activity ?? '');
  const settings = raw.outOfOfficeSettings;
  const note = raw.statusMessage?.message?.content ?? '';
  const location = raw.workLocation?.workLocationType;
  return Object.freeze({
    id: raw.id.toLowerCase(),
    pair: Object.freeze(pair),
    outOfOffice: Object.freeze({
      active: settings?.isOutOfOffice === true || outOfOffice,
      message: settings?.message ?? '',
    }),
    statusMessage:
      note === '' ? null : Object.freeze({ text: note, until: expiryOf(raw.statusMessage?.expiryDateTime ?? null) }),
    workLocation: location ? Object.freeze({ type: location, place: raw.workLocation?.placeId ?? '' }) : null,
    sequenceNumber: raw.sequenceNumber ?? null,
  });
}

/** A dateTimeTimeZone in UTC as wall time in ms; another zone is not converted but left out. */
function expiryOf(
  expiry: { dateTime?: string | null | undefined; timeZone?: string | null | undefined } | null,
): number | null {
  if (!expiry?.dateTime || !/^(utc|etc\/utc|gmt)?$/i.test(expiry.timeZone ?? '')) {
    return null;
  }
  const time = Date.parse(/z$/i.test(expiry.dateTime) ? expiry.dateTime : `${expiry.dateTime}Z`);
  return Number.isNaN(time) ? null : time;
}
