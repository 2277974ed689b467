/** The tables of a profile's page: each row is what `resolve` answers. */
import type { BoundClaim, Desired, Presence, PresencePair, Resolution } from '@lamplight/domain';
import { catalogue, describeReason, LABEL_IDS, type Profile } from '@lamplight/resolver';
import { table } from './markdown.ts';
import { ACCOUNT, answer, otherSystem, PHONE, phone, TEAMS_STATUSES, teams } from './samples.ts';

const english = catalogue('en');
const FREE: PresencePair = { availability: 'Available', activity: 'Available' };
const IN_A_CALL: PresencePair = { availability: 'Busy', activity: 'InACall' };
const IN_A_CONFERENCE: PresencePair = { availability: 'Busy', activity: 'InAConferenceCall' };

const CALLS: readonly (readonly [string, BoundClaim])[] = [
  ['the phone rings', phone('ringing')],
  ['the phone dials', phone('dialling')],
  ['the phone talks', phone('talking')],
  ['the phone holds a call', phone('held')],
  ['the phone is in a conference', phone('conference')],
  ['the phone is on do-not-disturb', phone('idle', true)],
  ['another system says "in a call"', otherSystem(IN_A_CALL)],
  ['another system says "in a conference call"', otherSystem(IN_A_CONFERENCE)],
];

/** What is shown for each status of Teams: alone, as the view of Teams, and what the phone is told. */
export function teamsTable(profile: Profile): string {
  const rows = TEAMS_STATUSES.map((pair) => {
    const { presence } = answer(profile, [teams(pair)]);
    const beside = answer(profile, [teams(pair), phone('idle')]);
    return [pairInWords(pair), ...shown(presence), ...viewOfTeams(presence), desiredAt(beside, PHONE.systemId)];
  });
  return table(['Teams says', 'shown', 'tone', 'label', 'view of Teams', 'its label', 'the PBX is told'], rows);
}

/** What a call does while Teams says Available. */
export function callsTable(profile: Profile): string {
  const rows = CALLS.map(([words, claim]) => {
    const resolution = answer(profile, [teams(FREE), claim]);
    return [words, ...shown(resolution.presence), desiredAt(resolution, ACCOUNT.systemId)];
  });
  return table(['while Teams says Available', 'shown', 'tone', 'label', 'written to Teams'], rows);
}

/** Which statuses of Teams a call at the phone is written over, and why not. */
export function writesTable(profile: Profile): string {
  const rows = TEAMS_STATUSES.map((pair) => {
    const resolution = answer(profile, [teams(pair), phone('talking')]);
    return [
      pairInWords(pair),
      ...shown(resolution.presence),
      desiredAt(resolution, ACCOUNT.systemId),
      whyNot(resolution, profile),
    ];
  });
  return table(['Teams says, while the phone talks', 'shown', 'tone', 'label', 'written to Teams', 'why not'], rows);
}

function shown({ availability, activity, tone, labelId, winningTechnology }: Presence): readonly string[] {
  const decided = winningTechnology !== '' || availability !== 'PresenceUnknown';
  return [decided ? `${availability}/${activity}` : 'not known', tone, labelInWords(labelId)];
}

function viewOfTeams({ views }: Presence): readonly string[] {
  const view = views.find(({ systemId }) => systemId === ACCOUNT.systemId);
  return view === undefined ? ['none', ''] : [view.tone, labelInWords(view.labelId)];
}

function desiredAt({ effects }: Resolution, system: string): string {
  const effect = effects.find(({ systemId }) => systemId === system);
  return effect === undefined ? 'nothing' : desiredInWords(effect.desired);
}

function desiredInWords(desired: Desired): string {
  switch (desired.kind) {
    case 'session':
    case 'preferred':
      return pairInWords(desired);
    case 'leave':
      return 'left as it is';
    default:
      return desired.kind;
  }
}

/** The reasons of rules that write to Teams and did not. */
function whyNot({ effects, reasons }: Resolution, profile: Profile): string {
  if (effects.some(({ systemId }) => systemId === ACCOUNT.systemId)) {
    return '';
  }
  const reason = reasons.find(({ rule, applied }) => !applied && profile.rules[rule]?.kind === 'write-session');
  return reason === undefined ? '' : describeReason(reason, profile, 'en');
}

function pairInWords({ availability, activity }: PresencePair): string {
  return `${availability}/${activity}`;
}

function labelInWords(id: string): string {
  const known = LABEL_IDS.find((labelId) => labelId === id);
  return known === undefined ? id : english.labels[known];
}
