import type { PresenceVersion } from '../engine/presence-engine.ts';
import { PRESENCE_UNKNOWN, type PresencePair } from '../engine/presence-pair.ts';
import { CLOUD_FEATURES } from '../switches/clouds.ts';
import type { Switches } from '../switches/switches.ts';
import { graphInstant } from './graph-instant.ts';

/**
 * The presence resource as another user, or an application, reads it: expiryDateTime and publishedDateTime of the
 * status message are left out (Graph page presenceStatusMessage).
 */
export function renderPresence(
  personId: string,
  version: PresenceVersion,
  switches: Switches,
): Readonly<Record<string, unknown>> {
  return {
    id: personId,
    ...renderPair(version.pair, switches),
    outOfOfficeSettings: {
      message: version.outOfOffice.message,
      isOutOfOffice: version.outOfOffice.isOutOfOffice,
    },
    statusMessage:
      version.statusMessage === undefined
        ? null
        : { message: { content: version.statusMessage.content, contentType: 'text' } },
    ...(version.workLocation === undefined ? {} : { workLocation: version.workLocation }),
    ...(CLOUD_FEATURES[switches.cloud].sequenceNumber ? { sequenceNumber: version.sequenceNumber } : {}),
  };
}

/** The presence resource as a signed-in person reads their own: with the dates of the status message. */
export function renderOwnPresence(
  personId: string,
  version: PresenceVersion,
  switches: Switches,
): Readonly<Record<string, unknown>> {
  const rendered = renderPresence(personId, version, switches);
  if (version.statusMessage === undefined) {
    return rendered;
  }
  const { content, publishedOn, expiry } = version.statusMessage;
  const dates = {
    publishedDateTime: graphInstant(publishedOn),
    ...(expiry === undefined
      ? {}
      : { expiryDateTime: { dateTime: graphInstant(expiry.wall).slice(0, -1), timeZone: 'UTC' } }),
  };
  return { ...rendered, statusMessage: { message: { content, contentType: 'text' }, ...dates } };
}

/** What the switch `unknownIds: PresenceUnknown` answers for an id without a presence. */
export function renderUnknown(id: string, switches: Switches): Readonly<Record<string, unknown>> {
  return {
    id,
    ...renderPair(PRESENCE_UNKNOWN, switches),
    outOfOfficeSettings: { message: null, isOutOfOffice: false },
    statusMessage: null,
    ...(CLOUD_FEATURES[switches.cloud].sequenceNumber ? { sequenceNumber: 'A0000000000000000' } : {}),
  };
}

export function renderPair(pair: PresencePair, switches: Switches): PresencePair {
  return { availability: spelled(pair.availability, switches), activity: spelled(pair.activity, switches) };
}

function spelled(value: string, switches: Switches): string {
  return switches.casing === 'pascal' ? value : `${value.slice(0, 1).toLowerCase()}${value.slice(1)}`;
}
