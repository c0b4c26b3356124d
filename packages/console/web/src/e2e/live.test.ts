import { toDetectionFinding } from '@bulkhead/core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, hasChromium, startHarness } from './harness.ts';
import { attack, seedInventory } from './seed.ts';

/** What the console promises between `POST /v1/records` and the eye. */
const PROMISED_MS = 2_000;

const live = (page: Page) => page.locator('.live');
const figure = (page: Page) => page.locator('[data-figure="Attacks detected"]');

/** Marks the document, so that a reload would show. */
const mark = (page: Page) => page.evaluate(() => void Reflect.set(window, 'marked', true));
const isMarked = (page: Page) => page.evaluate(() => Reflect.get(window, 'marked') === true);

describe.skipIf(!hasChromium)('live', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness?.close());

  it('says what to do while nothing was ever recorded, then turns into the dashboard by itself', async () => {
    const { page, context, complaints } = await harness.open();
    await page.getByRole('heading', { name: 'No records yet' }).waitFor();
    const commands = await page.locator('.command code').allInnerTexts();
    expect(commands).toEqual(['npm start', expect.stringMatching(/^curl .*prefix=%3Benv/)]);
    await page.getByRole('button', { name: 'Copy command' }).last().click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(commands[1]);
    await live(page).getByText('Live').waitFor();
    await harness.ingest(seedInventory(Date.now()));
    await page.getByRole('grid', { name: 'Deployed functions' }).waitFor({ timeout: PROMISED_MS });
    await page
      .locator('.panel', { hasText: 'Security triggers' })
      .getByText('No attacks in the last 24 hours')
      .waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('shows an attack on the dashboard and in the events within two seconds, without a reload', async () => {
    const dashboard = await harness.open();
    const events = await harness.open({ path: '/events' });
    for (const { page } of [dashboard, events]) {
      await live(page).getByText('Live').waitFor();
      await mark(page);
    }
    await figure(dashboard.page).getByText('0', { exact: true }).waitFor();
    const sent = performance.now();
    await harness.ingest({ findings: [toDetectionFinding(attack({ time: Date.now(), class: 'cmdi' }))] });
    await Promise.all([
      figure(dashboard.page).getByText('1', { exact: true }).waitFor({ timeout: PROMISED_MS }),
      dashboard.page.locator('.latest-row', { hasText: 'OS command injection' }).waitFor({ timeout: PROMISED_MS }),
      events.page.getByRole('row', { name: /OS command injection/ }).waitFor({ timeout: PROMISED_MS }),
    ]);
    const took = performance.now() - sent;
    console.info(
      `console web: an attack shows ${Math.round(took)} ms after POST /v1/records began (promised ${PROMISED_MS})`,
    );
    expect(took).toBeLessThan(PROMISED_MS);
    const canvas = dashboard.page.locator('.triggers canvas');
    await canvas.evaluate((element) => element.setAttribute('data-first', ''));

    await harness.ingest({ findings: [toDetectionFinding(attack({ time: Date.now() + 1, class: 'xss' }))] });
    const fresh = events.page.locator('tr.fresh');
    await fresh.waitFor({ timeout: PROMISED_MS });
    expect(await fresh.innerText()).toContain('Cross-site scripting');
    // The chart goes on in place: a new canvas for each record would flicker and lose what the pointer shows.
    await figure(dashboard.page).getByText('2', { exact: true }).waitFor({ timeout: PROMISED_MS });
    expect(await canvas.getAttribute('data-first')).toBe('');
    expect(await dashboard.page.getByRole('img', { name: /2 blocked, 0 alert/ }).count()).toBe(1);
    for (const { page, complaints, context } of [dashboard, events]) {
      expect(await isMarked(page)).toBe(true);
      expect(complaints).toEqual([]);
      await context.close();
    }
  });

  it('keeps an open event open, and its count up to date, while others come in', async () => {
    const record = attack({ time: Date.now() + 2, class: 'ssrf', count: 1 });
    await harness.ingest({ findings: [toDetectionFinding(record)] });
    const { page, context } = await harness.open({ path: `/events?id=${record.id}` });
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('heading', { name: 'Server-side request forgery' }).waitFor();
    await live(page).getByText('Live').waitFor();
    await harness.ingest({ findings: [toDetectionFinding({ ...record, count: 7, lastTime: record.time + 60_000 })] });
    await dialog.locator('.fact', { hasText: 'Count' }).getByText('7').waitFor({ timeout: PROMISED_MS });
    await context.close();
  });

  it('says that it lost the console, finds it again and catches up', async () => {
    const { page, context } = await harness.open();
    await live(page).getByText('Live').waitFor();
    // The connection may stand before the figures are read: what is shown until then is no count.
    await expect.poll(() => figure(page).innerText()).toMatch(/^[1-9]/);
    const before = Number(await figure(page).innerText());
    await mark(page);
    await harness.restart(async () => {
      await live(page).getByText('Reconnecting').waitFor();
    });
    await harness.ingest({ findings: [toDetectionFinding(attack({ time: Date.now() + 3 }))] });
    await live(page).getByText('Live', { exact: true }).waitFor();
    await figure(page)
      .getByText(String(before + 1), { exact: true })
      .waitFor();
    expect(await isMarked(page)).toBe(true);
    await context.close();
  });
});
