import { toDetectionFinding } from '@bulkhead/core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, hasChromium, startHarness } from './harness.ts';
import { attack, SEED_FUNCTIONS, seedBatches } from './seed.ts';

const rows = (page: Page) => page.getByRole('grid', { name: 'Security events' }).locator('tbody tr.openable');
const fact = async (page: Page, name: string) =>
  (
    await page
      .getByRole('dialog')
      .locator('.fact', { has: page.getByText(name, { exact: true }) })
      .locator('dd')
      .innerText()
  ).trim();
const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

describe.skipIf(!hasChromium)('events', () => {
  let harness: Harness;
  const now = Date.now();
  const known = attack({
    time: now - 1_000,
    lastTime: now - 200,
    count: 12,
    class: 'cmdi',
    rule: 'hook/child-process',
    ruleVersion: '3.1.4',
    action: 'blocked',
    confidence: 'medium',
    message: 'A value of the event adds a command to the one that the function runs.',
    source: 'apigateway-v1',
    path: 'Records[0].body|json.files[3].prefix',
    excerpt: '; env | base64',
    sink: { operation: 'child_process.execSync', target: 'aws s3 ls s3://photos/; env | base64' },
    function: SEED_FUNCTIONS[4]!.fn,
    traceId: '1-691f3c2a-5b1f0e8a1101963f0e7d2a7c',
    coldStart: true,
    dropped: 2,
  });
  beforeAll(async () => {
    harness = await startHarness();
    await harness.ingest(...seedBatches(now), { findings: [toDetectionFinding(known)] });
  });
  afterAll(() => harness?.close());

  it('gets to the bottom of an event in two clicks from the dashboard', async () => {
    const { page, context, complaints } = await harness.open();
    await page.getByRole('link', { name: /^Attacks detected/ }).click();
    await rows(page).first().click();
    const dialog = page.getByRole('dialog', { name: 'Event: OS command injection' });
    await dialog.getByText('Records[0].body|json.files[3].prefix').waitFor();
    expect(new URL(page.url()).pathname).toBe('/events');
    expect(new URL(page.url()).searchParams.get('id')).toBe(known.id);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('tells everything that the record says', async () => {
    const { page, context } = await harness.open({ path: `/events?id=${known.id}` });
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('heading', { name: 'OS command injection' }).waitFor();
    expect(await dialog.locator('.event-marks').innerText()).toMatch(/Blocked\s+Critical/);
    expect(await dialog.locator('.event-message').innerText()).toBe(known.message);
    expect(await dialog.locator('.trail').innerText()).toMatch(
      /apigateway-v1[\s\S]*Records\[0\]\.body\|json\.files\[3\]\.prefix[\s\S]*; env \| base64[\s\S]*Stopped at\s+child_process\.execSync\s+aws s3 ls s3:\/\/photos\/; env \| base64/,
    );
    const facts = {
      Rule: 'hook/child-process',
      'Rule version': '3.1.4',
      'Attack type': 'OS command injection',
      Confidence: 'Medium',
      Risk: 'SAS-1 Function event data injection',
      Weakness: 'CWE-78',
      Function: 'attack-lab-list-files',
      Version: '$LATEST',
      Account: '123456789012',
      Region: 'eu-central-1',
      Runtime: 'nodejs22.x',
      ARN: 'arn:aws:lambda:eu-central-1:123456789012:function:attack-lab-list-files',
      'Request ID': known.requestId,
      'Trace ID': known.traceId,
      'Cold start': 'Yes',
      Count: '12',
      'Dropped before': '2 records',
      'Event ID': known.id,
    };
    for (const [name, value] of Object.entries(facts)) expect([name, await fact(page, name)]).toEqual([name, value]);
    expect(await fact(page, 'First seen')).toContain(new Date(known.time).toISOString());
    expect(await fact(page, 'Last seen')).toContain(new Date(known.lastTime).toISOString());
    await context.close();
  });

  it('copies path, request id, link and the OCSF document exactly', async () => {
    const { page, context } = await harness.open({ path: `/events?id=${known.id}` });
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Copy path' }).click();
    expect(await clipboard(page)).toBe(known.path);
    await dialog.getByRole('button', { name: 'Copy Request ID' }).click();
    expect(await clipboard(page)).toBe(known.requestId);
    await dialog.getByRole('button', { name: 'Copy link to this event' }).click();
    expect(await clipboard(page)).toBe(`${harness.url}/events?id=${known.id}`);
    await dialog.getByRole('tab', { name: 'OCSF' }).click();
    await dialog.getByRole('button', { name: 'Copy OCSF document' }).click();
    expect(JSON.parse(await clipboard(page))).toEqual(toDetectionFinding(known));
    expect(await dialog.locator('.raw pre').innerText()).toContain('"class_uid": 2004');
    await context.close();
  });

  it('goes on to the next event and back, and the back button closes', async () => {
    const { page, context } = await harness.open({ path: '/events' });
    await rows(page).nth(1).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Previous event' }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get('id')).toBe(known.id);
    await page.keyboard.press('j');
    await expect.poll(() => new URL(page.url()).searchParams.get('id')).not.toBe(known.id);
    await page.keyboard.press('k');
    await expect.poll(() => new URL(page.url()).searchParams.get('id')).toBe(known.id);
    await page.goBack();
    await dialog.waitFor({ state: 'detached' });
    expect(page.url()).toBe(`${harness.url}/events`);
    await context.close();
  });

  it('says when an event is not there', async () => {
    const { page, context } = await harness.open({ path: '/events?id=01963f0e-7d2a-7c3f-9b57-0c5b1f0e8a11' });
    await page.getByRole('dialog').getByRole('alert').getByText('No event has this id.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await context.close();
  });

  it('searches and filters, and clears', async () => {
    const { page, context } = await harness.open({ path: '/events' });
    await rows(page).first().waitFor();
    await page.getByRole('searchbox', { name: 'Search events' }).fill(known.requestId);
    await expect.poll(() => rows(page).count()).toBe(1);
    expect(page.url()).toContain(`q=${known.requestId}`);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await expect.poll(() => rows(page).count()).toBe(50);
    await page.getByLabel('Attack type').selectOption('credentials');
    await page.getByLabel('Action').selectOption('observed');
    await expect
      .poll(async () => new Set(await rows(page).locator('.col-action').allInnerTexts()))
      .toEqual(new Set(['Alert']));
    expect(new Set(await rows(page).locator('.col-class').allInnerTexts())).toEqual(
      new Set(['Leak of IAM credentials']),
    );
    await page.getByLabel('Function').selectOption('voting-app-tally');
    await page.getByText('No event matches these filters').waitFor();
    await context.close();
  });

  it('turns every page to the last event and back, none twice', async () => {
    const { page, context } = await harness.open({ path: '/events' });
    await rows(page).first().waitFor();
    const seen: string[] = [];
    const ids = () =>
      rows(page)
        .locator('.col-class a')
        .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href));
    const words = page.getByRole('navigation', { name: 'Pages', exact: true }).getByRole('status');
    const next = page.getByRole('button', { name: 'Next page' });
    for (;;) {
      seen.push(...(await ids()));
      if (await next.isDisabled()) break;
      const before = await words.innerText();
      await next.click();
      await expect.poll(() => words.innerText()).not.toBe(before);
    }
    expect(seen.length).toBe(321);
    expect(new Set(seen).size).toBe(321);
    expect(await words.innerText()).toBe('301–321 of 321');
    await page.getByRole('button', { name: 'Previous page' }).click();
    await expect.poll(() => words.innerText()).toBe('251–300 of 321');
    await context.close();
  });
});
