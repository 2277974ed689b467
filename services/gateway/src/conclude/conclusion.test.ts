import type { LoggedPresence, PersonId, Presence, PresenceLog } from '@lamplight/domain';
import { type CallState, SILENT_CLAIM } from '@lamplight/domain';
import { LamplightError } from '@lamplight/runtime';
import { describe, expect, it } from 'vitest';
import { lineClaim } from '../../../../test/fakes/line-claims.ts';
import { tenantSetup } from '../../../../test/fakes/tenant-setup.ts';
import { Conclusion } from './conclusion.ts';

/** A log whose appends are answered when the test says so. */
class SlowLog implements PresenceLog {
  readonly tenantId = tenantSetup().tenantId;
  readonly epoch = 'slow';
  revision = 0;
  readonly waiting: { readonly entry: LoggedPresence; readonly finish: (failure?: Error) => void }[] = [];
  readonly #entries = new Map<PersonId, LoggedPresence>();

  append(personId: PersonId, presence: Presence): Promise<number> {
    this.revision += 1;
    const entry = { personId, revision: this.revision, presence };
    return new Promise((resolve, reject) => {
      const finish = (failure?: Error): void => {
        if (failure === undefined) {
          this.#entries.set(personId, entry);
          resolve(entry.revision);
        } else {
          reject(failure);
        }
      };
      this.waiting.push({ entry, finish });
    });
  }

  read(personId: PersonId): LoggedPresence | undefined {
    return this.#entries.get(personId);
  }

  listen(): () => void {
    return () => undefined;
  }
}

function openConclusion() {
  const setup = tenantSetup();
  const log = new SlowLog();
  const states = new Map<string, CallState>();
  let resolved = 0;
  const conclusion = new Conclusion({
    ...setup,
    log,
    resolve: (...args) => {
      resolved += 1;
      return setup.resolve(...args);
    },
    claims: {
      read: (ref) => {
        const state = states.get(ref.address);
        return state === undefined
          ? { ...ref, freshness: 'pending', claim: null, staleSince: null }
          : { ...ref, freshness: 'fresh', claim: { ...SILENT_CLAIM, ...lineClaim(state) }, staleSince: null };
      },
      origin: () => undefined,
    },
    console: { claim: () => null, operatorNote: () => null },
    effects: { replace: () => undefined },
    observer: { observe: () => undefined },
  });
  return { ...setup, log, states, conclusion, resolvedCount: () => resolved };
}

describe('appends', () => {
  it('has one under way for a person; what changed meanwhile is concluded afterwards, as it then is', async () => {
    const { conclusion, log, states, people, settle } = openConclusion();
    for (const state of ['ringing', 'talking', 'held'] as const) {
      states.set('202', state);
      conclusion.markDirty(people.bert);
      await settle();
    }
    expect(log.waiting.map(({ entry }) => entry.presence.lines[0]?.call.state)).toEqual(['ringing']);
    log.waiting[0]?.finish();
    await settle();
    expect(log.waiting.map(({ entry }) => entry.presence.lines[0]?.call.state)).toEqual(['ringing', 'held']);
  });

  it('that fail are logged, and the person is appended again with the next change', async () => {
    const { conclusion, log, people, settle, logger, telemetry } = openConclusion();
    conclusion.markDirty(people.bert);
    await settle();
    log.waiting[0]?.finish(new LamplightError('lease_superseded', 'deposed'));
    await settle();
    expect(logger.messages).toContain('presence could not be appended');
    expect(telemetry.total('lamplight_presence_append_failed_total', { reason: 'lease_superseded' })).toBe(1);
    conclusion.markDirty(people.bert);
    await settle();
    expect(log.waiting).toHaveLength(2);
  });
});

describe('settle', () => {
  it('resolves to the revision that holds what counts now, after an append that was under way', async () => {
    const { conclusion, log, states, people, settle } = openConclusion();
    conclusion.markDirty(people.bert);
    await settle();
    states.set('202', 'talking');
    let revision = 0;
    const settled = conclusion.settle(people.bert).then((value) => {
      revision = value;
    });
    log.waiting[0]?.finish();
    await settle();
    expect(revision).toBe(0);
    log.waiting[1]?.finish();
    await settled;
    expect(log.read(people.bert)).toMatchObject({ revision, presence: { lines: [{ call: { state: 'talking' } }] } });
  });

  it('rejects where the presence could not be appended', async () => {
    const { conclusion, log, people, settle } = openConclusion();
    const settled = conclusion.settle(people.bert);
    await settle();
    log.waiting[0]?.finish(new LamplightError('lease_superseded', 'deposed'));
    await expect(settled).rejects.toMatchObject({ reason: 'lease_superseded' });
  });
});

describe('draining', () => {
  it('resolves a person once, however often they were marked', async () => {
    const { conclusion, people, settle, resolvedCount } = openConclusion();
    for (let times = 0; times < 100; times += 1) {
      conclusion.markDirty(people.anna);
    }
    await settle();
    expect(resolvedCount()).toBe(1);
  });

  it('takes a large set in slices, between which the process does other work', async () => {
    const { conclusion, directory, clock, settle, resolvedCount } = openConclusion();
    const ids = Array.from({ length: 1_200 }, (_, index) => directory.put(`person-${index}`, []));
    for (const id of ids) {
      conclusion.markDirty(id);
    }
    await Promise.resolve();
    expect(resolvedCount()).toBe(500);
    expect(clock.pendingCount).toBe(1);
    await settle();
    expect(resolvedCount()).toBe(1_200);
    expect(clock.pendingCount).toBe(0);
  });

  it('does nothing any more once it has stopped', async () => {
    const { conclusion, people, settle, resolvedCount, clock } = openConclusion();
    conclusion.markDirty(people.anna);
    conclusion.stop();
    conclusion.markDirty(people.bert);
    await settle();
    expect(resolvedCount()).toBe(0);
    expect(clock.pendingCount).toBe(0);
  });
});
