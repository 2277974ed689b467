/** Graph's presence as it arrives: parsed leniently, since its pages contradict one another about spellings. */
import { parsePair } from '@lamplight/domain';
import { z } from 'zod';
import { instantOf } from './date-time-zone.ts';
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
  workLocation: z.object({ workLocationType: text, source: text, placeId: text }).nullish(),
  sequenceNumber: text,
});

/** One presence. */
export const presenceAnswer = presence.transform(toGraphPresence);

function toGraphPresence(raw: z.output<typeof presence>): GraphPresence {
  const { outOfOffice, ...pair } = parsePair(raw.availability ?? '', raw.activity ?? '');
  const settings = raw.outOfOfficeSettings;
  const note = raw.statusMessage?.message?.content ?? '';
  return Object.freeze({
    id: raw.id.toLowerCase(),
    pair: Object.freeze(pair),
    outOfOffice: Object.freeze({
      active: settings?.isOutOfOffice === true || outOfOffice,
      message: settings?.message ?? '',
    }),
    statusMessage:
      note === '' ? null : Object.freeze({ text: note, until: instantOf(raw.statusMessage?.expiryDateTime) }),
    workLocation: workLocationOf(raw.workLocation),
    sequenceNumber: raw.sequenceNumber ?? null,
  });
}

function workLocationOf(raw: z.output<typeof presence>['workLocation']): GraphPresence['workLocation'] {
  return raw?.workLocationType
    ? Object.freeze({ type: raw.workLocationType, place: raw.placeId ?? '', source: raw.source ?? '' })
    : null;
}
