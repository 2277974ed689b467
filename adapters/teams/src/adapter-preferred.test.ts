/** Preferred statuses against the simulator: what Graph is told, what it shows, what is answered to the gateway. */
import { afterEach, describe, expect, test } from 'vitest';
import { ADA, Harness } from './testing/simulated-graph.ts';

const DO_NOT_DISTURB = { availability: 'DoNotDisturb', activity: 'DoNotDisturb' } as const;
const BUSY = { availability: 'Busy', activity: 'Busy' } as const;

let harness: Harness | undefined;
afterEach(async () => harness?.stop());

function begin(): Harness {
  harness = new Harness();
  return harness;
}

/** What Graph shows of Ada, such as `Busy/InACall`. */
function atGraph({ simulator }: Harness): string {
  const { availability, activity } = simulator.control.inspect(ADA).shown;
  return `${availability}/${activity}`;
}

describe('a preferred status', () => {
  test('is set with a lease, renewed, masked while it stands, and cleared when it is not wanted any more', async () => {
    const h = begin();
    await h.start([ADA]);
    h.want(h.preferring(ADA, DO_NOT_DISTURB));
    await h.run(160_000);
    expect(h.writes).toEqual([
      'setUserPreferredPresence DoNotDisturb 200',
      'setUserPreferredPresence DoNotDisturb 200',
    ]);
    expect(h.simulator.control.writes[0]?.body).toMatchObject({ expirationDuration: 'PT5M' });
    expect(atGraph(h)).toBe('DoNotDisturb/DoNotDisturb');
    expect(h.shown(ADA)).toBe('Available/Available (masked)');
    h.want(h.silent(ADA));
    await h.run(3000);
    expect(h.writes.slice(2)).toEqual(['clearUserPreferredPresence 200']);
    expect(h.shown(ADA)).toBe('Available/Available');
    expect(h.results.map(({ generation, outcome }) => [generation, outcome])).toEqual([
      [1, 'applied'],
      [2, 'applied'],
    ]);
    expect(h.lastHealth).toMatchObject({ state: 'ok', reason: '' });
  });

  test('what the person had chosen is put back, with the duration that Graph gives it', async () => {
    const h = begin();
    await h.start([ADA]);
    h.simulator.control.act(ADA, { do: 'choose busy' });
    await h.run(3000);
    h.want(h.preferring(ADA, { availability: 'Away', activity: 'Away' }, BUSY));
    await h.run(10_000);
    expect(h.shown(ADA)).toBe('Busy/Busy (masked)');
    h.want(h.silent(ADA));
    await h.run(3000);
    expect(h.writes).toEqual(['setUserPreferredPresence Away 200', 'setUserPreferredPresence Busy 200']);
    expect(h.simulator.control.writes[1]?.body).toEqual(BUSY);
    expect(h.shown(ADA)).toBe('Busy/Busy');
    await h.run(600_000);
    expect(atGraph(h)).toBe('Busy/Busy');
  });

  test('of somebody who is signed in nowhere has no effect, and takes effect when they are', async () => {
    const h = begin();
    h.simulator.control.act(ADA, { do: 'go offline' });
    await h.start([ADA]);
    h.want(h.preferring(ADA, DO_NOT_DISTURB));
    await h.run(5000);
    expect(h.results).toEqual([]);
    await h.run(5000);
    expect(h.shown(ADA)).toBe('Offline/Offline');
    expect(h.results.at(-1)).toMatchObject({ outcome: 'without-effect', reason: 'no_client_session' });
    h.simulator.control.act(ADA, { do: 'sign in' });
    await h.run(10_000);
    expect(h.results.at(-1)).toMatchObject({ outcome: 'applied' });
    expect(h.shown(ADA)).toBe('Offline/Offline (masked)');
  });

  test('over which the person chooses another one is neither renewed nor cleared', async () => {
    const h = begin();
    await h.start([ADA]);
    h.want(h.preferring(ADA, DO_NOT_DISTURB));
    await h.run(10_000);
    h.simulator.control.act(ADA, { do: 'choose busy' });
    await h.run(400_000);
    expect(h.shown(ADA)).toBe('Busy/Busy');
    expect(h.results.at(-1)).toMatchObject({ outcome: 'without-effect', reason: 'chosen_by_hand' });
    h.want(h.silent(ADA));
    await h.run(10_000);
    expect(h.writes).toEqual(['setUserPreferredPresence DoNotDisturb 200']);
    expect(atGraph(h)).toBe('Busy/Busy');
  });

  test('that Teams shows already is not set', async () => {
    const h = begin();
    h.simulator.control.act(ADA, { do: 'choose busy' });
    await h.start([ADA]);
    await h.run(3000);
    h.want(h.preferring(ADA, BUSY));
    await h.run(100_000);
    expect(h.writes).toEqual([]);
    expect(h.results.at(-1)).toMatchObject({ outcome: 'without-effect', reason: 'already_shown' });
  });

  test('does not cover a Teams call', async () => {
    const h = begin();
    h.simulator.control.act(ADA, { do: 'join a call' });
    await h.start([ADA]);
    await h.run(3000);
    h.want(h.preferring(ADA, DO_NOT_DISTURB));
    await h.run(12_000);
    expect(h.writes).toEqual(['clearPresence 404', 'clearPresence 404']);
    expect(h.results.at(-1)).toMatchObject({ outcome: 'without-effect', reason: 'teams_state_stands' });
    h.simulator.control.act(ADA, { do: 'leave the call' });
    await h.run(10_000);
    expect(h.results.at(-1)).toMatchObject({ outcome: 'applied' });
  });

  test('takes the place of a session, and a session its place, the former cleared first', async () => {
    const h = begin();
    await h.start([ADA]);
    h.want(h.talking(ADA));
    await h.run(10_000);
    h.want(h.preferring(ADA, DO_NOT_DISTURB));
    await h.run(10_000);
    h.want(h.talking(ADA));
    await h.run(10_000);
    expect(h.writes).toEqual([
      'setPresence InACall 200',
      'clearPresence 200',
      'setUserPreferredPresence DoNotDisturb 200',
      'clearUserPreferredPresence 200',
      'setPresence InACall 200',
    ]);
    expect(h.shown(ADA)).toBe('Available/Available (masked)');
    expect(h.history.filter(({ claim }) => claim.activity !== 'Available')).toEqual([]);
  });

  test('ends with its lease when the process dies', async () => {
    const h = begin();
    await h.start([ADA]);
    h.want(h.preferring(ADA, DO_NOT_DISTURB));
    await h.run(10_000);
    await h.adapter.stop();
    await h.run(280_000);
    expect(atGraph(h)).toBe('DoNotDisturb/DoNotDisturb');
    await h.run(20_000);
    expect(atGraph(h)).toBe('Available/Available');
  });

  test('that is wanted on after a restart is ours again; at its end health says what could not be put back', async () => {
    const h = begin();
    await h.start([ADA]);
    h.want(h.preferring(ADA, DO_NOT_DISTURB));
    await h.run(10_000);
    await h.restart([ADA], [h.preferring(ADA, DO_NOT_DISTURB)]);
    await h.run(10_000);
    expect(h.shown(ADA)).toBe('PresenceUnknown/PresenceUnknown (masked)');
    expect(h.results.at(-1)).toMatchObject({ outcome: 'applied' });
    h.want(h.silent(ADA));
    await h.run(10_000);
    expect(atGraph(h)).toBe('Available/Available');
    expect(h.shown(ADA)).toBe('Available/Available');
    expect(h.lastHealth).toMatchObject({ state: 'ok', reason: 'choice_not_restored', details: { people: ADA } });
  });
});
