import type { WatchedPerson } from '@lamplight/client';
import type { Line, View } from '@lamplight/domain';

/** A person's presence as programs read it: stable names, no label text. Times are wall time in ms since 1970. */
export function presenceJson(name: string, watched: WatchedPerson): Record<string, unknown> {
  const { presence, problem } = watched;
  const who = { id: watched.personId ?? watched.key, name, revision: watched.revision };
  if (presence === null) {
    return { ...who, problem: { reason: problem?.reason, message: problem?.message } };
  }
  return {
    ...who,
    availability: presence.availability,
    activity: presence.activity,
    tone: presence.tone,
    label: presence.labelId,
    since: presence.since,
    freshness: presence.freshness,
    winning: presence.winningTechnology,
    doNotDisturb: presence.doNotDisturb,
    managedBy: presence.managedBy,
    lockedFields: presence.lockedFields,
    notice: presence.noticeId,
    reach: presence.reach.map(({ systemId, hint, reasonId }) => ({ system: systemId, hint, reason: reasonId })),
    lines: presence.lines.map(lineJson),
    views: presence.views.map(viewJson),
  };
}

function lineJson(line: Line): Record<string, unknown> {
  return {
    system: line.systemId,
    address: line.address,
    state: line.call.state,
    count: line.call.count,
    direction: line.call.direction,
    remoteParty: line.call.remoteParty,
    freshness: line.freshness,
  };
}

function viewJson(view: View): Record<string, unknown> {
  return {
    system: view.systemId,
    technology: view.technology,
    availability: view.availability,
    activity: view.activity,
    freshness: view.freshness,
    masked: view.masked,
  };
}
