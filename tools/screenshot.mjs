// Makes the pictures of the README and the documents from the running product:
//   node tools/screenshot.mjs   (needs Chromium: tools/setup-services.sh, or CHROMIUM_PATH)
// Starts both examples on the lab, sends them honest requests and attacks, and photographs the console.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('..', import.meta.url));
const images = join(root, 'docs/images');
const home = mkdtempSync(join(tmpdir(), 'bulkhead-screenshot-'));
const args = [
  'packages/cli/bin/bulkhead.mjs',
  'up',
  'examples/voting-app',
  'examples/attack-lab',
  '--no-open',
  '--no-watch',
];
const up = spawn(process.execPath, [...args, '--port', '0', '--console-port', '0', '--data', join(home, 'data')], {
  cwd: root,
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const { urls, consoleUrl } = await ready(up);
  await traffic(urls[0], urls[1]);
  mkdirSync(images, { recursive: true });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
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
  try {
    for (const { name, path, width, height, scheme, open } of [
      { name: 'dashboard', path: '/?range=15m', width: 1440, height: 980, scheme: 'light' },
      { name: 'dashboard-dark', path: '/?range=15m', width: 1440, height: 980, scheme: 'dark' },
      { name: 'event', path: '/events?action=blocked', width: 1440, height: 900, scheme: 'dark', open: true },
      { name: 'dashboard-phone', path: '/?range=15m', width: 390, height: 844, scheme: 'light' },
    ]) {
      const page = await browser.newPage({ viewport: { width, height }, colorScheme: scheme });
      await page.goto(consoleUrl + path);
      await page.locator('table:visible').first().waitFor();
      if (open) await page.locator('tbody tr:visible').first().click();
      await page.waitForTimeout(800);
      await page.screenshot({ path: join(images, `${name}.png`) });
      await page.close();
      console.error(`wrote docs/images/${name}.png`);
    }
  } finally {
    await browser.close();
  }
} finally {
  up.kill('SIGINT');
  await new Promise((resolve) => up.once('close', resolve));
  rmSync(home, { recursive: true, force: true });
}

function ready(child) {
  return new Promise((resolve, reject) => {
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += String(chunk);
      const consoleUrl = /^Console\s+(\S+)/m.exec(out)?.[1];
      if (consoleUrl)
        resolve({ consoleUrl, urls: [...out.matchAll(/stage \S+\s+(http:\/\/\S+)/g)].map((match) => match[1]) });
    });
    child.once('close', (code) => reject(new Error(`bulkhead up ended with ${code}`)));
  });
}

async function traffic(voting, attackLab) {
  const ask = async (url, init) => void (await (await fetch(url, init)).text());
  const json = { 'content-type': 'application/json' };
  for (let i = 0; i < 40; i++) {
    await ask(`${voting}/poll/mascot`);
    await ask(`${voting}/polls`);
    await ask(`${attackLab}/files?prefix=2025/`);
    await ask(`${attackLab}/fetch?url=welcome.html`);
  }
  for (const prefix of [';env', '$(id)', '|cat /etc/passwd', '`whoami`'])
    await ask(`${attackLab}/files?prefix=${encodeURIComponent(prefix)}`);
  for (const url of ['http://169.254.169.254/latest/meta-data/', 'http://2130706433/', 'file:///proc/self/environ']) {
    await ask(`${attackLab}/fetch?url=${encodeURIComponent(url)}`);
  }
  for (const thanks of ['<script>alert(1)</script>', "' OR '1'='1' --"])
    await ask(`${voting}/poll/mascot?thanks=${encodeURIComponent(thanks)}`);
  await ask(`${attackLab}/countdown`, { method: 'POST', headers: json, body: '{"n":-1}' });
  await new Promise((resolve) => setTimeout(resolve, 4000));
}
