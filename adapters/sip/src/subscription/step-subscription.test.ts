/** A test for each transition of the subscriber state machine. */
import { describe, expect, it } from 'vitest';
import { newSubscription, stepSubscription, subscriptionDueAt } from './step-subscription.ts';
import type {
  NotifyInput,
  SubscribeAnswer,
  SubscriptionEffect,
  SubscriptionInput,
  SubscriptionState,
} from './subscription.ts';

const OPTIONS = { expiresSeconds: 600, fullRefreshMs: 600_000 };

/** One machine with a clock of its own; keeps the effects of the last input. */
class Machine {
  state: SubscriptionState = newSubscription(OPTIONS);
  effects: readonly SubscriptionEffect[] = [];
  now = 1_000;
  jitter = 0.5;

  feed(input: SubscriptionInput, afterMs = 0): this {
    this.now += afterMs;
    const step = stepSubscription(this.state, input, { now: this.now, jitter: this.jitter, options: OPTIONS });
    this.state = step.state;
    this.effects = step.effects;
    return this;
  }

  /** Lets time pass to when the machine wants it. */
  due(): this {
    const dueAt = subscriptionDueAt(this.state);
    if (dueAt === undefined) {
      throw new Error(`nothing is due in ${this.state.phase.kind}`);
    }
    return this.feed({ kind: 'due' }, dueAt - this.now);
  }

  get phase(): string {
    return this.state.phase.kind;
  }

  /** Names of the last effects, with what tells them apart. */
  get did(): readonly string[] {
    return this.effects.map((effect) => {
      switch (effect.kind) {
        case 'answer-notify':
          return `answer ${effect.status}`;
        case 'line-unknown':
          return `unknown ${effect.problem.kind}${effect.problem.status === null ? '' : ` ${effect.problem.status}`}`;
        case 'subscribe':
          return `subscribe ${effect.dialog === null ? 'anew' : 'within'} ${effect.sequence} for ${effect.expiresSeconds}`;
        default:
          return effect.kind;
      }
    });
  }

  get waitMs(): number | null {
    const { phase } = this.state;
    return phase.kind === 'waiting' && phase.until !== null ? phase.until - this.now : null;
  }
}

const turn = (callId = 'c1'): SubscriptionInput => ({ kind: 'turn', callId, localTag: 'local' });
const answer = (status: number, more: Partial<SubscribeAnswer> = {}): SubscribeAnswer => ({
  kind: 'answer',
  callId: 'c1',
  status,
  reason: '',
  lastSequence: 1,
  toTag: 'remote',
  contact: 'sip:pbx',
  routes: [],
  expiresSeconds: undefined,
  minExpiresSeconds: undefined,
  retryAfterSeconds: undefined,
  ...more,
});
const notify = (
  sequence: number,
  more: Partial<NotifyInput> = {},
  reason?: string,
  retryAfterSeconds?: number,
): NotifyInput => ({
  kind: 'notify',
  callId: 'c1',
  fromTag: 'remote',
  contact: 'sip:pbx',
  routes: [],
  sequence,
  subscription: {
    state: reason === undefined ? 'active' : 'terminated',
    reason,
    expiresSeconds: undefined,
    retryAfterSeconds,
  },
  content: 'document',
  ...more,
});

const subscribing = () => new Machine().feed({ kind: 'start' }).feed(turn());
const awaiting = () => subscribing().feed(answer(200));
const established = () => awaiting().feed(notify(10)).feed({ kind: 'content', outcome: 'applied' });
const renewing = () => established().due().feed(turn());

describe('beginning', () => {
  it('asks for a turn, then subscribes', () => {
    const machine = new Machine().feed({ kind: 'start' });
    expect([machine.phase, ...machine.did]).toEqual(['queued', 'want-turn']);
    machine.feed(turn());
    expect([machine.phase, ...machine.did]).toEqual(['subscribing', 'subscribe anew 1 for 600']);
  });

  it('waits for the NOTIFY after the answer, which establishes it', () => {
    expect(awaiting().phase).toBe('awaiting-notify');
    const machine = awaiting().feed(notify(10));
    expect([machine.phase, ...machine.did]).toEqual(['established', 'answer 200', 'take-content']);
  });

  it('takes a NOTIFY before the answer', () => {
    const machine = subscribing().feed(notify(10));
    expect([machine.phase, ...machine.did]).toEqual(['subscribing', 'answer 200', 'take-content']);
    machine.feed(answer(200));
    expect([machine.phase, ...machine.did]).toEqual(['established']);
  });

  it('takes the dialog of the NOTIFY where the answer has another tag', () => {
    const machine = awaiting().feed(notify(10, { fromTag: 'other' }));
    expect(machine.state.phase).toMatchObject({ kind: 'established', dialog: { remoteTag: 'other' } });
  });

  it('without a NOTIFY in the time of timer N the line is unknown', () => {
    const machine = awaiting();
    expect(subscriptionDueAt(machine.state)).toBe(machine.now + 32_000);
    machine.due();
    expect([machine.phase, ...machine.did]).toEqual(['waiting', 'forget-dialogs', 'unknown no-notify']);
  });

  it('pending: the line is unknown until the PBX allows it', () => {
    const pending = {
      state: 'pending',
      reason: undefined,
      expiresSeconds: undefined,
      retryAfterSeconds: undefined,
    } as const;
    const machine = awaiting().feed(notify(10, { subscription: pending, content: 'none' }));
    expect([machine.phase, ...machine.did]).toEqual(['established', 'answer 200', 'unknown pending']);
    expect(machine.feed(notify(11)).did).toEqual(['answer 200', 'take-content']);
  });
});

describe('refused', () => {
  it.each([403, 404, 405, 410, 489, 603, 302])('%i: unknown with the reason, tried again slowly', (status) => {
    const machine = subscribing().feed(answer(status));
    expect([machine.phase, ...machine.did]).toEqual(['waiting', 'forget-dialogs', `unknown refused ${status}`]);
    expect(machine.waitMs).toBe(600_000);
    expect(machine.due().did).toEqual(['want-turn']);
  });

  it.each([408, 480, 500, 503])('%i: tried again with back-off that grows', (status) => {
    const machine = subscribing().feed(answer(status));
    const waits = [machine.waitMs];
    for (const callId of ['c2', 'c3', 'c4']) {
      machine.due().feed(turn(callId)).feed(answer(status, { callId }));
      waits.push(machine.waitMs);
    }
    expect(waits).toEqual([750, 1_500, 3_000, 6_000]);
  });

  it('Retry-After decides', () => {
    expect(subscribing().feed(answer(503, { retryAfterSeconds: 120 })).waitMs).toBe(120_500);
  });

  it('423: asks for Min-Expires at once', () => {
    const machine = subscribing().feed(answer(423, { minExpiresSeconds: 1_800 }));
    expect([machine.phase, ...machine.did]).toEqual(['queued', 'want-turn']);
    expect(machine.feed(turn('c2')).did).toEqual(['subscribe anew 1 for 1800']);
  });

  it.each([undefined, 600, 1_000_000])('423 with Min-Expires %s makes no loop', (minExpiresSeconds) => {
    expect(subscribing().feed(answer(423, { minExpiresSeconds })).waitMs).toBe(600_000);
  });

  it('no answer: unknown, tried again with back-off', () => {
    const machine = subscribing().feed({ kind: 'no-answer', callId: 'c1', lastSequence: 1 });
    expect([machine.phase, ...machine.did]).toEqual(['waiting', 'forget-dialogs', 'unknown no-answer']);
    expect(machine.waitMs).toBe(750);
  });

  it('credentials refused: held until released', () => {
    const machine = subscribing().feed({ kind: 'credentials-refused', callId: 'c1', why: 'wrong' });
    expect([machine.phase, ...machine.did]).toEqual(['waiting', 'forget-dialogs', 'unknown credentials-refused']);
    expect(subscriptionDueAt(machine.state)).toBeUndefined();
    expect(machine.feed({ kind: 'release' }).did).toEqual(['want-turn']);
  });

  it('an answer to a call that is given up counts no more', () => {
    const machine = subscribing().feed(answer(503)).due().feed(turn('c2'));
    expect(machine.feed(answer(200)).phase).toBe('subscribing');
  });
});

describe('refreshing', () => {
  it('goes out before the expiry, in the dialog, with the next CSeq', () => {
    const machine = established();
    expect(subscriptionDueAt(machine.state)).toBe(1_000 + 600_000 * 0.825);
    machine.due();
    expect(machine.did).toEqual(['want-turn']);
    expect(machine.feed(turn()).did).toEqual(['subscribe within 2 for 600']);
  });

  it('goes out for the full refresh where the subscription is longer', () => {
    const machine = subscribing()
      .feed(answer(200, { expiresSeconds: 86_400 }))
      .feed(notify(1));
    expect(subscriptionDueAt(machine.state)).toBe(1_000 + 600_000 * 0.9);
  });

  it('is spread by jitter', () => {
    const machine = new Machine();
    machine.jitter = 0;
    machine.feed({ kind: 'start' }).feed(turn()).feed(answer(200)).feed(notify(1));
    expect(subscriptionDueAt(machine.state)).toBe(1_000 + 600_000 * 0.75);
  });

  it('wants a NOTIFY after the answer', () => {
    const machine = renewing().feed(answer(200, { lastSequence: 2 }));
    expect(machine.state.phase).toMatchObject({ renewal: { kind: 'awaiting-notify' } });
    machine.feed(notify(11));
    expect(machine.state.phase).toMatchObject({ renewal: { kind: 'scheduled' } });
    const silent = renewing()
      .feed(answer(200, { lastSequence: 2 }))
      .due();
    expect([silent.phase, ...silent.did]).toEqual(['queued', 'forget-dialogs', 'unknown no-notify', 'want-turn']);
  });

  it('is content with a NOTIFY before the answer', () => {
    const machine = renewing()
      .feed(notify(11))
      .feed(answer(200, { lastSequence: 2 }));
    expect(machine.state.phase).toMatchObject({ kind: 'established', renewal: { kind: 'scheduled' } });
  });

  it('481: unknown, a new subscription at once, and a suspicion', () => {
    const machine = renewing().feed(answer(481, { lastSequence: 2 }));
    expect([machine.phase, ...machine.did]).toEqual([
      'queued',
      'forget-dialogs',
      'unknown refused 481',
      'want-turn',
      'suspect-restart',
    ]);
    expect(machine.feed(turn('c2')).did).toEqual(['subscribe anew 1 for 600']);
  });

  it('481 again and again backs off', () => {
    const machine = subscribing().feed(answer(481));
    expect(machine.phase).toBe('queued');
    expect(machine.feed(turn('c2')).feed(answer(481, { callId: 'c2' })).waitMs).toBe(750);
  });

  it('404 ends it: the line is gone', () => {
    const machine = renewing().feed(answer(404, { lastSequence: 2 }));
    expect([machine.phase, ...machine.did]).toEqual(['waiting', 'forget-dialogs', 'unknown refused 404']);
  });

  it('503 leaves the line known until the expiry and is tried again', () => {
    const machine = renewing().feed(answer(503, { lastSequence: 2, retryAfterSeconds: 30 }));
    expect([machine.phase, ...machine.did]).toEqual(['established']);
    expect(subscriptionDueAt(machine.state)).toBe(machine.now + 30_500);
  });

  it('423 asks for more in the dialog', () => {
    const machine = renewing().feed(answer(423, { lastSequence: 2, minExpiresSeconds: 900 }));
    expect(machine.did).toEqual(['want-turn']);
    expect(machine.feed(turn()).did).toEqual(['subscribe within 3 for 900']);
  });

  it('a subscription that expires before its turn is unknown and made anew', () => {
    const machine = established().due().due();
    expect([machine.phase, ...machine.did]).toEqual([
      'queued',
      'drop-turn',
      'forget-dialogs',
      'unknown expired',
      'want-turn',
    ]);
  });

  it('no answer ends it', () => {
    const machine = renewing().feed({ kind: 'no-answer', callId: 'c1', lastSequence: 2 });
    expect([machine.phase, ...machine.did]).toEqual(['waiting', 'forget-dialogs', 'unknown no-answer']);
  });

  it('credentials refused hold the line', () => {
    const machine = renewing().feed({ kind: 'credentials-refused', callId: 'c1', why: 'changed' });
    expect([machine.phase, machine.waitMs]).toEqual(['waiting', null]);
  });

  it('a NOTIFY may shorten the subscription', () => {
    const short = { state: 'active', reason: undefined, expiresSeconds: 60, retryAfterSeconds: undefined } as const;
    const machine = established().feed(notify(11, { subscription: short }));
    expect(subscriptionDueAt(machine.state)).toBe(machine.now + 60_000 * 0.825);
  });

  it('verify refreshes now, unless that is under way', () => {
    expect(established().feed({ kind: 'verify' }).did).toEqual(['want-turn']);
    expect(established().feed({ kind: 'verify' }).feed({ kind: 'verify' }).did).toEqual([]);
    expect(subscribing().feed({ kind: 'verify' }).did).toEqual([]);
  });
});

describe('terminated by the PBX', () => {
  it.each(['deactivated', 'timeout', 'something-new'])('%s: a new subscription at once', (reason) => {
    const machine = established().feed(notify(11, { content: 'none' }, reason));
    expect([machine.phase, ...machine.did]).toEqual([
      'queued',
      'answer 200',
      'forget-dialogs',
      'unknown terminated',
      'want-turn',
    ]);
  });

  it.each(['probation', 'giveup'])('%s: with back-off, or when the PBX says', (reason) => {
    expect(established().feed(notify(11, {}, reason)).waitMs).toBe(750);
    expect(established().feed(notify(11, {}, reason, 300)).waitMs).toBe(300_500);
  });

  it.each(['rejected', 'noresource', 'invariant'])('%s: slowly', (reason) => {
    expect(established().feed(notify(11, {}, reason)).waitMs).toBe(600_000);
  });

  it('at once every time does not become a loop, and a proved subscription begins anew', () => {
    const machine = established().feed(notify(11, {}, 'deactivated'));
    machine
      .feed(turn('c2'))
      .feed(answer(200, { callId: 'c2' }))
      .feed(notify(1, { callId: 'c2' }, 'deactivated'));
    expect(machine.waitMs).toBe(750);
    machine
      .due()
      .feed(turn('c3'))
      .feed(answer(200, { callId: 'c3' }))
      .feed(notify(1, { callId: 'c3' }));
    expect(machine.feed(notify(2, { callId: 'c3' }, 'deactivated'), 30_000).phase).toBe('queued');
  });

  it('before the answer', () => {
    const machine = subscribing().feed(notify(10, {}, 'noresource'));
    expect([machine.phase, ...machine.did]).toEqual(['waiting', 'answer 200', 'forget-dialogs', 'unknown terminated']);
  });
});

describe('NOTIFYs that do not fit', () => {
  it('of another call, another fork, or without a subscription: 481', () => {
    expect(established().feed(notify(11, { callId: 'c9' })).did).toEqual(['answer 481']);
    expect(established().feed(notify(11, { fromTag: 'fork' })).did).toEqual(['answer 481']);
    expect(new Machine().feed(notify(1)).did).toEqual(['answer 481']);
    expect(subscribing().feed(answer(404)).feed(notify(1)).did).toEqual(['answer 481']);
    expect(
      subscribing()
        .feed(notify(1))
        .feed(notify(2, { fromTag: 'fork' })).did,
    ).toEqual(['answer 481']);
  });

  it('out of order: not taken, and the whole state is asked for', () => {
    const machine = established().feed(notify(9));
    expect([machine.phase, ...machine.did]).toEqual(['established', 'answer 500', 'want-turn']);
  });

  it('out of order again before a document fitted: a new subscription follows the new count', () => {
    const machine = established().feed(notify(3)).feed(notify(4));
    expect([machine.phase, ...machine.did]).toEqual([
      'queued',
      'answer 500',
      'drop-turn',
      'forget-dialogs',
      'unknown version-gap',
      'want-turn',
    ]);
  });

  it('out of order once in a while only refreshes', () => {
    const machine = established()
      .feed(notify(9))
      .feed(turn())
      .feed(notify(11))
      .feed({ kind: 'content', outcome: 'applied' });
    machine.feed(answer(200, { lastSequence: 2 }));
    expect(machine.feed(notify(10)).did).toEqual(['answer 500', 'want-turn']);
  });

  it('unreadable: refused, the line unknown, asked for again half a minute later', () => {
    const machine = established().feed(notify(11, { content: { unreadable: 'no XML', status: 400 } }));
    expect(machine.did).toEqual(['answer 400', 'forget-dialogs', 'unknown unreadable']);
    expect(subscriptionDueAt(machine.state)).toBe(machine.now + 30_000);
  });
});

describe('a version gap', () => {
  const gap = { kind: 'content', outcome: 'gap' } as const;

  it('asks for the whole state and leaves the line known for a second', () => {
    const machine = established().feed(gap);
    expect(machine.did).toEqual(['want-turn']);
    expect(subscriptionDueAt(machine.state)).toBe(machine.now + 1_000);
    expect(machine.due().did).toEqual(['unknown version-gap']);
  });

  it('is closed by a document that fits', () => {
    const machine = established().feed(gap).feed(turn()).feed(notify(11)).feed({ kind: 'content', outcome: 'applied' });
    expect(machine.state.phase).toMatchObject({ disorder: 0, unknownAt: null });
  });

  it('that the refresh does not close leads to a new subscription', () => {
    const machine = established()
      .feed(gap)
      .feed(turn())
      .feed(answer(200, { lastSequence: 2 }))
      .feed(notify(11))
      .feed(gap);
    expect([machine.phase, ...machine.did]).toEqual(['queued', 'forget-dialogs', 'unknown version-gap', 'want-turn']);
  });
});

describe('the PBX is lost', () => {
  const lost = { kind: 'pbx-lost', problem: { kind: 'pbx-unreachable', status: null, text: 'gone' } } as const;

  it.each([
    ['queued', () => new Machine().feed({ kind: 'start' }), ['drop-turn', 'forget-dialogs', 'unknown pbx-unreachable']],
    ['subscribing', subscribing, ['forget-dialogs', 'unknown pbx-unreachable']],
    ['established', established, ['forget-dialogs', 'unknown pbx-unreachable']],
    ['waiting', () => subscribing().feed(answer(404)), ['forget-dialogs', 'unknown pbx-unreachable']],
  ] as const)('while %s: unknown and held until released, then a new subscription', (_, make, did) => {
    const machine = make().feed(lost);
    expect([machine.phase, machine.waitMs, ...machine.did]).toEqual(['waiting', null, ...did]);
    expect(machine.feed({ kind: 'release' }).phase).toBe('queued');
  });

  it('while ending: it is over', () => {
    expect(established().feed({ kind: 'stop' }).feed(lost).did).toEqual(['ended']);
  });
});

describe('ending', () => {
  it('unsubscribes and waits for the last NOTIFY', () => {
    const machine = established().feed({ kind: 'stop' });
    expect([machine.phase, ...machine.did]).toEqual(['ending', 'subscribe within 11 for 0']);
    expect(machine.feed(answer(200, { lastSequence: 11 })).did).toEqual([]);
    expect(machine.feed(notify(11)).did).toEqual(['answer 200']);
    expect(machine.feed(notify(12, {}, 'timeout')).did).toEqual(['answer 200', 'ended']);
    expect(machine.phase).toBe('idle');
  });

  it('does not wait for ever', () => {
    const machine = established().feed({ kind: 'stop' });
    expect(subscriptionDueAt(machine.state)).toBe(machine.now + 2_000);
    expect(machine.due().did).toEqual(['ended']);
  });

  it('is over when the PBX knows nothing of it', () => {
    expect(established().feed({ kind: 'stop' }).feed(answer(481)).did).toEqual(['ended']);
  });

  it('while the first SUBSCRIBE is under way: when it is answered', () => {
    const machine = subscribing().feed({ kind: 'stop' });
    expect(machine.did).toEqual([]);
    expect(machine.feed(answer(200)).did).toEqual(['subscribe within 11 for 0']);
    expect(
      subscribing()
        .feed({ kind: 'stop' })
        .feed(answer(423, { minExpiresSeconds: 900 })).did,
    ).toEqual(['ended']);
    expect(subscribing().feed({ kind: 'stop' }).feed({ kind: 'no-answer', callId: 'c1', lastSequence: 1 }).did).toEqual(
      ['ended'],
    );
  });

  it('where nothing stands it is over at once', () => {
    expect(new Machine().feed({ kind: 'start' }).feed({ kind: 'stop' }).did).toEqual(['drop-turn', 'ended']);
    expect(subscribing().feed(answer(404)).feed({ kind: 'stop' }).did).toEqual(['ended']);
    expect(established().due().feed({ kind: 'stop' }).did).toEqual(['drop-turn', 'subscribe within 11 for 0']);
    expect(awaiting().feed({ kind: 'stop' }).did).toEqual(['subscribe within 11 for 0']);
  });
});
