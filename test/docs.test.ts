import { execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';
import { BIN, ROOT, runCli } from './support/run-cli.ts';

const home = mkdtempSync(join(tmpdir(), 'bulkhead-docs-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'packages/runtime/README.md',
  'packages/cli/README.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

function blocks(page: string, language: string): string[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map((match) => match[1]!);
}

/** A folder in which `npx bulkhead` and `examples/` are what a reader of the page has. */
function workplace(): string {
  const folder = mkdtempSync(join(home, 'at-'));
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/npx'), `#!/bin/sh\nshift\nexec '${process.execPath}' '${BIN}' "$@"\n`, {
    mode: 0o755,
  });
  symlinkSync(join(ROOT, 'examples'), join(folder, 'examples'));
  return folder;
}

const environment = (folder: string) => ({
  ...process.env,
  NO_COLOR: '1',
  PATH: `${folder}/bin:${process.env['PATH']}`,
});
/** Placeholders that a reader fills in, and commands that never end, are run elsewhere. */
const isRunnable = (block: string) =>
  /npx bulkhead (inspect|invoke)/.test(block) && !/path\/to|\.\.\.|npm install/.test(block);
const isUp = (block: string) =>
  /^npx bulkhead up (?!path\/to|goat|\.)/m.test(block) && !/git clone|npm install/.test(block);

describe('the documents', () => {
  const runnable = pages.flatMap((page) =>
    blocks(page, 'sh')
      .filter(isRunnable)
      .map((block) => [page, block] as const),
  );
  it('have examples to run', () => {
    expect(runnable.length).toBeGreaterThanOrEqual(2);
  });

  it.each(runnable)('%s: the commands work as pasted: %s', (_page, block) => {
    const folder = workplace();
    // 1 says that the text holds an attack; 2 would be wrong usage.
    const script = `${block.replace(/(npx bulkhead inspect .*)/g, '$1 || [ $? = 1 ]')}`;
    const out = execFileSync('sh', ['-e', '-c', script], { cwd: folder, env: environment(folder), encoding: 'utf8' });
    expect(out).toMatch(/^\{/m);
  });

  it.each(['inspect', 'invoke'])('%s --help shows an example that works as pasted', async (verb) => {
    const folder = workplace();
    const { out: help } = await runCli([verb, '--help']);
    const commands = help.split('Example:')[1]!.match(/^ {2}\$ .*$/gm)!;
    const script = commands.map((line) => line.slice(4).replace(/(npx bulkhead inspect [^|]*)$/, '$1 || [ $? = 1 ]'));
    const out = execFileSync('sh', ['-e', '-c', script.join('\n')], {
      cwd: folder,
      env: environment(folder),
      encoding: 'utf8',
    });
    expect(out).toMatch(/^\{/m);
  });

  const ups = pages.flatMap((page) =>
    blocks(page, 'sh')
      .filter(isUp)
      .map((block) => [page, block.trim()] as const),
  );
  it.each(ups)('%s: %s comes up', async (_page, block) => {
    const folder = workplace();
    const free = `${block.replace(/--console-port \d+/, '')} --no-open --port 0 --console-port 0`;
    const child = spawn('sh', ['-c', `exec ${free}`], { cwd: folder, env: environment(folder) });
    const ended = new Promise<number | null>((done) => child.on('close', done));
    let out = '';
    await new Promise<void>((done, fail) => {
      child.stdout.on('data', (chunk) => {
        out += String(chunk);
        if (out.includes('Ctrl-C')) done();
      });
      void ended.then((code) => fail(new Error(`ended with ${code}: ${out}`)));
    });
    child.kill('SIGINT');
    expect(await ended).toBe(0);
  });

  it('link to files that exist', () => {
    const broken: string[] = [];
    for (const page of pages) {
      for (const [, target] of readFileSync(join(ROOT, page), 'utf8').matchAll(/\]\(([^)#\s]+)[^)]*\)/g)) {
        if (/^https?:/.test(target!)) continue;
        if (!existsSync(resolve(ROOT, dirname(page), target!))) broken.push(`${page}: ${target}`);
      }
    }
    expect(broken).toEqual([]);
  });

  it('show code that compiles', async () => {
    for (const page of pages) {
      for (const language of ['js', 'ts']) {
        for (const [index, block] of blocks(page, language).entries()) {
          const entry = join(home, `block-${index}.${language}`);
          writeFileSync(entry, block);
          await build({
            entryPoints: [entry],
            bundle: true,
            write: false,
            platform: 'node',
            format: 'esm',
            logLevel: 'silent',
            // All of CDK is larger than everything else together.
            external: ['aws-cdk-lib', 'constructs'],
            nodePaths: [join(ROOT, 'node_modules')],
          });
        }
      }
    }
  });

  it('show policies that are accepted', async () => {
    const { parse } = await import('yaml');
    const { checkPolicy } = await import('@bulkhead/core');
    for (const block of blocks('docs/policy.md', 'yaml')) expect(checkPolicy(parse(block), ['convert'])).toEqual([]);
  });
});
