import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, hasChromium, SIZES, startHarness } from './harness.ts';
import { seedBatches } from './seed.ts';

/** What has the focus, and whether a person can see that it has. */
function focus(page: Page): Promise<{ what: string; seen: boolean; index: number }> {
  return page.evaluate(() => {
    const element = document.activeElement!;
    const looked =
      element instanceof HTMLInputElement && element.type === 'radio' ? element.nextElementSibling! : element;
    const style = getComputedStyle(looked);
    const label =
      element.getAttribute('aria-label') ?? element.closest('label')?.textContent ?? element.textContent ?? '';
    return {
      what: `${element.getAttribute('role') ?? element.tagName.toLowerCase()} ${label.trim().replace(/\s+/g, ' ').slice(0, 40)}`,
      seen: style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2,
      index: element.parentElement ? [...element.parentElement.children].indexOf(element) : -1,
    };
  });
}

async function press(page: Page, ...keys: string[]) {
  for (const key of keys) await page.keyboard.press(key);
  return focus(page);
}

describe.skipIf(!hasChromium).each(Object.keys(SIZES) as (keyof typeof SIZES)[])('keyboard only, %s', (size) => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
    await harness.ingest(...seedBatches(Date.now()));
  });
  afterAll(() => harness?.close());

  it('reaches everything in the order it stands, always visibly, and never gets stuck', async () => {
    const { page, context } = await harness.open({ size });
    await page.locator('tr.openable').first().waitFor();
    const walk: string[] = [];
    for (let i = 0; i < 80; i++) {
      const { what, seen } = await press(page, 'Tab');
      if (what.startsWith('body')) break;
      expect([what, seen]).toEqual([what, true]);
      walk.push(what);
    }
    const at = (pattern: RegExp) => walk.findIndex((what) => pattern.test(what));
    const order = [
      /^a Skip to content/,
      /^a Bulkhead/,
      /^a Dashboard/,
      /^a Events/,
      /^a Functions/,
      /^button Use dark theme/,
      /^select Account/,
      /^select Region/,
      /^input 24 h/,
      /^a Deployed functions/,
      /^a Protected functions/,
      /^a Total executions/,
      /^a Attacks detected/,
      /^a All events/,
      /^input Search functions/,
      /^row /,
      /^button Next page/,
    ].map(at);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(Math.min(...order)).toBe(0);
    // One row of the ten is in the tab order: the others are reached by arrows.
    expect(walk.filter((what) => what.startsWith('row'))).toHaveLength(1);
    await context.close();
  });

  it('skips to the content, searches with /, walks rows, opens with Enter, closes with Esc and is back where it was', async () => {
    const { page, context, complaints } = await harness.open({ size, path: '/events' });
    const rows = page.locator('tr.openable');
    await rows.nth(20).waitFor();
    expect((await press(page, 'Tab')).what).toBe('a Skip to content');
    await page.keyboard.press('Enter');
    expect((await focus(page)).what).toMatch(/^main/);

    expect((await press(page, '/')).what).toBe('input Search events');
    await page.keyboard.type('sql/');
    expect(await page.getByRole('searchbox').inputValue()).toBe('sql/');
    await press(page, 'Backspace', 'Enter');
    await expect.poll(() => page.url()).toContain('q=sql');
    await expect.poll(async () => new Set(await rows.locator('.col-class').allInnerTexts()).size).toBe(1);
    await press(page, 'Escape');
    await expect.poll(() => page.url()).not.toContain('q=');
    await expect.poll(() => rows.count()).toBe(50);

    let where = await press(page, 'Tab');
    while (!where.what.startsWith('row')) where = await press(page, 'Tab');
    expect(where.index).toBe(0);
    expect((await press(page, 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowUp')).index).toBe(2);
    expect((await press(page, 'End')).index).toBe(49);
    expect((await press(page, 'ArrowDown')).index).toBe(49);
    expect((await press(page, 'Home')).index).toBe(0);
    where = await press(page, 'ArrowDown');
    expect(where).toMatchObject({ index: 1, seen: true });

    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('tab', { name: 'Summary' }).waitFor();
    expect((await focus(page)).what).toMatch(/^dialog Event/);
    // The focus stays inside, all around.
    const inside = () =>
      page.evaluate(
        () =>
          document.activeElement === document.body ||
          document.querySelector('dialog')!.contains(document.activeElement),
      );
    for (let i = 0; i < 30; i++) {
      await page.keyboard.press('Tab');
      expect(await inside()).toBe(true);
    }
    await dialog.getByRole('tab', { name: 'Summary' }).focus();
    expect((await press(page, 'ArrowRight')).what).toBe('tab OCSF');
    await dialog.getByText('"class_uid": 2004').waitFor();
    expect((await press(page, 'ArrowLeft')).what).toBe('tab Summary');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await focus(page)).toEqual(where);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('chooses a range with arrows and a theme with Space', async () => {
    const { page, context } = await harness.open({ size });
    await page.getByRole('radio', { name: '24 h' }).focus();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => page.url()).toContain('range=1h');
    await page.getByRole('button', { name: 'Use dark theme' }).focus();
    await page.keyboard.press('Space');
    expect((await focus(page)).what).toBe('button Use light theme');
    await context.close();
  });
});
