import {
  eventsReplySchema,
  facetsSchema,
  functionsReplySchema,
  type Overview,
  overviewSchema,
} from '@bulkhead/console-contract';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatCount } from '../format/number.ts';
import { type Harness, hasChromium, startHarness } from './harness.ts';
import { SEED_FUNCTIONS, seedBatches } from './seed.ts';

const figure = (page: Page, label: string) => page.locator(`[data-figure="${label}"]`).innerText();
const rows = (page: Page) => page.getByRole('grid', { name: 'Deployed functions' }).locator('tbody tr.openable');
const names = async (page: Page) =>
  (await rows(page).locator('.col-name a').allInnerTexts()).map((text) => text.trim());

describe.skipIf(!hasChromium)('dashboard', () => {
  let harness: Harness;
  let overview: Overview;
  beforeAll(async () => {
    harness = await startHarness();
    await harness.ingest(...seedBatches(Date.now()));
    overview = overviewSchema.parse(await harness.api('/api/overview'));
  });
  afterAll(() => harness?.close());

  it('reads replies that keep the contract', async () => {
    functionsReplySchema.parse(await harness.api('/api/functions'));
    eventsReplySchema.parse(await harness.api('/api/events'));
    facetsSchema.parse(await harness.api('/api/facets?from=0'));
  });

  it('shows the figures that were ingested', async () => {
    const { page, context, complaints } = await harness.open();
    await page.getByText('Attack types').waitFor();
    await rows(page).first().waitFor();
    expect(await figure(page, 'Deployed functions')).toBe(String(SEED_FUNCTIONS.length));
    expect(await figure(page, 'Protected functions')).toBe('11');
    expect(await figure(page, 'Total executions')).toBe('4,000');
    expect(await figure(page, 'Attacks detected')).toBe(formatCount(overview.attacksDetected));
    expect(overview.attacksDetected).toBeGreaterThan(320);
    const ring = page.locator('.ring-legend');
    expect(await ring.innerText()).toMatch(
      new RegExp(`Blocked\\s+${formatCount(overview.blocked)}\\s+Alert\\s+${formatCount(overview.alert)}`),
    );
    const bars = page.locator('.bars-row');
    expect(await bars.count()).toBe(Math.min(7, overview.classes.length));
    expect(await bars.first().innerText()).toContain(overview.classes[0]!.title);
    const note = page.getByRole('complementary', { name: 'Not counted above' });
    expect(await note.innerText()).toContain('3 lines without a valid check');
    expect(await note.innerText()).toContain('1 line of ours that could not be read');
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('draws both kinds of trigger and says them in words', async () => {
    const { page, context } = await harness.open();
    const chart = page.getByRole('img', { name: /^Security triggers/ });
    await chart.locator('canvas').waitFor();
    expect(await chart.getAttribute('aria-label')).toContain(`${formatCount(overview.blocked)} blocked`);
    const painted = await chart.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
      const css = getComputedStyle(canvas);
      const brush = canvas.getContext('2d')!;
      const { data } = brush.getImageData(0, 0, canvas.width, canvas.height);
      const count = (token: string) => {
        const probe = document.createElement('canvas').getContext('2d')!;
        probe.fillStyle = css.getPropertyValue(token);
        probe.fillRect(0, 0, 1, 1);
        const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
        let found = 0;
        for (let i = 0; i < data.length; i += 4) if (data[i] === r && data[i + 1] === g && data[i + 2] === b) found++;
        return found;
      };
      return { blocked: count('--blocked'), alert: count('--alert') };
    });
    expect(painted.blocked).toBeGreaterThan(200);
    expect(painted.alert).toBeGreaterThan(50);
    const box = (await chart.boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.9, box.y + 80);
    expect(await page.locator('.triggers-tip').innerText()).toMatch(/Blocked\s+\d[\s\S]*Alert\s+\d/);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.97, box.y + 80, { steps: 4 });
    await page.mouse.up();
    await page.getByRole('button', { name: /^Clear selected time/ }).waitFor();
    expect(page.url()).toMatch(/from=\d+&to=\d+/);
    await page.getByRole('button', { name: /^Clear selected time/ }).click();
    expect(new URL(page.url()).search).toBe('');
    await context.close();
  });

  it('finds, sorts and turns pages of functions, with the address following', async () => {
    const { page, context } = await harness.open();
    await rows(page).first().waitFor();
    expect(await rows(page).count()).toBe(10);
    await page.getByRole('button', { name: 'Next page' }).click();
    expect(await rows(page).count()).toBe(SEED_FUNCTIONS.length - 10);
    expect(page.url()).toContain('at=2');

    await page.getByRole('columnheader', { name: 'Executions' }).getByRole('button').click();
    expect(await names(page)).toEqual(expect.arrayContaining(['voting-app-poll-page']));
    expect((await names(page))[0]).toBe('voting-app-poll-page');
    expect(await page.getByRole('columnheader', { name: 'Executions' }).getAttribute('aria-sort')).toBe('descending');
    expect(page.url()).toContain('sort=-executions');
    expect(page.url()).not.toContain('at=');

    await page.getByRole('searchbox', { name: 'Search functions' }).fill('python');
    await expect.poll(() => names(page)).toEqual(['voting-app-export-report']);
    expect(await rows(page).innerText()).toContain('python3.12 is not protected yet');
    expect(await rows(page).innerText()).toMatch(/^No\b/);
    await page.reload();
    await rows(page).first().waitFor();
    expect(await names(page)).toEqual(['voting-app-export-report']);
    await page.getByRole('searchbox').fill('nothing like this');
    await page.getByText('No function matches this search').waitFor();
    await context.close();
  });

  it('filters by account, region and time, and goes back', async () => {
    const { page, context } = await harness.open();
    await page.getByLabel('Account').selectOption('210987654321');
    await expect.poll(() => figure(page, 'Deployed functions')).toBe('2');
    await page.getByLabel('Region').selectOption('us-east-1');
    await expect.poll(() => figure(page, 'Deployed functions')).toBe('0');
    await page.goBack();
    await expect.poll(() => figure(page, 'Deployed functions')).toBe('2');
    await page.goBack();
    await expect.poll(() => figure(page, 'Deployed functions')).toBe(String(SEED_FUNCTIONS.length));
    await page.getByRole('radio', { name: '15 min' }).check();
    await expect.poll(() => page.url()).toContain('range=15m');
    await expect.poll(() => figure(page, 'Total executions')).not.toBe('4,000');
    await context.close();
  });

  it('leads from a function and from an attack type to their events', async () => {
    const { page, context } = await harness.open();
    await rows(page).first().waitFor();
    await page.locator('.bars-row').first().click();
    await page.getByRole('grid', { name: 'Security events' }).waitFor();
    expect(page.url()).toContain(`/events?class=${overview.classes[0]!.class}`);
    await page.goBack();
    await rows(page).first().click();
    await expect.poll(() => page.url()).toContain('/events?function=');
    await context.close();
  });

  it('remembers the theme', async () => {
    const { page, context } = await harness.open({ scheme: 'light' });
    const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await background();
    await page.getByRole('button', { name: 'Use dark theme' }).click();
    const dark = await background();
    expect(dark).not.toBe(light);
    await page.reload();
    await page.getByRole('button', { name: 'Use light theme' }).waitFor();
    expect(await background()).toBe(dark);
    await context.close();
  });
});
