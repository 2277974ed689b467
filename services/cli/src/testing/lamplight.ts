/** `lamplight …` in a test: one command line against a fake gateway and terminal. */
import { type CallerBody, routes } from '@lamplight/admin-api';
import { createEgress, ManualClock, seededRandom } from '@lamplight/runtime';
import type { Connection } from '../connection/connect.ts';
import type { Target } from '../connection/target.ts';
import { run } from '../program.ts';
import { FakeGateway } from './fake-gateway.ts';
import { FakeTerminal, type FakeTerminalOptions } from './fake-terminal.ts';

/** What every test's clock shows first. */
export const NOW = '2027-01-05T08:00:00.000Z';

export interface Ran {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
  readonly questions: readonly string[];
  /** How the gateway was reached; undefined: it was not. */
  readonly target: Target | undefined;
}

export interface LamplightOptions extends FakeTerminalOptions {
  readonly gateway?: FakeGateway;
  readonly certificate?: Connection['certificate'];
}

export async function lamplight(args: readonly string[], options: LamplightOptions = {}): Promise<Ran> {
  const terminal = new FakeTerminal(options);
  const gateway = options.gateway ?? new FakeGateway();
  let target: Target | undefined;
  const clock = clockAt(NOW);
  const code = await overTime(
    clock,
    run(args, {
      terminal,
      clock,
      random: seededRandom(1),
      connect: (to) => {
        target = to;
        return {
          client: gateway.client,
          certificate: options.certificate ?? (async () => ({ expiresAt: Date.parse('2028-01-05T08:00:00.000Z') })),
          close: async () => undefined,
        };
      },
      egress: (caPem) => createEgress({ clock, caPem }),
      onInterrupt: () => () => undefined,
    }),
  );
  return { code, output: terminal.output, errors: terminal.errors, questions: terminal.questions, target };
}

/** Lets time pass until the work is over: whatever it waits for is due at once. */
export async function overTime<T>(clock: ManualClock, work: Promise<T>): Promise<T> {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  work.then(over, over);
  while (!isOver) {
    await clock.advanceAsync(clock.nextDueIn ?? 0);
  }
  return work;
}

export function clockAt(instant: string): ManualClock {
  return new ManualClock(Date.parse(instant));
}

/** A gateway that knows the caller: by default an administrator of tenant acme. */
export function gatewayFor(caller: Partial<CallerBody> = {}): FakeGateway {
  return new FakeGateway().on(routes.keys.caller, () => ({
    keyId: 'admin',
    tenantId: 'acme',
    roles: ['administrator'],
    systemIds: [],
    personId: null,
    version: '0.1.0',
    now: NOW,
    ...caller,
  }));
}
