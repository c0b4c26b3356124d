import { type AttackRecord, toDetectionFinding } from '@bulkhead/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sidewaysScroll } from './checks.ts';
import { type Harness, hasChromium, SIZES, type Size, startHarness } from './harness.ts';
import { attack } from './seed.ts';

const RUN = 'window.pwned=1';
const TEXTS: Record<string, string> = {
  image: `<img src=x onerror="${RUN}">`,
  script: `</script><script>${RUN}</script>`,
  handler: `" onmouseover="${RUN}" x="`,
  address: `javascript:${RUN}`,
  svg: `<svg/onload=${RUN}>`,
  template: '{{constructor.constructor("window.pwned=1")()}}${window.pwned=1}',
  rightToLeft: 'invoice_\u202Egnp.exe\u2066\u2069\u200F',
  control: 'a\u0000b\u001b[31mred\u007f\u0085',
  hidden: 'pay\u200Bload\uFEFF\u{E0041}',
  tall: 'Z̸̢̛͍̲͚̦͓͉͈̰̓̐̓̈́̑͛͘ͅa̷'.repeat(8),
  long: 'A'.repeat(2_000),
  lone: 'lone \ud800 surrogate',
  proto: '__proto__',
  markdown: `[click](javascript:${RUN})`,
};

/** A record in which every text that a stranger can shape is the same hostile one, as far as the contract lets it in. */
function hostile(text: string, at: number): AttackRecord {
  const cut = (limit: number) => text.slice(0, limit);
  return attack({
    time: at,
    class: 'xss',
    rule: cut(200),
    ruleVersion: cut(40),
    message: cut(1_000),
    source: cut(100),
    path: cut(2_000),
    excerpt: cut(2_000),
    // Not limited by the contract: 10 kB.
    sink: {
      operation: text.repeat(Math.ceil(10_000 / text.length)),
      target: text.repeat(Math.ceil(10_000 / text.length)),
    },
    function: { name: cut(140), version: cut(128), region: cut(40), account: cut(12), runtime: cut(64) },
    requestId: cut(200),
    traceId: text.repeat(Math.ceil(10_000 / text.length)),
  });
}

describe.skipIf(!hasChromium)('hostile records', () => {
  let harness: Harness;
  const now = Date.now();
  const records = Object.entries(TEXTS).map(([name, text], i) => ({ name, record: hostile(text, now - i) }));
  beforeAll(async () => {
    harness = await startHarness();
    await harness.ingest({
      findings: records.map(({ record }) => ({
        ...toDetectionFinding(record),
        extra: { [TEXTS['script']!]: TEXTS['image'], deep: JSON.parse(`${'['.repeat(200)}${']'.repeat(200)}`) },
      })),
      functions: records.map(({ record }) => ({
        function: record.function,
        app: record.message.slice(0, 200),
        deployedAt: now,
        unprotectedReason: record.message.slice(0, 200),
      })),
    });
  });
  afterAll(() => harness?.close());

  it.each(Object.keys(SIZES) as Size[])('neither run nor break a page, %s', async (size) => {
    for (const path of ['/', '/events', '/functions', `/events?q=${encodeURIComponent(TEXTS['image']!)}`]) {
      const { page, context, complaints } = await harness.open({ path, size });
      await page.locator('tr.openable').first().waitFor();
      expect([path, await sidewaysScroll(page)]).toEqual([path, []]);
      expect(await page.evaluate(() => Reflect.get(window, 'pwned'))).toBeUndefined();
      expect(complaints).toEqual([]);
      await context.close();
    }
  });

  it.each(records.map(({ name, record }) => [name, record] as const))(
    '%s is text in the drawer',
    async (_name, record) => {
      const { page, context, complaints } = await harness.open({ path: `/events?id=${record.id}`, size: 'phone' });
      const dialog = page.getByRole('dialog');
      await dialog.locator('.trail').waitFor();
      const made = await dialog.evaluate((element) => ({
        elements: element.querySelectorAll('img, script, iframe, svg[onload], [onerror], [onmouseover]').length,
        addresses: [...element.querySelectorAll('a')].map((link) => link.protocol),
        wide: [...element.querySelectorAll('.event-body, .event-head, .drawer-box')].some(
          (box) => box.scrollWidth > box.clientWidth,
        ),
        shown: element.querySelector('.long.hot')!.textContent!,
        isolated: [...element.querySelectorAll('bdi')].every((bdi) => getComputedStyle(bdi).unicodeBidi === 'isolate'),
        naked: /[\u0000-\u0008\u007f-\u009f\u200b\u200f\u202a-\u202e\u2066-\u2069\ufeff]/.test(element.textContent!),
      }));
      expect(made).toMatchObject({ elements: 0, wide: false, isolated: true, naked: false });
      expect(made.addresses.every((protocol) => protocol === 'http:')).toBe(true);
      if (/^[\x20-\x7e]+$/.test(record.excerpt)) expect(made.shown).toBe(record.excerpt);
      expect(await sidewaysScroll(page)).toEqual([]);
      await dialog.getByRole('tab', { name: 'OCSF' }).click();
      await dialog.locator('.raw pre').waitFor();
      expect(await dialog.locator('img, script').count()).toBe(0);
      expect(await dialog.locator('.event-body').evaluate((box) => box.scrollWidth <= box.clientWidth)).toBe(true);
      expect(await page.evaluate(() => Reflect.get(window, 'pwned'))).toBeUndefined();
      expect(complaints).toEqual([]);
      await context.close();
    },
  );

  it('would be seen if it did run or was refused', async () => {
    const { page, context, complaints } = await harness.open();
    await page.locator('#root').waitFor();
    await page.evaluate(() => {
      document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.pwned=1">');
    });
    await expect.poll(() => complaints.join('\n')).toContain('refused by policy: script-src-attr inline');
    await context.close();
  });
});
