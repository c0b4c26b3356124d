import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contrastFaults, sidewaysScroll, unnamedControls } from './checks.ts';
import { type Harness, hasChromium, type Scheme, SIZES, type Size, startHarness } from './harness.ts';
import { CHAIN_ID, chainBatch, chainLine, otherRequests } from './seed-chain.ts';

const MATRIX = (Object.keys(SIZES) as Size[]).flatMap((size) =>
  (['light', 'dark'] as Scheme[]).map((scheme) => [size, scheme] as const),
);
const SHOTS = process.env['SCREENSHOTS'];

const calls = (page: Page) => page.locator('.call');
const texts = async (page: Page, selector: string) =>
  (await page.locator(selector).allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
/** Depth and name of each row, from its indentation and its words. */
const drawn = (page: Page) =>
  page
    .locator('.call-head')
    .evaluateAll((heads) =>
      heads.map((head) => [
        Number(getComputedStyle(head).getPropertyValue('--depth')),
        head.querySelector('.call-title bdi')!.textContent,
      ]),
    );

describe.skipIf(!hasChromium)('requests across functions', () => {
  let harness: Harness;
  const now = Date.now();
  beforeAll(async () => {
    harness = await startHarness();
    await harness.ingest(otherRequests(now), chainBatch(now - 5_000));
  });
  afterAll(() => harness?.close());

  it('lists them, the latest first, filters, and leads to a chain and back', async () => {
    const { page, context, complaints } = await harness.open({ path: '/requests' });
    const rows = page.getByRole('grid', { name: 'Requests' }).locator('tbody tr.openable');
    await rows.nth(49).waitFor();
    expect(await page.locator('.pager').innerText()).toContain('1–50 of 61');
    expect((await rows.first().innerText()).replace(/\s+/g, ' ')).toMatch(
      /correlation-api-a, correlation-api-b, correlation-sns-to-kinesis, correlation-api-c c0ffee00-\S+ \d+ ms 5 1 attack 1 failure Debug \$0\.0000\d+$/,
    );
    await page.getByLabel('Outcome').selectOption('1');
    await page.getByText('1 request', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('searchbox', { name: 'Search requests' }).fill('Stock is LOW');
    await page.getByText('1 request', { exact: true }).waitFor();
    expect(page.url()).toContain('q=Stock');
    await rows.first().click();
    await calls(page).first().waitFor();
    expect(new URL(page.url()).pathname).toBe(`/requests/${CHAIN_ID}`);
    await page.goBack();
    await rows.first().waitFor();
    await page.getByRole('searchbox', { name: 'Search requests' }).fill('nothing like it');
    await page.getByText('No request matches these filters').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('shows one request as a chain: who called whom, how long, for how much, what failed, what is missing', async () => {
    const { page, context, complaints } = await harness.open({ path: `/requests/${CHAIN_ID}` });
    await calls(page).nth(5).waitFor();
    expect(await drawn(page)).toEqual([
      [0, 'correlation-api-a'],
      [1, 'correlation-api-b'],
      [1, 'correlation-sns-to-kinesis'],
      [2, 'correlation-api-c'],
      [0, 'Unknown caller'],
      [1, 'correlation-api-c'],
    ]);
    expect(await texts(page, '.figure')).toEqual([
      'Duration 402 ms',
      'Invocations 5',
      'Functions 4',
      'Lines 8',
      'Billed 208 ms',
      expect.stringMatching(/^Cost \$0\.0000015$/),
    ]);
    expect(await texts(page, '.call-marks')).toEqual([
      'Cold start 1 event 2 lines',
      '2 lines',
      '1 line',
      'ConditionalCheckFailedException 2 lines',
      'Not recorded no lines',
      'No REPORT 1 line',
    ]);
    expect(await texts(page, '.request-facts .request-fact')).toContain('First caller curl/8.14.1');
    // One axis: bars begin where the invocations began, a cold start before it.
    const lefts = await page
      .locator('.call-bar')
      .evaluateAll((bars) => bars.map((bar) => Math.round(Number.parseFloat((bar as HTMLElement).style.left))));
    expect(lefts).toEqual([0, 35, 58, 80, 100, 100]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('opens rows to their lines, by themselves where something went wrong; filters them by level', async () => {
    const { page, context } = await harness.open({ path: `/requests/${CHAIN_ID}` });
    await calls(page).nth(5).waitFor();
    const open = () =>
      page.locator('.call-head').evaluateAll((heads) => heads.map((head) => head.getAttribute('aria-expanded')));
    expect(await open()).toEqual(['true', 'false', 'false', 'true', 'false', 'false']);
    const failed = calls(page).nth(3);
    expect(await failed.locator('.line-error').innerText()).toMatch(
      /index\.js:20871:20\)[\s\S]*Caused by: Error: socket hang up/,
    );
    await calls(page).nth(1).getByRole('button').first().click();
    expect(await calls(page).nth(1).locator('.line').count()).toBe(2);
    await page.getByLabel('Level of the lines').selectOption('WARN');
    await expect.poll(() => page.locator('.line').count()).toBe(2);
    expect(page.url()).toContain('level=WARN');
    await calls(page).nth(1).getByText('2 lines below the chosen level.').waitFor();
    await page.getByRole('button', { name: 'Open all' }).click();
    expect(new Set(await open())).toEqual(new Set(['true']));
    await calls(page).nth(4).getByText('A function below names this request id as its caller.').waitFor();
    await page.getByLabel('Level of the lines').selectOption('');
    await calls(page).first().getByText('Fields').click();
    expect(await calls(page).first().locator('.line-fields').innerText()).toContain('"id": "o-1042"');
    await page.getByRole('button', { name: 'Close all' }).click();
    expect(await page.locator('.line').count()).toBe(0);
    await context.close();
  });

  it('works by keyboard, copies the id, and leads to the event', async () => {
    const { page, context } = await harness.open({ path: `/requests/${CHAIN_ID}` });
    await calls(page).nth(5).waitFor();
    await page.getByRole('button', { name: 'Copy correlation id' }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(CHAIN_ID);
    const head = calls(page).nth(2).getByRole('button').first();
    await head.focus();
    await page.keyboard.press('Enter');
    expect(await head.getAttribute('aria-expanded')).toBe('true');
    expect(await head.innerText()).toContain('correlation-sns-to-kinesis');
    await calls(page).first().getByRole('link', { name: 'SQL injection' }).click();
    await page.getByRole('dialog', { name: 'Event: SQL injection' }).waitFor();
    await page.getByRole('dialog').getByRole('link', { name: 'Lines of this invocation' }).click();
    await page.getByRole('grid', { name: 'Requests' }).getByText(CHAIN_ID).waitFor();
    await context.close();
  });

  it('goes on by itself while lines come in, and keeps what was opened', async () => {
    const id = 'live-request';
    const line = chainLine({ correlationId: id, requestId: 'live-1', time: Date.now(), message: 'first' });
    await harness.ingest({ lines: [line] });
    const { page, context } = await harness.open({ path: `/requests/${id}` });
    await page.locator('.live').getByText('Live').waitFor();
    await page.getByText('first', { exact: true }).waitFor();
    await page.locator('.badge', { hasText: 'No REPORT' }).waitFor();
    const { function: fn, logStream } = line;
    const figures = { durationMs: 20, billedMs: 20, memoryMb: 128, maxMemoryMb: 70 };
    await harness.ingest({
      lines: [chainLine({ ...line, id: 'f'.repeat(32), message: 'second' })],
      executions: [
        {
          kind: 'execution',
          requestId: 'live-1',
          time: line.time + 5,
          status: 'success',
          function: fn,
          logStream,
          ...figures,
        },
      ],
    });
    await page.getByText('second', { exact: true }).waitFor();
    await page.locator('.badge', { hasText: 'No REPORT' }).waitFor({ state: 'detached' });
    await context.close();
  });

  it('says when a request is not there', async () => {
    const { page, context } = await harness.open({ path: '/requests/nobody%20%2F%20..' });
    await page.getByRole('alert').getByText('No log line names this request.').waitFor();
    await page.getByRole('link', { name: 'All requests' }).click();
    await page.locator('tr.openable').first().waitFor();
    await context.close();
  });

  it.each(MATRIX)('holds, %s, %s', async (size, scheme) => {
    for (const [name, path, ready] of [
      ['requests', '/requests', 'tr.openable'],
      ['request', `/requests/${CHAIN_ID}`, '.call'],
    ] as const) {
      const { page, context, complaints } = await harness.open({ path, size, scheme });
      await page.locator(ready).first().waitFor();
      await page.waitForFunction(() =>
        document.getAnimations().every((animation) => animation.playState === 'finished'),
      );
      if (SHOTS)
        await page.screenshot({ path: `${SHOTS}/${name}-${size}-${scheme}.png`, fullPage: name === 'request' });
      expect([path, await sidewaysScroll(page)]).toEqual([path, []]);
      expect([path, await unnamedControls(page)]).toEqual([path, []]);
      const { checked, faults } = await contrastFaults(page);
      expect(checked).toBeGreaterThan(15);
      expect([path, faults]).toEqual([path, []]);
      expect(complaints).toEqual([]);
      await context.close();
    }
  });

  // Eight pages on a phone: longer than the usual test.
  it('hostile lines are text, whatever they hold, and ids of any kind lead to their page', {
    timeout: 120_000,
  }, async () => {
    const now = Date.now();
    const texts = [
      '<img src=x onerror="window.pwned=1">',
      'a\u0000b\u001b[31m\u202Egnp.exe\u2066\u200B',
      '..',
      'a/../b?c#d%2F%',
      'back\\slash\u0000',
      'lone \ud800 surrogate',
      'A'.repeat(256),
      '__proto__',
    ];
    const cut = (text: string, limit: number) => text.slice(0, limit);
    await harness.ingest({
      lines: texts.map((text, n) =>
        chainLine({
          correlationId: text,
          requestId: text,
          parentId: `${cut(text, 200)}p`,
          time: now + n,
          function: {
            name: cut(text, 140),
            version: text.slice(0, 99),
            region: cut(text, 40),
            account: cut(text, 12),
            runtime: cut(text, 64),
          },
          message: text.repeat(Math.floor(8_000 / text.length)),
          error: text.repeat(Math.floor(8_000 / text.length)),
          fields: text.repeat(Math.floor(4_000 / text.length)),
          level: 'FATAL',
          userAgent: text,
          traceId: text,
          trigger: text,
          ids: { 'x-correlation-user': text },
        }),
      ),
    });
    const { page, context, complaints } = await harness.open({ path: '/requests', size: 'phone' });
    await page.locator('tr.openable').first().waitFor();
    expect(await sidewaysScroll(page)).toEqual([]);
    const links = await page
      .locator('.requests .col-path a')
      .evaluateAll((all) => all.slice(0, 8).map((link) => (link as HTMLAnchorElement).href));
    for (const href of links) {
      await page.goto(href);
      await page.locator('.call').nth(1).waitFor();
      await page.getByRole('button', { name: 'Open all' }).click();
      await page.locator('.line').first().waitFor();
      expect([href, await sidewaysScroll(page)]).toEqual([href, []]);
      const naked = /[\u0000-\u0008\u007f-\u009f\u200b\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;
      expect([href, naked.test((await page.locator('main').textContent())!)]).toEqual([href, false]);
      expect(await page.locator('main img').count()).toBe(0);
      expect(await page.evaluate(() => Reflect.get(window, 'pwned'))).toBeUndefined();
    }
    expect(links).toHaveLength(8);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
