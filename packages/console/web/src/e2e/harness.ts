import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IngestBatch, IngestReply } from '@bulkhead/console-contract';
import { type Console, startConsole } from '@bulkhead/console-server';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { requireComponent } from '../../../../../test/support/components.ts';
import { build } from '../../build.mjs';

const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const TOKEN = 'ingest-token-of-the-browser-tests';

/** Whether the browser tests can run; names what is missing and how to get it. */
export const hasChromium = requireComponent('Chromium', existsSync(CHROMIUM), 'tools/setup-services.sh');

export const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;
export type Size = keyof typeof SIZES;
export type Scheme = 'light' | 'dark';

export interface OpenOptions {
  readonly path?: string;
  readonly size?: Size;
  readonly scheme?: Scheme;
  readonly reducedMotion?: boolean;
}

export interface OpenPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the browser complained of: script errors, console errors, refused by the content security policy. */
  readonly complaints: string[];
}

export interface Harness {
  readonly url: string;
  /** Sends records as a shipper does. @throws Error when any of them is refused */
  ingest(...batches: IngestBatch[]): Promise<void>;
  api(path: string): Promise<unknown>;
  open(options?: OpenOptions): Promise<OpenPage>;
  /** Stops the console and starts it again on the same port and folder. */
  restart(between?: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

interface Shared {
  readonly webDir: string;
  readonly browser: Browser;
}

/** Page and browser of all consoles of one test file; gone with the last of them. */
let shared: Promise<Shared> | undefined;
let users = 0;

async function makeShared(): Promise<Shared> {
  const outDir = await mkdtemp(join(tmpdir(), 'bulkhead-web-'));
  const [webDir, browser] = await Promise.all([build({ outDir }), launch()]);
  return { webDir, browser };
}

/** The real page, built as it ships, on the real server with an empty store, in a real browser with a fresh profile. */
export async function startHarness(): Promise<Harness> {
  users++;
  shared ??= makeShared();
  const { webDir, browser } = await shared;
  const dir = await mkdtemp(join(tmpdir(), 'bulkhead-store-'));
  const start = (port: number) => startConsole({ dir, port, ingestToken: TOKEN, webDir });
  let server: Console = await start(0);
  const { url, port } = server;

  async function send(batch: IngestBatch): Promise<void> {
    const response = await fetch(`${url}/v1/records`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(batch),
    });
    const reply = (await response.json()) as IngestReply;
    if (!response.ok || reply.rejected.length > 0) throw new Error(`refused: ${JSON.stringify(reply).slice(0, 500)}`);
  }

  return {
    url,
    async ingest(...batches) {
      for (const batch of batches) await send(batch);
    },
    async api(path) {
      return (await fetch(url + path)).json();
    },
    open: (options = {}) => openPage(browser, url, options),
    async restart(between) {
      await server.close();
      await between?.();
      server = await start(port);
    },
    async close() {
      await server.close();
      await rm(dir, { recursive: true, force: true });
      users--;
      if (users > 0) return;
      shared = undefined;
      await browser.close();
      await rm(webDir, { recursive: true, force: true });
    },
  };
}

function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

async function openPage(browser: Browser, url: string, options: OpenOptions): Promise<OpenPage> {
  const { path = '/', size = 'desktop', scheme = 'light', reducedMotion = false } = options;
  const context = await browser.newContext({
    viewport: SIZES[size],
    colorScheme: scheme,
    hasTouch: size === 'phone',
    reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    const text = message.text();
    if (text.startsWith('refused by policy')) complaints.push(text);
    else if (message.type() === 'error' || message.type() === 'warning') complaints.push(`console: ${text}`);
  });
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) =>
      console.info(`refused by policy: ${event.violatedDirective} ${event.blockedURI}`),
    );
  });
  await page.goto(url + path, { waitUntil: 'domcontentloaded' });
  return { page, context, complaints };
}
