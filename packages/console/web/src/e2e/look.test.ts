import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contrastFaults, layoutShift, sidewaysScroll, unnamedControls } from './checks.ts';
import { type Harness, hasChromium, type Scheme, SIZES, type Size, startHarness } from './harness.ts';
import { seedBatches } from './seed.ts';

const MATRIX = (Object.keys(SIZES) as Size[]).flatMap((size) =>
  (['light', 'dark'] as Scheme[]).map((scheme) => [size, scheme] as const),
);

describe.skipIf(!hasChromium)('the look', () => {
  let harness: Harness;
  let empty: Harness;
  let eventPath = '';
  beforeAll(async () => {
    [harness, empty] = await Promise.all([startHarness(), startHarness()]);
    await harness.ingest(...seedBatches(Date.now()));
    const { events } = (await harness.api('/api/events')) as { events: { id: string }[] };
    eventPath = `/events?id=${events[0]!.id}`;
  });
  afterAll(async () => {
    await harness?.close();
    await empty?.close();
  });

  it.each(MATRIX)('holds on every page, %s, %s', async (size, scheme) => {
    const views = [
      { path: '/', ready: 'tr.openable' },
      { path: '/events', ready: 'tr.openable' },
      { path: '/functions', ready: 'tr.openable' },
      { path: eventPath, ready: '.trail' },
      { path: '/', ready: '.welcome', on: empty },
    ];
    for (const { path, ready, on = harness } of views) {
      const { page, context, complaints } = await on.open({ path, size, scheme });
      await page.locator(ready).first().waitFor();
      await page.waitForFunction(() =>
        document.getAnimations().every((animation) => animation.playState === 'finished'),
      );
      expect([path, await sidewaysScroll(page)]).toEqual([path, []]);
      expect([path, await unnamedControls(page)]).toEqual([path, []]);
      const { checked, faults } = await contrastFaults(page);
      expect(checked).toBeGreaterThan(15);
      expect([path, faults]).toEqual([path, []]);
      expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toMatch(scheme);
      expect(await page.getByRole('main').count()).toBe(1);
      const cut = page.locator('.functions td:not(.col-protection):visible');
      const isCut = (cells: Element[]) =>
        cells.filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.textContent);
      expect([path, await cut.evaluateAll(isCut)]).toEqual([path, []]);
      expect(complaints).toEqual([]);
      await context.close();
    }
  });

  it.each(Object.keys(SIZES) as Size[])('does not jump while it loads, %s', async (size) => {
    const { page, context } = await harness.open({ size });
    await page.locator('tr.openable').first().waitFor();
    await page.locator('.bars-row').first().waitFor();
    expect(await layoutShift(page)).toBeLessThan(0.1);
    await context.close();
  });

  it('stands still for who asked for that', async () => {
    const { page, context } = await harness.open({ path: eventPath, reducedMotion: true });
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    const seconds = await dialog.evaluate((element) => Number.parseFloat(getComputedStyle(element).animationDuration));
    expect(seconds).toBeLessThan(0.001);
    await context.close();
  });

  it('finds faults that were planted', async () => {
    const { page, context } = await harness.open();
    await page.locator('tr.openable').first().waitFor();
    await page.evaluate(() => {
      const wide = document.createElement('div');
      wide.style.cssText = 'width:3000px;height:1px';
      const pale = document.createElement('p');
      pale.textContent = 'pale words';
      pale.style.color = '#bbbbbb';
      document.getElementById('root')!.append(wide, pale, document.createElement('button'));
    });
    expect(await sidewaysScroll(page)).not.toEqual([]);
    expect(await unnamedControls(page)).toEqual([expect.stringContaining('<button')]);
    expect((await contrastFaults(page)).faults).toEqual([expect.objectContaining({ text: 'pale words' })]);
    await context.close();
  });
});
