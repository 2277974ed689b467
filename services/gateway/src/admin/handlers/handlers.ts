/** Every handler of the admin API, by noun: the whole of what may be asked. */
import type { RunningJobs } from '../../imports/running-jobs.ts';
import { Matching } from '../../matching/matching.ts';
import type { Handlers } from '../handler.ts';
import type { AdminSurroundings } from '../surroundings.ts';
import { accountsHandlers } from './accounts.ts';
import { auditHandlers } from './audit.ts';
import { bindingsHandlers } from './bindings.ts';
import { directoriesHandlers } from './directories.ts';
import { groups } from './groups.ts';
import { installationHandlers } from './installation.ts';
import { jobsHandlers } from './jobs.ts';
import { keysHandlers } from './keys.ts';
import { linesHandlers } from './lines.ts';
import { matchingHandlers } from './matching.ts';
import { peopleHandlers } from './people.ts';
import { profilesHandlers } from './profiles.ts';
import { proposals } from './proposals.ts';
import { settings } from './settings.ts';
import { sourcesHandlers } from './sources.ts';
import { systemsHandlers } from './systems.ts';
import { tenants } from './tenants.ts';

export function adminHandlers(around: AdminSurroundings, jobs: RunningJobs): Handlers {
  const matching = new Matching();
  const imports = { store: around.store, inForce: () => around.inForce(), jobs, matching };
  return {
    tenants,
    settings,
    systems: systemsHandlers(around),
    sources: sourcesHandlers(around),
    directories: directoriesHandlers(around),
    accounts: accountsHandlers(around),
    people: peopleHandlers(around, imports),
    lines: linesHandlers(imports),
    bindings: bindingsHandlers(around),
    groups,
    profiles: profilesHandlers(around),
    matching: matchingHandlers(matching),
    proposals,
    keys: keysHandlers(around),
    audit: auditHandlers(around),
    jobs: jobsHandlers(jobs),
    installation: installationHandlers(around),
  };
}
