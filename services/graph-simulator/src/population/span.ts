import type { PersonAction } from '../control/person-action.ts';

/** What a person does for a while. The order is that of beginning at one instant; ending goes the other way round. */
const SPAN_KINDS = [
  'outOfOffice',
  'desktop',
  'mobile',
  'appointment',
  'meeting',
  'presenting',
  'call',
  'mobileCall',
  'idle',
  'locked',
  'doNotDisturb',
] as const;
export type SpanKind = (typeof SPAN_KINDS)[number];

/** Wall milliseconds of people's time, `from` before `to`. */
export interface Span {
  readonly kind: SpanKind;
  readonly from: number;
  readonly to: number;
}

/** One end of a span. */
export interface SpanEvent {
  readonly at: number;
  readonly span: Span;
  readonly begins: boolean;
}

const desktop = 'desktop';
const mobile = 'mobile';

export const ACTIONS: Readonly<Record<SpanKind, { readonly begin: PersonAction; readonly end: PersonAction }>> = {
  outOfOffice: { begin: { do: 'set out of office', message: 'Back soon.' }, end: { do: 'end out of office' } },
  desktop: { begin: { do: 'sign in', client: desktop }, end: { do: 'go offline', client: desktop } },
  mobile: { begin: { do: 'sign in', client: mobile }, end: { do: 'go offline', client: mobile } },
  appointment: { begin: { do: 'start an appointment' }, end: { do: 'end the appointment' } },
  meeting: { begin: { do: 'join a meeting', client: desktop }, end: { do: 'leave the meeting', client: desktop } },
  presenting: { begin: { do: 'start presenting', client: desktop }, end: { do: 'stop presenting', client: desktop } },
  call: { begin: { do: 'join a call', client: desktop }, end: { do: 'leave the call', client: desktop } },
  mobileCall: { begin: { do: 'join a call', client: mobile }, end: { do: 'leave the call', client: mobile } },
  idle: { begin: { do: 'go idle', client: desktop }, end: { do: 'come back', client: desktop } },
  locked: { begin: { do: 'lock the screen', client: desktop }, end: { do: 'unlock the screen', client: desktop } },
  doNotDisturb: { begin: { do: 'choose do not disturb' }, end: { do: 'reset status' } },
};

/** Both ends of every span in order of time: at one instant what ends goes first, inner things before outer ones. */
export function eventsOf(spans: readonly Span[]): readonly SpanEvent[] {
  const events = spans.flatMap((span) => [
    { at: span.from, span, begins: true },
    { at: span.to, span, begins: false },
  ]);
  return events.sort((left, right) => left.at - right.at || rank(left) - rank(right));
}

function rank(event: SpanEvent): number {
  const place = SPAN_KINDS.indexOf(event.span.kind);
  return event.begins ? place : -1 - place;
}
