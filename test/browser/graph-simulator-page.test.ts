/**
 * The live page of the Graph simulator in a real browser. Chromium comes from the machine; without it these tests are
 * skipped by name, unless LAMPLIGHT_NO_SKIPS=1 asks for them.
 */
import { existsSync } from 'node:fs';
import { type RunningGraphSimulator, startGraphSimulator } from '@lamplight/graph-simulator';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const CHROMIUM = process.env['LAMPLIGHT_CHROMIUM'] ?? '/usr/bin/chromium';
const isSkipped = !existsSync(CHROMIUM) && process.env['LAMPLIGHT_NO_SKIPS'] !== '1';
const PEOPLE = 1200;

describe.skipIf(isSkipped)(`the live page (needs ${CHROMIUM})`, () => {
  let running: RunningGraphSimulator;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    running = await startGraphSimulator({ port: 0, config: { samplePeople: PEOPLE } });
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    page = await browser.newPage({ ignoreHTTPSErrors: true });
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') {
        problems.push(message.text());
      }
    });
    await page.goto(running.baseUrl);
    await page.getByText('1 to 25 of 1,200').waitFor();
  });

  afterAll(async () => {
    await browser?.close();
    await running?.stop();
  });

  const row = (name: string) => page.getByRole('row').filter({ hasText: name });

  test('somebody joins a call at the press of a button, and is seen to', async () => {
    await row('ada.albers@').getByRole('button', { name: 'Join a call' }).click();
    await row('ada.albers@').getByText('Busy, InACall').waitFor();
    await page.getByRole('radio', { name: 'Busy 1' }).waitFor({ state: 'attached' });
    expect(running.control.inspect('ada.albers@contoso.example').shown.activity).toBe('InACall');
    await row('ada.albers@').getByRole('button', { name: 'Hang up' }).click();
    await row('ada.albers@').getByText('Available', { exact: true }).waitFor();
  });

  test('what others do is seen too, and the server searches and pages', async () => {
    running.control.act('bela.brandt@contoso.example', { do: 'choose do not disturb' });
    await page.getByText('DoNotDisturb 1').click();
    await page.getByText('1 to 1 of 1', { exact: true }).waitFor();
    expect(await page.locator('#people tr').count()).toBe(1);
    await page.getByText('Everybody 1,200').click();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('26 to 50 of 1,200').waitFor();
    await page.getByRole('searchbox').fill('quentin');
    await page.getByText(/^1 to 25 of 60$/).waitFor();
    expect(await page.locator('#people tr').count()).toBe(25);
  });

  test.each([1280, 1000, 380])(
    'at a width of %i nothing is cut off and nothing has to be scrolled for',
    async (width) => {
      await page.setViewportSize({ width, height: 800 });
      await page.getByRole('searchbox').fill('bela.brandt@');
      await page.getByText('1 to 1 of 1', { exact: true }).waitFor();
      running.control.act('bela.brandt@contoso.example', { do: 'join a meeting' });
      await row('bela.brandt@').getByText('in a meeting').waitFor();
      const overflowing = await page
        .locator('html, .table-frame, section')
        .evaluateAll((elements) =>
          elements
            .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
            .map(({ className, tagName }) => `${tagName} ${className}`),
        );
      expect(overflowing).toEqual([]);
      running.control.act('bela.brandt@contoso.example', { do: 'leave the meeting' });
      await page.setViewportSize({ width: 1280, height: 720 });
    },
  );

  test('when fewer people fit than before, the last page that there is takes the place of an empty one', async () => {
    await page.getByRole('searchbox').fill('');
    const people = running.control.people.slice(30, 60);
    for (const { id } of people) {
      running.control.act(id, { do: 'join a call' });
    }
    await page.getByText('Busy 30').click();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('26 to 30 of 30').waitFor();
    for (const { id } of people.slice(20)) {
      running.control.act(id, { do: 'leave the call' });
    }
    await page.getByText('1 to 20 of 20').waitFor();
    for (const { id } of people.slice(0, 20)) {
      running.control.act(id, { do: 'leave the call' });
    }
    await page.getByText('Everybody 1,200').click();
    await page.getByText('1 to 25 of 1,200').waitFor();
  });

  test('writes, throttling and faults appear, and a fault is added and removed', async () => {
    const [app] = running.control.apps.all;
    const [person] = running.control.people;
    await running.simulator.handle({
      method: 'POST',
      url: `${running.baseUrl}/v1.0/users/${person?.id}/presence/setPresence`,
      headers: {
        authorization: `Bearer ${running.control.apps.tokenFor(app?.appId ?? '')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ sessionId: app?.appId, availability: 'Busy', activity: 'InACall' }),
    });
    await page.locator('#writes li').getByText('setPresence Busy/InACall → 200').waitFor();
    await page.locator('#throttle').getByText('presence, Lamplight: 1,500 of 1,500 left').waitFor();
    await page.getByLabel('Calls').selectOption('getPresence');
    await page.getByLabel('Answer').selectOption('503');
    await page.getByRole('button', { name: 'Add fault' }).click();
    await page.getByText('503 for getPresence: 1 more').waitFor();
    expect(running.control.faults.length).toBe(1);
    await page.getByRole('button', { name: /Remove the fault/ }).click();
    await page.getByText('503 for getPresence').waitFor({ state: 'detached' });
    expect(running.control.faults).toEqual([]);
  });

  test('a day begins, changes its speed and stops', async () => {
    await page.getByLabel('Speed').fill('600');
    await page.getByRole('button', { name: 'Start the day' }).click();
    await page.getByText('× 600').waitFor();
    expect(running.control.population.status).toMatchObject({ running: true, speed: 600, people: PEOPLE });
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByText(/UTC, stopped/).waitFor();
  });

  test('the page had no error on the way', () => {
    expect(problems).toEqual([]);
  });
});
