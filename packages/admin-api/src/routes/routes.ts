import type { Route } from '../route.ts';
import { accounts } from './accounts.ts';
import { directories } from './directories.ts';
import { installation } from './installation.ts';
import { audit, jobs, keys } from './keys.ts';
import { bindings, groups, lines } from './lines.ts';
import { matching, proposals } from './matching.ts';
import { people } from './people.ts';
import { profiles } from './profiles.ts';
import { sources, systems } from './systems.ts';
import { settings, tenants } from './tenants.ts';

/** The whole admin API, by noun. */
export const routes = {
  tenants,
  settings,
  systems,
  sources,
  directories,
  accounts,
  people,
  lines,
  bindings,
  groups,
  profiles,
  matching,
  proposals,
  keys,
  audit,
  jobs,
  installation,
} as const;

export const allRoutes: readonly Route[] = Object.freeze(
  Object.values(routes).flatMap((noun) => Object.values<Route>(noun)),
);
