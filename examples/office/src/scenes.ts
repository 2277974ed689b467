/**
 * What happens in an office, as scenes of steps. A scene takes the people it needs, who are then busy until it ends,
 * so that nobody is in two scenes. Pure data and choice: the stage carries the steps out.
 */
import type { Random } from '@lamplight/runtime';
import type { OfficePerson } from './people.ts';

export type TeamsAct =
  | 'join a call'
  | 'leave the call'
  | 'join a meeting'
  | 'leave the meeting'
  | 'start presenting'
  | 'stop presenting'
  | 'choose do not disturb'
  | 'reset status'
  | 'lock the screen'
  | 'unlock the screen';

export type Step =
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'ring'; readonly from: OfficePerson; readonly to: OfficePerson }
  | { readonly kind: 'answer' }
  | { readonly kind: 'hang-up' }
  | { readonly kind: 'hold' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'refuse' }
  | { readonly kind: 'teams'; readonly person: OfficePerson; readonly act: TeamsAct };

export interface Scene {
  readonly people: readonly OfficePerson[];
  readonly steps: readonly Step[];
}

type Maker = (people: readonly [OfficePerson, OfficePerson], between: (low: number, high: number) => Step) => Scene;

const wholeCall: Maker = ([from, to], between) => ({
  people: [from, to],
  steps: [{ kind: 'ring', from, to }, between(2, 4), { kind: 'answer' }, between(8, 20), { kind: 'hang-up' }],
});

const callOnHold: Maker = ([from, to], between) => ({
  people: [from, to],
  steps: [
    { kind: 'ring', from, to },
    between(2, 3),
    { kind: 'answer' },
    between(4, 8),
    { kind: 'hold' },
    between(4, 6),
    { kind: 'resume' },
    between(3, 6),
    { kind: 'hang-up' },
  ],
});

const refusedCall: Maker = ([from, to], between) => ({
  people: [from, to],
  steps: [{ kind: 'ring', from, to }, between(3, 5), { kind: 'refuse' }],
});

const teamsCall: Maker = ([one, other], between) => ({
  people: [one, other],
  steps: [
    { kind: 'teams', person: one, act: 'join a call' },
    { kind: 'teams', person: other, act: 'join a call' },
    between(10, 18),
    { kind: 'teams', person: one, act: 'leave the call' },
    { kind: 'teams', person: other, act: 'leave the call' },
  ],
});

const meetingWithSlides: Maker = ([speaker, listener], between) => ({
  people: [speaker, listener],
  steps: [
    { kind: 'teams', person: speaker, act: 'join a meeting' },
    { kind: 'teams', person: listener, act: 'join a meeting' },
    between(4, 8),
    { kind: 'teams', person: speaker, act: 'start presenting' },
    between(8, 14),
    { kind: 'teams', person: speaker, act: 'stop presenting' },
    between(2, 4),
    { kind: 'teams', person: speaker, act: 'leave the meeting' },
    { kind: 'teams', person: listener, act: 'leave the meeting' },
  ],
});

const quietHour: Maker = ([person], between) => ({
  people: [person],
  steps: [
    { kind: 'teams', person, act: 'choose do not disturb' },
    between(15, 30),
    { kind: 'teams', person, act: 'reset status' },
  ],
});

const lunch: Maker = ([person], between) => ({
  people: [person],
  steps: [
    { kind: 'teams', person, act: 'lock the screen' },
    between(12, 25),
    { kind: 'teams', person, act: 'unlock the screen' },
  ],
});

/** Calls are what an office does most. */
const MAKERS: readonly Maker[] = [
  wholeCall,
  wholeCall,
  wholeCall,
  callOnHold,
  refusedCall,
  teamsCall,
  meetingWithSlides,
  quietHour,
  lunch,
];

/** The next scene among those who are free; undefined while fewer than two are. */
export function nextScene(free: readonly OfficePerson[], random: Random): Scene | undefined {
  const [first, second] = draw(free, random);
  const maker = MAKERS[Math.floor(random.next() * MAKERS.length)];
  if (first === undefined || second === undefined || maker === undefined) {
    return undefined;
  }
  const between = (low: number, high: number): Step => ({
    kind: 'wait',
    ms: Math.round(1000 * (low + random.next() * (high - low))),
  });
  return maker([first, second], between);
}

function draw(free: readonly OfficePerson[], random: Random): readonly (OfficePerson | undefined)[] {
  const first = free[Math.floor(random.next() * free.length)];
  const others = free.filter((person) => person !== first);
  return [first, others[Math.floor(random.next() * others.length)]];
}
