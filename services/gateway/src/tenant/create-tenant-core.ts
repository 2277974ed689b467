import type { Directory, PersonId, PresenceLog, SystemId, TenantId } from '@lamplight/domain';
import { type Clock, LamplightError, type Logger, type Random, type Telemetry } from '@lamplight/runtime';
import { ClaimLedger } from '../claims/claim-ledger.ts';
import { Conclusion } from '../conclude/conclusion.ts';
import type { PersonProfiles, Resolve } from '../conclude/ports.ts';
import { EffectLedger } from '../effects/effect-ledger.ts';
import { HotDesks } from '../hot-desk/hot-desks.ts';
import { ReportGate } from '../ingest/report-gate.ts';
import { MemoryPresenceLog } from '../presence-log/memory-presence-log.ts';
import { Roster } from '../roster/roster.ts';
import { CONSOLE_SYSTEM, ConsoleStatuses } from '../status/console-statuses.ts';
import { type TwinningOptions, TwinningWatch } from '../twinning/twinning-watch.ts';
import { explainPerson } from './explain-person.ts';
import { systemFollower } from './system-follower.ts';
import type { TenantCore } from './tenant-core.ts';

/** What an operator may change. Times in milliseconds. */
export interface TenantCoreSettings {
  /** How long a source may be silent before its claims are stale; default 90,000. */
  readonly leaseMs: number;
  /** How often both sides of a Report stream say something; default 30,000. */
  readonly renewMs: number;
  /** From the lapse of a lease to the withdrawal of its claims; default 300,000. */
  readonly withdrawAfterMs: number;
  /** How many claims a source may have under way unaccepted; default 5,000. */
  readonly credit: number;
  /** Items of one message of Report in either direction; default 500. */
  readonly maxItemsPerMessage: number;
  /** From the opening of a Report stream to its hello; default 10,000. */
  readonly helloDeadlineMs: number;
}

export const DEFAULT_TENANT_CORE_SETTINGS: TenantCoreSettings = Object.freeze({
  leaseMs: 90_000,
  renewMs: 30_000,
  withdrawAfterMs: 300_000,
  credit: 5_000,
  maxItemsPerMessage: 500,
  helloDeadlineMs: 10_000,
});

export interface TenantCoreOptions {
  readonly tenantId: TenantId;
  readonly directory: Directory;
  readonly resolve: Resolve;
  /** What is settled for each person; whoever a change of it concerns is concluded anew. */
  readonly profiles: PersonProfiles;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  /** Absent: nobody looks for people whose calls are seen twice. */
  readonly twinning?: TwinningOptions;
  /** Default: a log in memory. */
  readonly presenceLog?: PresenceLog;
  /** What differs from {@link DEFAULT_TENANT_CORE_SETTINGS}. */
  readonly settings?: Partial<TenantCoreSettings>;
}

/**
 * Composes one tenant's owner. When it returns, every person of the directory has a presence in the log.
 *
 * ```
 * report gate -> claim ledger -> conclusion -> presence log
 *      ^ ^            | logins       |
 *      | |            v              |
 *      | |  directory with hot desks |
 *      | +------ effect ledger <-----+
 *      +-------- roster <- directory, setWatched
 * ```
 *
 * Systems, groups and people may come and go in the directory while it runs, and profiles may change.
 *
 * @throws LamplightError `config_invalid` where a system of the directory bears the id of the console's
 */
export function createTenantCore(options: TenantCoreOptions): TenantCore {
  const { tenantId, resolve, profiles, clock, random, telemetry } = options;
  const settings = { ...DEFAULT_TENANT_CORE_SETTINGS, ...options.settings };
  const logger = options.logger;
  refuseConsoleSystem(options.directory);
  const directory = new HotDesks({ directory: options.directory, logger, telemetry });

  const log = options.presenceLog ?? new MemoryPresenceLog({ tenantId, random, logger });
  const markDirty = (personId: PersonId): void => conclusion.markDirty(personId);
  const statuses = new ConsoleStatuses(clock, markDirty);
  const claims = new ClaimLedger({
    clock,
    directory,
    settings,
    logger,
    telemetry,
    onDirty: markDirty,
    onLogin: (ref, loggedIn) => directory.report(ref, loggedIn),
    onLapsed: (systemId) => gate.leaseLapsed(systemId),
  });
  const effects = new EffectLedger({
    clock,
    logger,
    telemetry,
    onChange: (systemId, address) => gate.effectChanged(systemId, address),
  });
  const roster = new Roster(directory, (systemId, address) => gate.rosterChanged(systemId, address));
  const twins = new TwinningWatch(options.twinning ?? NO_TWINNING, clock);
  const conclusion = new Conclusion({
    directory,
    claims,
    console: statuses,
    effects,
    observer: twins,
    log,
    resolve,
    profiles,
    clock,
    logger,
    telemetry,
  });
  const gate = new ReportGate({
    tenantId,
    directory,
    claims,
    roster,
    effects,
    settings,
    clock,
    random,
    logger,
    telemetry,
  });

  conclusion.start();
  const followSystems = systemFollower({ directory, gate, claims, effects });
  const unlisten = directory.listen((changed) => {
    followSystems();
    for (const ref of roster.directoryChanged(changed)) {
      claims.forget(ref);
    }
    for (const personId of changed) {
      if (directory.person(personId) === undefined) {
        statuses.forget(personId);
        twins.forget(personId);
      }
      conclusion.markDirty(personId);
    }
  });

  const unlistenProfiles = profiles.listen((concerned) => {
    for (const personId of concerned) {
      conclusion.markDirty(personId);
    }
  });

  const known = (personId: PersonId): void => {
    if (directory.person(personId) === undefined) {
      throw new LamplightError('person_unknown', `There is no person ${JSON.stringify(personId)} at this tenant.`);
    }
  };

  return {
    tenantId,
    directory,
    profiles,
    presenceLog: log,
    reports: gate,
    setWatched: (personId, watched) => roster.setWatched(personId, watched),
    explain: (personId) => explainPerson(personId, { directory, claims, effects, conclusion, log }),
    circumstances: (personId) => {
      const person = directory.person(personId);
      return person === undefined ? undefined : conclusion.circumstances(person);
    },
    setStatus: async (personId, status) => {
      known(personId);
      statuses.setStatus(personId, status);
      return conclusion.settle(personId);
    },
    setOperatorNote: async (personId, note) => {
      known(personId);
      statuses.setOperatorNote(personId, note);
      return conclusion.settle(personId);
    },
    sources: () => gate.sources(),
    endStreamsOfKey: (keyId) => gate.endStreamsOfKey(keyId),
    endStreams: (problem) => gate.endStreams(problem),
    drain: (window) => gate.drain(window),
    stop: () => {
      unlisten();
      unlistenProfiles();
      directory.stop();
      gate.stop();
      claims.stop();
      conclusion.stop();
      statuses.stop();
    },
  };
}

const NO_TWINNING: TwinningOptions = Object.freeze({
  settings: () => ({ propose: false, calls: 0, toleranceSeconds: 0 }),
  propose: () => undefined,
});

function refuseConsoleSystem(directory: Directory): void {
  const taken: SystemId | undefined = directory.systems.get(CONSOLE_SYSTEM)?.id;
  if (taken !== undefined) {
    throw new LamplightError(
      'config_invalid',
      `systems: the id ${JSON.stringify(taken)} is the gateway's own, for what consoles say. Give the system another id.`,
    );
  }
}
