import { type Desired, type DesiredEffect, personId, systemId } from '@lamplight/domain';
import { ManualClock, MemoryLogger } from '@lamplight/runtime';
import { describe, expect, it } from 'vitest';
import { RecordingTelemetry } from '../../../../test/fakes/recording-telemetry.ts';
import { EffectLedger } from './effect-ledger.ts';

const entra = systemId('entra');
const anna = personId('anna');
const bert = personId('bert');
const inACall: Desired = { kind: 'session', availability: 'Busy', activity: 'InACall' };
const away: Desired = { kind: 'session', availability: 'Away', activity: 'Away' };
const leave: Desired = { kind: 'leave', reason: 'pending' };

function at(address: string, desired: Desired): DesiredEffect {
  return { systemId: entra, address, desired };
}

function openLedger() {
  const changed: string[] = [];
  const clock = new ManualClock();
  const ledger = new EffectLedger({
    clock,
    logger: new MemoryLogger(),
    telemetry: new RecordingTelemetry(),
    onChange: (_systemId, address) => changed.push(address),
  });
  const generation = (address: string): number => ledger.effect(entra, address)?.generation ?? 0;
  const answer = (
    address: string,
    outcome: 'applied' | 'refused' | 'without-effect',
    reason = '',
    of = generation(address),
  ) => ledger.record(entra, [{ address, generation: of, outcome, reason, message: '' }]);
  return { ledger, changed, clock, generation, answer };
}

describe('generations', () => {
  it('rise with each change, and only then', () => {
    const { ledger, changed, generation } = openLedger();
    ledger.replace(anna, [at('oid', inACall)]);
    const first = generation('oid');
    ledger.replace(anna, [at('oid', { ...inACall })]);
    expect(generation('oid')).toBe(first);
    ledger.replace(anna, [at('oid', away)]);
    expect(generation('oid')).toBeGreaterThan(first);
    ledger.replace(anna, []);
    expect(ledger.effect(entra, 'oid')).toMatchObject({ desired: null });
    expect(changed).toEqual(['oid', 'oid', 'oid']);
  });

  it('rise over a restart as well', () => {
    const before = openLedger();
    before.ledger.replace(anna, [at('oid', inACall)]);
    const after = new ManualClock(before.clock.now() + 1_000);
    const again = new EffectLedger({
      clock: after,
      logger: new MemoryLogger(),
      telemetry: new RecordingTelemetry(),
      onChange: () => undefined,
    });
    again.replace(anna, [at('oid', inACall)]);
    expect(again.effect(entra, 'oid')?.generation).toBeGreaterThan(before.generation('oid'));
  });
});

describe('what is wanted', () => {
  it('follows the person: a subject that is not named any more is not wanted any more', () => {
    const { ledger } = openLedger();
    ledger.replace(anna, [at('one', inACall), at('two', inACall)]);
    ledger.replace(anna, [at('two', inACall)]);
    expect([...ledger.addresses(entra)]).toEqual(['two']);
  });

  it('at a subject of two people: something wanted goes before something left alone, whatever came first', () => {
    for (const order of [
      [anna, bert],
      [bert, anna],
    ] as const) {
      const { ledger } = openLedger();
      for (const person of order) {
        ledger.replace(person, [at('shared', person === anna ? leave : inACall)]);
      }
      expect(ledger.effect(entra, 'shared')?.desired).toEqual(inACall);
    }
  });

  it('at a subject of two people who want different things: the lowest id decides, whatever came first', () => {
    for (const order of [
      [anna, bert],
      [bert, anna],
    ] as const) {
      const { ledger } = openLedger();
      for (const person of order) {
        ledger.replace(person, [at('shared', person === anna ? away : inACall)]);
      }
      expect(ledger.effect(entra, 'shared')?.desired).toEqual(away);
      ledger.replace(anna, []);
      expect(ledger.effect(entra, 'shared')?.desired).toEqual(inACall);
    }
  });
});

describe('outcomes', () => {
  const subject = { systemId: entra, address: 'oid' };

  it('pending until the source answers', () => {
    const { ledger, answer } = openLedger();
    ledger.replace(anna, [at('oid', inACall)]);
    expect(ledger.read(subject)).toMatchObject({ outcome: 'pending', reason: '' });
    answer('oid', 'applied');
    expect(ledger.read(subject)).toMatchObject({ outcome: 'applied' });
  });

  it.each(['refused', 'without-effect'] as const)('%s with the reason of the source', (outcome) => {
    const { ledger, answer } = openLedger();
    ledger.replace(anna, [at('oid', inACall)]);
    answer('oid', outcome, 'consent_missing');
    expect(ledger.read(subject)).toMatchObject({ outcome, reason: 'consent_missing' });
  });

  it('of an older generation says nothing of the current one', () => {
    const { ledger, generation, answer } = openLedger();
    ledger.replace(anna, [at('oid', inACall)]);
    const old = generation('oid');
    ledger.replace(anna, [at('oid', away)]);
    answer('oid', 'applied', '', old);
    expect(ledger.read(subject)?.outcome).toBe('pending');
  });

  it('left alone where it is not decided, whatever the source answers', () => {
    const { ledger, answer } = openLedger();
    ledger.replace(anna, [at('oid', leave)]);
    answer('oid', 'applied');
    expect(ledger.read(subject)).toMatchObject({ outcome: 'left-alone', desired: leave });
  });

  it('is forgotten once nothing is wanted and the source has said so', () => {
    const { ledger, answer } = openLedger();
    ledger.replace(anna, [at('oid', inACall)]);
    ledger.replace(anna, []);
    expect(ledger.read(subject)).toMatchObject({ desired: null, outcome: 'pending' });
    answer('oid', 'applied');
    expect(ledger.read(subject)).toBeUndefined();
  });

  it('is forgotten once nothing is wanted and another source becomes active, which nobody told of it', () => {
    const { ledger } = openLedger();
    ledger.replace(anna, [at('one', inACall), at('two', inACall)]);
    ledger.replace(anna, [at('two', inACall)]);
    expect([...ledger.addresses(entra)]).toEqual(['two']);
    expect(ledger.read({ systemId: entra, address: 'one' })).toBeUndefined();
    ledger.replace(anna, [at('one', inACall)]);
    expect(ledger.effect(entra, 'one')?.desired).toEqual(inACall);
  });

  it('of a subject that is not known is nothing', () => {
    const { ledger, answer } = openLedger();
    answer('nobody', 'applied', '', 1);
    expect(ledger.effect(entra, 'nobody')).toBeUndefined();
  });
});
