/**
 * What every PresenceLog promises, as tests: one in memory, one between processes and one between replicas pass the
 * same. Call it inside a test file.
 */
import { type LoggedPresence, type PersonId, type Presence, type PresenceLog, personId } from '@lamplight/domain';
import { afterEach, describe, expect, it } from 'vitest';

export interface PresenceLogHarness {
  /** An empty log, alone in its tenant. */
  open(): Promise<PresenceLog>;
  /** Any two different presences. */
  readonly presences: readonly [Presence, Presence];
  /** Lets go of what `open` gave. */
  close(): Promise<void>;
}

export function presenceLogCompliance(name: string, harness: PresenceLogHarness): void {
  const anna = personId('anna');
  const bert = personId('bert');
  const [first, second] = harness.presences;

  describe(`presence log: ${name}`, () => {
    afterEach(() => harness.close());

    it('is empty at revision 0 with an epoch', async () => {
      const log = await harness.open();
      expect(log.revision).toBe(0);
      expect(log.epoch).not.toBe('');
      expect(log.read(anna)).toBeUndefined();
    });

    it('gives every append a higher revision than every one before, whoever it is for', async () => {
      const log = await harness.open();
      const revisions = [await log.append(anna, first), await log.append(bert, first), await log.append(anna, second)];
      expect([...revisions].sort((a, b) => a - b)).toEqual(revisions);
      expect(new Set(revisions).size).toBe(3);
      expect(log.revision).toBe(revisions[2]);
    });

    it("reads a person's last presence with its revision", async () => {
      const log = await harness.open();
      await log.append(anna, first);
      const revision = await log.append(anna, second);
      expect(log.read(anna)).toEqual({ personId: anna, revision, presence: second });
      expect(log.read(bert)).toBeUndefined();
    });

    it('keeps the order of appends that do not wait for one another', async () => {
      const log = await harness.open();
      const revisions = await Promise.all([log.append(anna, first), log.append(anna, second)]);
      expect(revisions[1]).toBeGreaterThan(revisions[0]);
      expect(log.read(anna)?.presence).toEqual(second);
    });

    it('has called its listeners, in revision order, when an append resolves', async () => {
      const log = await harness.open();
      const heard: LoggedPresence[] = [];
      log.listen((entry) => heard.push(entry));
      await log.append(anna, first);
      expect(heard.map((entry) => entry.personId)).toEqual([anna]);
      await Promise.all([log.append(bert, first), log.append(anna, second)]);
      expect(heard.map((entry) => entry.personId)).toEqual([anna, bert, anna]);
      expect(isRising(heard.map((entry) => entry.revision))).toBe(true);
    });

    it('lets a listener read what it is told of', async () => {
      const log = await harness.open();
      const read: (Presence | undefined)[] = [];
      log.listen((entry) => read.push(log.read(entry.personId)?.presence));
      await log.append(anna, first);
      expect(read).toEqual([first]);
    });

    it('keeps revision order for every listener when one of them appends', async () => {
      const log = await harness.open();
      const heard: PersonId[] = [];
      const revisions: number[] = [];
      let following: Promise<number> | undefined;
      log.listen((entry) => {
        if (entry.personId === anna) {
          following = log.append(bert, first);
        }
      });
      log.listen((entry) => {
        heard.push(entry.personId);
        revisions.push(entry.revision);
      });
      await log.append(anna, first);
      await following;
      expect(heard).toEqual([anna, bert]);
      expect(isRising(revisions)).toBe(true);
    });

    it('tells the others when one listener throws', async () => {
      const log = await harness.open();
      const heard: number[] = [];
      log.listen(() => {
        throw new Error('of this listener');
      });
      log.listen((entry) => heard.push(entry.revision));
      await log.append(anna, first);
      await log.append(anna, second);
      expect(heard).toHaveLength(2);
    });

    it('tells a listener nothing once it has stopped listening', async () => {
      const log = await harness.open();
      const heard: number[] = [];
      const stop = log.listen((entry) => heard.push(entry.revision));
      await log.append(anna, first);
      stop();
      await log.append(anna, second);
      expect(heard).toHaveLength(1);
    });
  });
}

function isRising(values: readonly number[]): boolean {
  return values.every((value, index) => index === 0 || value > (values[index - 1] ?? value));
}
