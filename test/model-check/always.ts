/** What holds in every world and on every way, quiet or not. */
import { viewOf } from '@lamplight/teams-adapter/decisions';
import { looksLikeCall } from './graph.ts';
import { ATTRIBUTION_TIMES } from './times.ts';
import type { World } from './world.ts';

/**
 * How long a PBX may go on showing a Teams call that is over: until nobody can see (no read comes), and then as long
 * as a rule keeps a call that has turned into a meeting.
 */
const LAMP_OUTLIVES_CALL_TICKS = 9;

/** What is wrong with `world`, which came after `before`; null: nothing. */
export function checkAlways(before: World | null, world: World): string | null {
  return (
    phantomInTheClaim(world) ??
    phantomAtThePbx(world) ??
    foreignCallShown(world) ??
    (before?.write?.write === world.write?.write ? null : wrongWrite(world))
  );
}

/** Beside the check of each read: what nobody ever showed is claimed however it came about. */
function phantomInTheClaim({ adapter: { claim }, callShownAt }: World): string | null {
  const isCall = claim !== null && !claim.masked && looksLikeCall({ availability: '', activity: claim.activity ?? '' });
  return isCall && callShownAt === -Infinity ? `${claim.activity} is claimed, and it is our own` : null;
}

function phantomAtThePbx({ pbx, now, callShownAt, gateway }: World): string | null {
  const there = pbx.link === 'up' && !pbx.refuses;
  const told = there ? pbx.told : gateway.concluded.atLine?.kind === 'talking';
  if (!told || now - callShownAt <= LAMP_OUTLIVES_CALL_TICKS) {
    return null;
  }
  return callShownAt === -Infinity
    ? 'the PBX shows a Teams call, and there never was one'
    : `the PBX shows a Teams call that was over ${now - callShownAt} ticks ago`;
}

/** A connector that is there says what the line does, and that is what is shown. */
function foreignCallShown({ pbx, truth, gateway }: World): string | null {
  if (pbx.link !== 'up' || pbx.blind) {
    return null;
  }
  const expected = truth.line === 'idle' ? '' : truth.line;
  const { call } = gateway.concluded;
  return call === expected ? null : `the call shown is "${call}" while the line is ${truth.line} and heard`;
}

/** A session rests on a call that is heard now, and never covers a Teams call that is known. */
function wrongWrite({ write, now, adapter, gateway }: World): string | null {
  if (write === null || write.sentAt !== now || write.write.kind === 'clear') {
    return null;
  }
  const { entry } = gateway.pbx;
  const state = entry?.claim?.call?.state ?? 'unknown';
  if (entry === null || entry.staleSince !== null || (state !== 'talking' && state !== 'held')) {
    return `a session is set while the line is ${entry?.staleSince === null ? state : 'not heard'}`;
  }
  const { independent, masked } = viewOf(adapter.attribution);
  const known =
    independent !== null &&
    !masked &&
    looksLikeCall(independent.pair) &&
    now - independent.endedAt <= ATTRIBUTION_TIMES.freshMs;
  return known ? `a session is set over a known ${independent.pair.activity}` : null;
}
