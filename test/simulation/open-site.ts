import type { CallState } from '@lamplight/domain';
import { afterEach } from 'vitest';
import { SimulatedSite, type SiteOptions } from './simulated-site.ts';

const sites: SimulatedSite[] = [];

/** A site with everybody heard and idle, closed after the test that opened it. */
export async function openSite(
  lines?: Readonly<Record<string, CallState>>,
  options?: SiteOptions,
): Promise<SimulatedSite> {
  const site = new SimulatedSite(options);
  sites.push(site);
  return await site.open(lines);
}

export function closeSitesAfterEach(): void {
  afterEach(async () => {
    await Promise.all(sites.splice(0).map((site) => site.close()));
  });
}
