/**
 * What is to be seen once it is quiet: faults have stopped, everything that was due has happened, reads are current.
 * Said anew from the truth of the world, without the resolver, attribution or the ledger.
 *
 * Where the sources cannot tell, the world gets a label, and what is shown has to be one of the answers allowed there.
 */
import { SHOWN_BY_OUR_SESSION_FLAG } from '@lamplight/domain';
import { isMasked, looksLikeCall, others, oursInForce, shown } from './graph.ts';
import type { Concluded, World } from './world.ts';

export interface QuietJudgement {
  /** Null: as it should be. */
  readonly problem: string | null;
  /** What of this world no source can tell. */
  readonly labels: readonly string[];
}

export const LABELS = {
  underChoice: 'a Teams call under a status chosen by hand: shown as the status says',
  underWrite: 'a Teams call begun under our own write: found when the line hangs up',
  underForeign: 'a Teams call under another application’s do-not-disturb: shown as that says',
  foreignCall: 'another application’s session that looks like a call: told to the PBX as one',
  heldUp:
    'a Teams call that another application copied from the lamp at the PBX: shown and told for as long as that goes on',
  suspended: 'a call found under our own write: told to the PBX until the latch breaker suspends it, in turn',
  meetingUnderWrite: 'an appointment under our own write: the call at the line is shown',
  signedOutUnderWrite: 'signed out under our own write: the call at the line is shown',
  signedOutChoice: 'a status chosen by hand and hidden by signing out, which our own session brings to light',
  signedInUnderWrite:
    'signed in under our own session, which had brought a choice by hand to light: it stays for the call',
  outOfSight: 'the PBX is out of sight: shown as Teams says',
  sourceGone: 'the PBX’s connector is gone: shown as Teams says, and the PBX keeps its lamp',
} as const;

const TONES: Readonly<Record<string, string>> = {
  Available: 'available',
  Away: 'away',
  Busy: 'busy',
  DoNotDisturb: 'do-not-disturb',
  Offline: 'offline',
};

/** Judges one world of `cycle`, the worlds that come again and again. */
export function checkQuiet(world: World, cycle: readonly World[]): QuietJudgement {
  const labels = labelsOf(world, cycle);
  const problem = checkSession(world) ?? checkShown(world) ?? checkLamp(world, cycle) ?? checkSteady(world, cycle);
  return { problem, labels };
}

/**
 * What holds whatever the profile: nothing of ours without its cause, nothing that is stale, nothing back and forth.
 */
export function checkQuietOfAnyProfile(world: World, cycle: readonly World[]): QuietJudgement {
  const labels = labelsOf(world, cycle);
  const left = oursInForce(world) !== null && !isOnCall(world) ? 'our session stands without a call at the line' : null;
  return { problem: left ?? checkLampNeedsCall(world) ?? checkSteady(world, cycle), labels };
}

/** A line that is heard, in a call. */
function isOnCall({ pbx, truth }: World): boolean {
  return pbx.link === 'up' && !pbx.blind && (truth.line === 'talking' || truth.line === 'held');
}

/** Our session stands exactly while the line talks and nothing that Teams shows forbids it. */
function checkSession(world: World): string | null {
  const stands = oursInForce(world) !== null;
  const without = others(world);
  if (!isOnCall(world)) {
    return stands ? 'our session stands without a call at the line' : null;
  }
  const forbidden = without.availability === 'DoNotDisturb' || looksLikeCall(without);
  if (forbidden && stands && !isMasked(world) && !isChoiceBroughtToLight(world)) {
    return `our session stands beside ${without.activity}`;
  }
  return !forbidden && !stands ? 'the line talks and our session does not stand' : null;
}

/** What a console shows, in the order of the default profile's table. */
function checkShown(world: World): string | null {
  const { concluded } = world.gateway;
  const { tone, label, availability, activity } = expected(world);
  const wanted = `${availability}/${activity} ${tone} ${label ?? concluded.labelId}`;
  const found = `${concluded.availability}/${concluded.activity} ${concluded.tone} ${concluded.labelId}`;
  if (wanted !== found) {
    return `${found} is shown instead of ${wanted}`;
  }
  return concluded.freshness === 'fresh' ? viewProblem(world, concluded) : `what is shown is ${concluded.freshness}`;
}

interface Expected {
  readonly availability: string;
  readonly activity: string;
  readonly tone: string;
  /** Null: whatever the status says. */
  readonly label: string | null;
}

function expected(world: World): Expected {
  const visible = shown(world);
  const onCall = isOnCall(world);
  const decidedByTeams = visible.availability === 'DoNotDisturb' || visible.availability === 'Away' || !onCall;
  const pair = decidedByTeams ? visible : { availability: 'Busy', activity: 'InACall' };
  const { line } = world.truth;
  if (onCall) {
    return { ...pair, tone: 'busy', label: `call-${line}` };
  }
  if (line === 'ringing' && world.pbx.link === 'up' && !world.pbx.blind) {
    return { ...pair, tone: 'ringing', label: 'call-ringing' };
  }
  return { ...pair, tone: TONES[pair.availability] ?? '', label: null };
}

/** Teams' own view: what Teams says, or marked where we cannot see past our own write. */
function viewProblem(world: World, { teamsMasked, teamsView }: Concluded): string | null {
  if (teamsMasked !== isMasked(world)) {
    return teamsMasked
      ? 'the view of Teams is marked as hidden and is not'
      : 'the view of Teams is hidden and not marked';
  }
  return teamsMasked || teamsView === shown(world).activity ? null : `the view of Teams says ${teamsView}`;
}

/** The PBX is told of a call that Teams shows and that it does not see itself, and of none that nobody shows. */
function checkLamp(world: World, cycle: readonly World[]): string | null {
  if (world.pbx.link !== 'up') {
    return null;
  }
  const needless = checkLampNeedsCall(world);
  if (needless !== null) {
    return needless;
  }
  if (isHeldUp(world) && world.adapter.attribution.inferred !== null) {
    return 'the lamp at the PBX and whoever copies it keep each other up, and nobody is in a call';
  }
  if (isOnCall(world)) {
    return world.pbx.told ? 'the PBX is told of a call at a line that talks itself' : null;
  }
  return isCallVisible(world) && !world.pbx.told && !isSuspended(cycle)
    ? 'the PBX is not told of the call that Teams shows'
    : null;
}

function checkLampNeedsCall(world: World): string | null {
  const needless = world.pbx.link === 'up' && world.pbx.told && !isCallVisible(world);
  return needless ? 'the PBX shows a Teams call that nobody shows' : null;
}

function isCallVisible(world: World): boolean {
  return !isMasked(world) && looksLikeCall(shown(world));
}

/** The lamp at the PBX and the session of whoever copies it keep each other up. */
function isHeldUp(world: World): boolean {
  const { foreign, truth } = world;
  const lineTalks = truth.line === 'talking' || truth.line === 'held';
  return foreign.copies && foreign.pair !== null && !truth.call && !lineTalks;
}

/** Nothing goes back and forth when nothing happens, but for the latch breaker's turns. */
function checkSteady(world: World, cycle: readonly World[]): string | null {
  const first = cycle[0] ?? world;
  const stands = (candidate: World) => oursInForce(candidate) !== null;
  if (cycle.some((other) => stands(other) !== stands(first))) {
    return 'our session comes and goes by itself';
  }
  const said = ({ gateway: { concluded } }: World) =>
    `${concluded.availability}/${concluded.activity} ${concluded.tone}`;
  return cycle.some((other) => said(other) !== said(first)) ? 'what is shown changes by itself' : null;
}

function isSuspended(cycle: readonly World[]): boolean {
  return cycle.some(({ adapter: { breaker } }) =>
    [...breaker.calls.values()].some(({ suspendedAt }) => suspendedAt !== null),
  );
}

/** The choice that shows is one that our session was seen to bring to light, whoever has signed in since. */
function isChoiceBroughtToLight({ truth, adapter: { claim } }: World): boolean {
  return truth.chosen === 'DoNotDisturb' && claim?.flags.includes(SHOWN_BY_OUR_SESSION_FLAG) === true;
}

function labelsOf(world: World, cycle: readonly World[]): readonly string[] {
  const { truth, foreign, pbx, now } = world;
  const masked = isMasked(world);
  const foreignPair = foreign.pair !== null && foreign.until > now ? foreign.pair : null;
  const conditions: readonly (readonly [boolean, string])[] = [
    [truth.call && truth.chosen !== 'none', LABELS.underChoice],
    [masked && looksLikeCall(others(world)), LABELS.underWrite],
    [truth.call && truth.chosen === 'none' && foreignPair?.activity === 'Presenting', LABELS.underForeign],
    [!masked && !truth.call && foreignPair !== null && truth.chosen === 'none', LABELS.foreignCall],
    [isHeldUp(world), LABELS.heldUp],
    [isSuspended(cycle), LABELS.suspended],
    [masked && others(world).activity === 'InAMeeting', LABELS.meetingUnderWrite],
    [masked && !truth.signedIn && foreignPair === null, LABELS.signedOutUnderWrite],
    [isOnCall(world) && !truth.signedIn && foreignPair === null && truth.chosen !== 'none', LABELS.signedOutChoice],
    [isChoiceBroughtToLight(world) && (truth.signedIn || foreignPair !== null), LABELS.signedInUnderWrite],
    [pbx.blind && pbx.link === 'up', LABELS.outOfSight],
    [pbx.link === 'down', LABELS.sourceGone],
  ];
  return conditions.filter(([holds]) => holds).map(([, label]) => label);
}
