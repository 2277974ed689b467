/**
 * Signing in and consenting at the simulator in a real browser, through to the gateway's own pages. Chromium comes from the
 * machine; without it these tests are skipped by name, unless LAMPLIGHT_NO_SKIPS=1 asks for them. With
 * LAMPLIGHT_SCREENSHOTS every page is left in that folder as it looked.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_APP } from '@lamplight/graph-simulator';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { TeamsSite, upnOf } from '../e2e/teams-site.ts';

const CHROMIUM = process.env['LAMPLIGHT_CHROMIUM'] ?? '/usr/bin/chromium';
const isSkipped = !existsSync(CHROMIUM) && process.env['LAMPLIGHT_NO_SKIPS'] !== '1';
const SCREENSHOTS = process.env['LAMPLIGHT_SCREENSHOTS'];

describe.skipIf(isSkipped)(`signing in and consenting (needs ${CHROMIUM})`, () => {
  let site: TeamsSite;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    site = await TeamsSite.make({
      people: ['anna', 'svc'],
      prepare: ({ control, installation }) => {
        control.apps.change(DEFAULT_APP.appId, { redirectUris: [`${installation.publicUrl}/teams/sign-in`] });
        control.signIns.changeAccount(upnOf('svc'), { password: 'correct horse' });
      },
    });
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  });

  beforeEach(async () => {
    await page?.close();
    page = await browser.newPage({ ignoreHTTPSErrors: true, viewport: { width: 900, height: 700 } });
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      // A page that answers 400 on purpose is logged by Chromium as one that failed to load.
      if (message.type() === 'error' && !message.text().includes('400')) {
        problems.push(message.text());
      }
    });
  });

  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  /** The page has this heading; it is left as it looks, where that is wanted. */
  async function headed(heading: string, file: string): Promise<void> {
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    if (SCREENSHOTS !== undefined) {
      await page.screenshot({ path: join(SCREENSHOTS, `${file}.png`) });
    }
  }

  const signInLink = async (): Promise<string> => JSON.parse(await site.done('teams', 'account', 'add', '--json')).url;
  const consentLink = async (): Promise<string> =>
    (await site.done('teams', 'consent-link')).trim().split('\n').at(-1) ?? '';
  const button = (name: string) => page.getByRole('button', { name });

  test('an account signs in with its password, consents and is signed in at the gateway', async () => {
    await page.goto(await signInLink());
    await headed('Choose an account', 'account');
    await button('svc@').click();
    await page.getByLabel('Password').fill('wrong');
    await button('Sign in').click();
    await page.getByRole('alert').getByText('AADSTS50126').waitFor();
    await headed('Enter the password', 'password');
    await page.getByLabel('Password').fill('correct horse');
    await page.getByLabel('Password').press('Enter');
    await headed('Permissions requested', 'consent');
    await button('Accept').click();
    await headed('Signed in', 'signed-in');
    await page.getByText(upnOf('svc')).waitFor();
    expect(page.url().startsWith(`${site.installation.publicUrl}/teams/sign-in?`)).toBe(true);
    expect(await site.done('teams', 'account', 'list', '--json')).toContain(upnOf('svc'));
  });

  test('whoever declines is told so by the gateway, and the link is used up', async () => {
    await page.goto(await signInLink());
    await button('anna@').click();
    await button('Cancel').click();
    await headed('Not signed in', 'not-signed-in');
    await page.getByText('AADSTS65004').waitFor();
    await page.reload();
    await page.getByText('this link was used already').waitFor();
  });

  test('an administrator consents for the organization, and comes back to the gateway', async () => {
    site.control.apps.consent(DEFAULT_APP.appId, { roles: [] });
    await page.goto(await consentLink());
    await button('anna@').click();
    await headed('Permissions requested', 'admin-consent');
    await page.getByText('Review for your organization, Contoso').waitFor();
    await button('Accept').click();
    await headed('Consent was given', 'consent-given');
    expect(JSON.stringify([...site.control.apps.get(DEFAULT_APP.appId).consents.values()])).toContain(
      'Presence.ReadWrite.All',
    );
    await page.goto(await consentLink());
    await button('anna@').click();
    await button('Cancel').click();
    await headed('Consent was not given', 'consent-not-given');
  });

  test('what cannot be sent back is said on a page of its own', async () => {
    const link = new URL(await signInLink());
    link.searchParams.set('redirect_uri', 'https://elsewhere.example/');
    await page.goto(link.href);
    await headed("Sorry, but we're having trouble signing you in.", 'error');
    await page.getByText('AADSTS50011').waitFor();
  });

  test('no page had an error of its own', () => {
    expect(problems).toEqual([]);
  });
});
