import type { Texts } from './texts.ts';

export const en: Texts = Object.freeze({
  at: '{address} at {system}',
  nobody: 'this person',
  seconds: '{count} seconds',
  parts: {
    presence: 'what it says of the presence',
    view: 'its own view',
    details: 'what rides along, such as a note',
  },
  telephony: {
    pbx: 'at the PBX',
    teams: 'in Teams',
    twinned: 'at the PBX and in Teams at once',
  },
  labels: {
    pending: 'Not heard yet',
    paused: 'Not shown at present',
    unknown: 'Unknown',
    other: 'As reported',
    available: 'Available',
    'available-idle': 'Available, inactive',
    'available-inactive': 'Available, inactive',
    busy: 'Busy',
    'busy-idle': 'Busy, inactive',
    'in-a-call': 'In a call',
    'in-a-conference-call': 'In a conference call',
    'in-a-meeting': 'In a meeting',
    presenting: 'Presenting',
    'do-not-disturb': 'Do not disturb',
    focusing: 'Focusing',
    'urgent-interruptions-only': 'Urgent interruptions only',
    away: 'Away',
    'be-right-back': 'Be right back',
    offline: 'Offline',
    'off-work': 'Appears offline',
    'out-of-office': 'Out of office',
    'call-talking': 'On the phone',
    'call-held': 'On the phone, call on hold',
    'call-conference': 'In a telephone conference',
    'call-ringing': 'Ringing',
    'call-dialling': 'Dialling',
    'call-parked': 'Call parked',
    'line-unreachable': 'Phone unreachable',
    present: 'Present',
    absent: 'Absent',
    'in-call': 'In call',
    'managed-by-teams': 'Your presence status is managed by your Microsoft Teams account.',
  },
  tones: {
    unknown: 'Unknown',
    available: 'Free',
    ringing: 'Ringing',
    busy: 'Busy',
    'do-not-disturb': 'Do not disturb',
    away: 'Away',
    offline: 'Offline',
    'out-of-office': 'Out of office',
    neutral: 'Known',
    'in-use': 'In use',
  },
  reasons: {
    paused: 'Being shown is paused for this person, so nothing is shown and nothing is written to any system.',
    'takes-no-part':
      'This person takes no part in what the profile integrates, so {subject} is neither shown nor written nor counted.',
    'integration-paused':
      'What the profile integrates is paused for everybody, so {subject} is neither shown nor written nor counted.',
    'not-in-groups': 'This rule is only for members of {groups}, and this person is none.',
    'in-excepted-groups': 'This rule is not for members of {groups}, and this person is one.',
    'other-telephony': 'This rule is only for people whose calls are made in another way: {telephony}.',
    'no-claim-asked-for':
      'This rule counts only while a system says something particular of this person, and none does now.',
    'claim-ruled-out': 'This rule does not count while {subject} says what it says now.',
    'no-account-asked-for': 'This rule is only for people with {accounts} who take part there.',
    'condition-unheard': 'Whether this rule counts depends on {subject}, which is not heard now.',
    'left-until-condition-heard':
      'Whether this rule counts depends on a system that is not heard now, so what stands at {subject} is left as it is.',
    'outside-the-times': 'This rule counts only during {times}, in the time zone of this person, and that is not now.',
    'inside-excepted-times':
      'This rule does not count during {times}, in the time zone of this person, and that is now.',
    'after-winning-technology': 'The winning technology has spoken, and no rule after it shows anything.',
    'left-out': 'Of {subject} the profile leaves this out: {parts}.',
    'nothing-to-leave-out': 'No system says anything that would be left out here.',
    shown: '{subject} says what this rule shows: it decides availability, tone and label.',
    'shown-as-availability': '{subject} says what this rule shows: it decides availability.',
    'shown-as-lamp':
      '{subject} says what this rule shows: it decides tone and label, while availability is left as it is.',
    'shown-only-fresh': 'What {subject} says was last heard before its source was lost, so it decides nothing here.',
    'stale-state-lights-lamp':
      'What {subject} said last is shown by tone and label, marked as stale, while nothing that is heard says otherwise.',
    'nothing-to-show': 'No system says what this rule shows.',
    managed: 'This person has an account at {subject}, which manages their presence.',
    'already-managed': 'An earlier rule has already said who manages the presence of this person.',
    'not-managed': 'This person has no account in {technology} that would manage their presence.',
    'kept-after-change':
      '{subject} turned from a call into a meeting less than {duration} ago, so it still counts as the call.',
    'nothing-to-keep': 'No call has just turned into a meeting.',
    'ignored-after-hang-up':
      'The line hung up less than {duration} ago, so the call that {subject} still shows is that same call and is ignored.',
    'no-recent-hang-up': 'No reported call is left over from a hang-up of the line.',
    'telephony-not-concerned': 'This applies only to people whose calls are seen both by the PBX and by Teams.',
    'chosen-decides': 'The state at {subject} counts as chosen by hand and decides availability.',
    'chosen-masked':
      'The state remembered for {subject} does not show through what we wrote there, so as a choice by hand it is over.',
    'chosen-stale': 'The choice by hand at {subject} was last heard before its source was lost, so it does not decide.',
    'chosen-elsewhere-active':
      'The state at {subject} may be mere inactivity, since the person is active at another account, so it does not count as chosen by hand.',
    'chosen-available-hides-nothing': 'Available was chosen at {subject}, which never hides a call or anything else.',
    'nothing-chosen': 'Nothing that was chosen by hand applies here.',
    'already-decided': 'An earlier rule has already decided availability.',
    'live-call-decides': 'There is a call at {subject}: it decides availability, tone and label.',
    'live-call-lights-lamp':
      'There is a call at {subject}: it decides tone and label, while availability stays as an earlier rule decided it.',
    'stale-call-lights-lamp':
      'There was a call at {subject} when its source was lost: tone and label keep showing it, marked as stale.',
    'no-live-call': 'No line of this person is in a call.',
    'shared-line-not-counted':
      'There is a call at {subject}, a shared line, but nothing shows that this person is on it.',
    'ringing-lights-lamp': '{subject} is ringing or dialling: tone and label show it, and availability stays as it is.',
    'no-ringing-call': 'No line of this person is ringing or dialling.',
    'lamp-already-lit': 'What {subject} says is not shown, since an earlier rule has already decided tone and label.',
    'do-not-disturb-lights-lamp': '{subject} is on do-not-disturb: tone and label show it.',
    'no-do-not-disturb': 'No phone is on do-not-disturb.',
    'reported-call-decides': '{subject} reports a call, which decides availability.',
    'reported-call-masked': '{subject} shows what we wrote there ourselves, so it is no evidence of a call.',
    'reported-call-stale': 'The call at {subject} was last heard before its source was lost, so it does not decide.',
    'no-reported-call': 'No system reports a call of this person without a line.',
    'winner-decides': '{subject} belongs to the first system in order of precedence and decides availability.',
    'fallen-back': 'No system that comes before it is heard and knows the state, so {subject} decides availability.',
    'stale-winner-decides':
      'No source that is connected knows the state, so the last word of {subject} is shown, marked as stale.',
    outranked: '{subject} has a state, but another system or line comes first.',
    'unknown-never-wins': '{subject} does not know the state, and unknown never outranks a known state.',
    'not-heard-yet': '{subject} has not been heard yet.',
    'waits-for-unheard': '{subject} alone does not decide while a system has not been heard yet.',
    'call-out-of-sight':
      'A line of this person was in a call when its system could not see it any more, so what {subject} shows does not say that they are free.',
    'nothing-known': 'No system knows a state of this person.',
    'technology-missing': 'This person has no account in {technology}, so only lines are shown.',
    'technology-present': 'This person has an account in {technology}.',
    'session-wanted': 'There is a call in another system and {subject} does not show one, so it is written there.',
    'session-left-pending':
      'Not everything that matters for {subject} has been heard yet, so what stands there is left alone.',
    'session-left-stale':
      'The call behind {subject} was last heard before its source was lost, so what stands there is neither renewed nor undone.',
    'session-left-unknown':
      'The line behind {subject} was in a call when its system could not see it any more, so what stands there is neither renewed nor undone.',
    'telephony-never-written': '{subject} is never written, because this person’s calls are already seen in Teams.',
    'call-already-shown': '{subject} already shows a call of its own, so nothing is written over it.',
    'do-not-disturb-already-shown': '{subject} already shows do-not-disturb, so nothing is written over it.',
    'choice-not-overwritten':
      'The state at {subject} was chosen by hand and is never overwritten; while it stands, Teams itself hides calls behind it.',
    'offline-not-written': '{subject} is offline, and the profile does not write to people who are offline.',
    'no-connected-call': 'No other system has a connected call, so nothing is written to {subject}.',
    'no-account': 'There is no account to write to.',
    'cause-not-covered':
      'Other systems are told of what {subject} shows, so nothing is written over it: it could not be seen any more.',
    'session-outranked': '{subject} shows a state that goes before what would be written, so nothing is written.',
    'already-shown': '{subject} already shows by itself what would be written, so nothing is written.',
    'already-wanted': 'An earlier rule has already decided what is written to {subject}.',
    'read-only': 'This profile only reads. Otherwise {subject} would be set to {written}.',
    'read-only-conference': 'This profile only reads. Otherwise {subject} would be set to {written}.',
    'do-not-disturb-wanted':
      'A phone is on do-not-disturb and somebody is signed in at {subject}, so do-not-disturb is written there.',
    'looked-at-again':
      'What we wrote to {subject} is taken away for a moment, to see whether somebody is still signed in there.',
    'do-not-disturb-left-pending':
      'Something that decides about do-not-disturb at {subject} has not been heard yet, so what stands there is left alone.',
    'do-not-disturb-left-stale':
      'What decides about do-not-disturb at {subject} was last heard before its source was lost, so what stands there is left alone.',
    'do-not-disturb-left-unknown':
      'It cannot be seen whether somebody is signed in at {subject}, so what stands there is left alone.',
    'preferred-wanted':
      '{written} is set at {subject} as if chosen by hand; what was chosen there before is put back afterwards.',
    'choice-before-unknown':
      '{written} is set at {subject} as if chosen by hand; whether something was chosen there before is not known, so afterwards nothing is put back.',
    'preferred-left-pending':
      'Something that decides about the status at {subject} has not been heard yet, so what stands there is left alone.',
    'preferred-left-stale':
      'What decides about the status at {subject} was last heard before its source was lost, so what stands there is left alone.',
    'preferred-left-unknown':
      'What decides about the status at {subject} cannot be seen now, so what stands there is left alone.',
    'offline-not-preferred': 'Nobody is signed in at {subject}, where Teams would ignore a status chosen by hand.',
    'nothing-to-prefer': 'No other system says anything for which a status would be set at {subject}.',
    'do-not-disturb-imposed':
      'This person is not to be disturbed in another system, so {subject} is put on do-not-disturb.',
    'own-do-not-disturb-not-sent-back':
      'Only the system of {subject} itself says do-not-disturb, so it is not sent back there.',
    'no-do-not-disturb-elsewhere': 'No other system says do-not-disturb, so {subject} is not put on it.',
    'line-talks-itself': '{subject} is in a call itself and need not be told of another one.',
    'talking-wanted': 'This person is in a call in another system, so {subject} is told that they are talking.',
    'talking-left-pending':
      'A system that may have a call has not been heard yet, so what stands at {subject} is left alone.',
    'talking-left-stale':
      'The call in the other system was last heard before its source was lost, so what stands at {subject} is left alone.',
    'call-unconfirmed': 'The call at {subject} is only inferred and not yet confirmed, so no line is told.',
    'call-counted-once': 'The call at {subject} is the same as the one at the line, so it counts once.',
    'own-call-not-sent-back': 'The only call is in the system of {subject} itself, so it is not sent back there.',
    'no-call-elsewhere': 'No other system has a call that {subject} would have to be told of.',
    'no-line': 'There is no line to tell.',
    'reach-idle': 'The line is free.',
    'reach-on-a-call': 'The line has a call already; a further one would knock.',
    'reach-call-elsewhere': 'The line is free, but the person is in a call in another system.',
    'reach-forwarded': 'Every call to the line is forwarded.',
    'reach-forwarded-when-busy': 'The line has a call already and forwards further ones.',
    'reach-forwarded-when-unreachable': 'The phone cannot be reached and its calls are forwarded.',
    'reach-do-not-disturb': 'The phone is on do-not-disturb.',
    'reach-person-do-not-disturb': 'The person does not want to be disturbed; the phone itself would ring.',
    'reach-unreachable': 'The phone cannot be reached.',
    'reach-by-status': 'The status that is shown says so for this person.',
  },
});
