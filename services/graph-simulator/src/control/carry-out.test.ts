import { describe, expect, test } from 'vitest';
import { ADA, simulatedTenant } from '../testing/simulated-tenant.ts';

describe('what people do', () => {
  test('each client is a session of its own: the strongest shows, and Offline after the last', async () => {
    const { simulator, shown } = simulatedTenant({ clients: ['desktop', 'mobile'] });
    const { control } = simulator;
    control.act(ADA, { do: 'lock the screen', client: 'desktop' });
    expect(await shown(ADA)).toBe('Available/Available');
    control.act(ADA, { do: 'join a call', client: 'mobile' });
    expect(await shown(ADA)).toBe('Busy/InACall');
    control.act(ADA, { do: 'go offline', client: 'mobile' });
    expect(await shown(ADA)).toBe('Away/Away');
    control.act(ADA, { do: 'go offline' });
    expect(await shown(ADA)).toBe('Offline/Offline');
  });

  test('going idle turns to Away after five minutes, by the switch', async () => {
    const { simulator, clock, shown } = simulatedTenant({ clients: ['desktop'] });
    simulator.control.act(ADA, { do: 'go idle' });
    clock.advance(299_999);
    expect(await shown(ADA)).toBe('Available/Available');
    clock.advance(1);
    expect(await shown(ADA)).toBe('Away/Away');
    simulator.control.act(ADA, { do: 'come back' });
    expect(await shown(ADA)).toBe('Available/Available');
    simulator.control.changeSwitches({ idleAwayAfterMs: 1000 });
    simulator.control.act(ADA, { do: 'go idle' });
    clock.advance(1000);
    expect(await shown(ADA)).toBe('Away/Away');
  });

  test('a joined meeting shows what its switch says', async () => {
    const { simulator, shown } = simulatedTenant({ clients: ['desktop'] });
    simulator.control.act(ADA, { do: 'join a meeting' });
    expect(await shown(ADA)).toBe('Busy/InAConferenceCall');
    simulator.control.changeSwitches({ joinedMeetingShows: 'InAMeeting' });
    expect(await shown(ADA)).toBe('Busy/InAMeeting');
    simulator.control.act(ADA, { do: 'leave the meeting' });
    expect(await shown(ADA)).toBe('Available/Available');
  });

  test('a choice for a while', async () => {
    const { simulator, clock, shown } = simulatedTenant({ clients: ['desktop'] });
    simulator.control.act(ADA, { do: 'choose do not disturb', forMs: 60_000 });
    expect(await shown(ADA)).toBe('DoNotDisturb/DoNotDisturb');
    clock.advance(60_000);
    expect(await shown(ADA)).toBe('Available/Available');
  });

  test('out of office, work location and any pair travel to a reader', async () => {
    const { simulator, graph } = simulatedTenant({ clients: ['desktop'] });
    simulator.control.act(ADA, { do: 'set out of office', message: 'Back on Monday' });
    simulator.control.act(ADA, { do: 'set work location', workLocationType: 'remote' });
    simulator.control.act(ADA, { do: 'show', availability: 'BusyIdle', activity: 'Daydreaming' });
    expect(JSON.parse((await graph('GET', `users/${ADA}/presence`)).body)).toMatchObject({
      availability: 'BusyIdle',
      activity: 'Daydreaming',
      outOfOfficeSettings: { isOutOfOffice: true, message: 'Back on Monday' },
      workLocation: { workLocationType: 'remote', source: 'manual', placeId: null },
    });
    for (const verb of ['show what is true', 'end out of office', 'clear work location'] as const) {
      simulator.control.act(ADA, { do: verb });
    }
    const presence = JSON.parse((await graph('GET', `users/${ADA}/presence`)).body);
    expect(presence).toMatchObject({ availability: 'Available', activity: 'Available' });
    expect(presence).not.toHaveProperty('workLocation');
    simulator.control.act(ADA, { do: 'start over' });
    expect(simulator.control.inspect(ADA)).toMatchObject({ sessions: [], shown: { availability: 'Offline' } });
  });
});
