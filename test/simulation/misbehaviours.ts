/**
 * Every way in which the simulated Graph can misbehave, to be begun before a short day and ended after it. Made of the
 * simulator's own lists, so that what is added there is tried here.
 */
import {
  DEFAULT_APP,
  DEFAULT_SWITCHES,
  type FaultAnswer,
  type FaultInput,
  type GraphSimulator,
  RANDOM_FAULT_KINDS,
  type RouteName,
  switchesSchema,
} from '@lamplight/graph-simulator';
import { z } from 'zod';
import { FOREIGN_APP } from './simulated-site.ts';

export type Control = GraphSimulator['control'];

export interface Misbehaviour {
  readonly name: string;
  /** @returns how to end it */
  begin(control: Control): () => void;
  /** Another application shows calls of its own: whoever has one there is in a call for all that Graph says. */
  readonly foreign?: true;
  /** Graph says that our session is gone, and keeps it: nothing tells what it shows from a Teams call. */
  readonly keepsOurs?: true;
}

/**
 * How long after the end of a misbehaviour anybody may be shown otherwise than Graph shows them, in ms: the longest pause
 * between two tries, and what has to settle then.
 */
export const CONVERGED_AFTER_MS = 120_000;
/** The same where Graph kept a session of ours that it called gone: it ends with its lease. */
export const LEASE_OVER_AFTER_MS = 330_000;

/** Each value of each switch that is not in force by default; of times, none, a second and ten minutes. */
export const SWITCHED: readonly Misbehaviour[] = Object.entries(switchesSchema.shape).flatMap(([name, schema]) => {
  const inner = schema.unwrap();
  const values: readonly (string | number)[] = inner instanceof z.ZodEnum ? inner.options : [0, 1_000, 600_000];
  return values
    .filter((value) => value !== Reflect.get(DEFAULT_SWITCHES, name))
    .map((value) => ({
      name: `${name}: ${value}`,
      begin: (control) => {
        control.changeSwitches(switchesSchema.parse({ ...DEFAULT_SWITCHES, [name]: value }));
        return () => control.changeSwitches(DEFAULT_SWITCHES);
      },
    }));
});

/** Each kind of fault. An answer of a kind that is added to the simulator is missing here until it is written down. */
const FAULTY_ANSWERS = {
  status: [
    { kind: 'status', status: 400 },
    { kind: 'status', status: 401 },
    { kind: 'status', status: 403 },
    { kind: 'status', status: 404 },
    { kind: 'status', status: 429 },
    { kind: 'status', status: 429, retryAfterS: 7 },
    { kind: 'status', status: 500 },
    { kind: 'status', status: 503, retryAfterS: 7 },
  ],
  hang: [
    { kind: 'hang', carriedOut: false },
    { kind: 'hang', carriedOut: true },
  ],
  reset: [
    { kind: 'reset', carriedOut: false },
    { kind: 'reset', carriedOut: true },
  ],
  html: [
    { kind: 'html', status: 200 },
    { kind: 'html', status: 502 },
  ],
  empty: [
    { kind: 'empty', json: false },
    { kind: 'empty', json: true },
  ],
  truncated: [{ kind: 'truncated' }],
  delay: [
    { kind: 'delay', ms: 3_000 },
    { kind: 'delay', ms: 15_000 },
  ],
  show: [{ kind: 'show', availability: 'Levitating', activity: 'JugglingKnives' }],
  entraError: [
    { kind: 'entraError', code: 90033 },
    { kind: 'entraError', code: 7000215 },
  ],
} as const satisfies { readonly [Kind in FaultAnswer['kind']]: readonly Extract<FaultAnswer, { kind: Kind }>[] };

/** Every fault on every one of these calls, for as long as it lasts. */
export function faulty(routes: readonly RouteName[]): readonly Misbehaviour[] {
  return routes.flatMap((route) =>
    Object.values(FAULTY_ANSWERS)
      .flat()
      .filter(({ kind }) => fits(kind, route))
      .map((answer: FaultAnswer) => ({
        name: `${route}: ${Object.values(answer).join(' ')}`,
        begin: (control) => {
          if (route === 'token') {
            // A token that is good is not asked for again.
            control.addFault({ routes: ['getPresencesByUserId'], times: 1, answer: { kind: 'status', status: 401 } });
          }
          control.addFault({ routes: [route], times: 'always', answer });
          return () => control.clearFaults();
        },
        ...(route === 'clearPresence' && saysDone(answer) ? { keepsOurs: true } : {}),
      })),
  );
}

/** Every fault once on a call, for a script of one after another. */
export function faultyOnce(route: RouteName): readonly FaultInput[] {
  return Object.values(FAULTY_ANSWERS)
    .flat()
    .filter(({ kind }) => fits(kind, route))
    .map((answer: FaultAnswer) => ({ routes: [route], times: 1, answer }));
}

/** Pairs are in answers of reads only, and Entra's errors in Entra's. */
function fits(kind: FaultAnswer['kind'], route: RouteName): boolean {
  return kind === 'show' ? route === 'getPresencesByUserId' : kind !== 'entraError' || route === 'token';
}

/** Of a clear: without having been carried out. */
function saysDone(answer: FaultAnswer): boolean {
  return answer.kind === 'empty' || (answer.kind === 'status' && answer.status === 404);
}

export const AT_RANDOM: readonly Misbehaviour[] = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => ({
  name: `seed ${seed}`,
  begin: ({ randomFaults }) => {
    // An empty answer to a clear keeps our session; that one is tried alone.
    const kinds = RANDOM_FAULT_KINDS.filter((kind) => kind !== 'empty');
    randomFaults.change({ seed, rate: 0.3, kinds });
    return () => randomFaults.change({ seed, rate: 0, kinds });
  },
}));

export const THROTTLED: readonly Misbehaviour[] = [
  { presence: { limit: 15, windowMs: 30_000 } },
  { presence: { limit: 2, windowMs: 30_000 } },
  { presence: { limit: 1, windowMs: 60_000 } },
  { application: { limit: 10, windowMs: 30_000 } },
].map((limits) => ({
  name: JSON.stringify(limits),
  begin: (control) => {
    const before = control.throttle;
    control.changeThrottle(limits);
    return () => control.changeThrottle(before);
  },
}));

const APP = DEFAULT_APP.appId;

const refusals: readonly { readonly name: string; readonly refuse: (control: Control) => void }[] = [
  { name: 'the consent is withdrawn', refuse: ({ apps }) => apps.withdrawConsent(APP) },
  { name: 'the consent lacks writing', refuse: ({ apps }) => apps.consent(APP, { roles: ['Presence.Read.All'] }) },
  { name: 'the consent lacks reading', refuse: ({ apps }) => apps.consent(APP, { roles: ['User.Read.All'] }) },
  { name: 'the application is disabled', refuse: ({ apps }) => apps.consent(APP, { enabled: false }) },
];

export const REFUSED: readonly Misbehaviour[] = refusals.map(({ name, refuse }) => ({
  name,
  begin: (control) => {
    refuse(control);
    // Tokens that were given out before say nothing of it.
    control.addFault({ routes: ['getPresencesByUserId'], times: 1, answer: { kind: 'status', status: 401 } });
    return () => {
      control.clearFaults();
      control.apps.consent(APP);
    };
  },
}));

const SESSIONS = [
  { availability: 'Available', activity: 'Available' },
  { availability: 'Busy', activity: 'InACall' },
  { availability: 'Busy', activity: 'InAConferenceCall' },
  { availability: 'Away', activity: 'Away' },
  { availability: 'DoNotDisturb', activity: 'Presenting' },
] as const;

/** Another application that writes sessions of its own, or ends ours. */
export function foreignWriter(userIds: readonly string[]): readonly Misbehaviour[] {
  const clear = (control: Control, userId: string, sessionId: string): void => {
    const { sessions } = control.inspect(userId);
    if (sessions.some(({ kind, id }) => kind !== 'client' && id === sessionId)) {
      control.act(userId, { do: 'clear application session', sessionId });
    }
  };
  const clearAll = (control: Control): void => {
    for (const userId of userIds) {
      clear(control, userId, FOREIGN_APP);
    }
  };
  const constant = SESSIONS.map((pair) => ({
    name: `${pair.availability}/${pair.activity} over everybody`,
    begin: (control: Control) => {
      for (const userId of userIds) {
        control.act(userId, { do: 'set application session', sessionId: FOREIGN_APP, ...pair });
      }
      return () => clearAll(control);
    },
  }));
  const following = SESSIONS.map((pair) => ({
    name: `${pair.availability}/${pair.activity} beside each of our sessions`,
    begin: (control: Control) => {
      const stop = control.onWrite(({ action, userId }) => {
        if (action === 'setPresence') {
          control.act(userId, { do: 'set application session', sessionId: FOREIGN_APP, ...pair });
        } else {
          clear(control, userId, FOREIGN_APP);
        }
      });
      return () => {
        stop();
        clearAll(control);
      };
    },
  }));
  const ending = {
    name: 'ends each of our sessions',
    begin: (control: Control) =>
      control.onWrite(({ action, userId }) => {
        if (action === 'setPresence') {
          clear(control, userId, APP);
        }
      }),
  };
  return [...constant, ...following, ending].map((misbehaviour) => ({ ...misbehaviour, foreign: true }));
}
