import { afterEach } from 'vitest';
import { type Site, type SiteOptions, startSite } from './site.ts';

/** For one test file: starts sites and ends each with its test. */
export function siteOfTest(): (options?: SiteOptions) => Promise<Site> {
  const open: Site[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((site) => site.close()));
  });
  return async (options) => {
    const site = await startSite(options);
    open.push(site);
    return site;
  };
}
