import { toDetectionFinding } from '@bulkhead/core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, hasChromium, SIZES, type Size, startHarness } from './harness.ts';
import { attack } from './seed.ts';

const HOUR = 3_600_000;

/** Coloured runs along the chart's base line: each is one bar, in CSS pixels. */
async function bars(page: Page): Promise<{ width: number; height: number }[]> {
  const canvas = page.getByRole('img', { name: /^Security triggers/ }).locator('canvas');
  await canvas.waitFor();
  return canvas.evaluate((element: HTMLCanvasElement) => {
    const { width, height } = element;
    const { data } = element.getContext('2d')!.getImageData(0, 0, width, height);
    const tokens = ['--blocked', '--alert'].map((token) => {
      const probe = document.createElement('canvas').getContext('2d')!;
      probe.fillStyle = getComputedStyle(element).getPropertyValue(token);
      probe.fillRect(0, 0, 1, 1);
      return [...probe.getImageData(0, 0, 1, 1).data.slice(0, 3)];
    });
    const filled = (x: number, y: number) => {
      const at = (y * width + x) * 4;
      return tokens.some(([r, g, b]) => data[at] === r && data[at + 1] === g && data[at + 2] === b);
    };
    let base = height - 1;
    while (base > 0 && !Array.from({ length: width }, (_, x) => x).some((x) => filled(x, base))) base--;
    const found: { width: number; height: number }[] = [];
    for (let x = 0; x < width; x++) {
      if (!filled(x, base)) continue;
      const start = x;
      while (x < width && filled(x, base)) x++;
      let top = base;
      while (top > 0 && filled(start + Math.floor((x - start) / 2), top)) top--;
      found.push({ width: (x - start) / devicePixelRatio, height: (base - top) / devicePixelRatio });
    }
    return found;
  });
}

describe.skipIf(!hasChromium)('triggers over time', () => {
  let one: Harness;
  let thousand: Harness;
  beforeAll(async () => {
    [one, thousand] = await Promise.all([startHarness(), startHarness()]);
    const now = Date.now();
    await one.ingest({ findings: [toDetectionFinding(attack({ time: now - HOUR }))] });
    const many = Array.from({ length: 1_000 }, (_, i) =>
      toDetectionFinding(
        attack({ time: now - Math.floor((i * 30 * 24 * HOUR) / 1_010), action: i % 3 ? 'blocked' : 'observed' }),
      ),
    );
    for (let i = 0; i < many.length; i += 250) await thousand.ingest({ findings: many.slice(i, i + 250) });
  });
  afterAll(async () => {
    await one?.close();
    await thousand?.close();
  });

  const SIZE_IDS = Object.keys(SIZES) as Size[];
  const MATRIX = SIZE_IDS.flatMap((size) => ['15m', '24h', '30d'].map((range) => [size, range] as const));

  it.each(MATRIX)('one trigger is one bar that can be seen, %s, %s', async (size, range) => {
    // Within 15 minutes the trigger of an hour ago is not there, and the page says so.
    const { page, context } = await one.open({ size, path: `/?range=${range}` });
    if (range === '15m') {
      await page
        .locator('.panel', { hasText: 'Security triggers' })
        .getByText('No attacks in the last 15 minutes')
        .waitFor();
    } else {
      const found = await bars(page);
      expect(found).toHaveLength(1);
      expect(found[0]!.width).toBeGreaterThanOrEqual(3);
      expect(found[0]!.height).toBeGreaterThanOrEqual(30);
    }
    await context.close();
  });

  it.each(SIZE_IDS)('a thousand triggers are bars that can be told apart, %s', async (size) => {
    const { page, context } = await thousand.open({ size, path: '/?range=30d' });
    const found = await bars(page);
    expect(found.length).toBeGreaterThan(size === 'phone' ? 30 : 80);
    expect(Math.min(...found.map((bar) => bar.width))).toBeGreaterThanOrEqual(2);
    await context.close();
  });
});
