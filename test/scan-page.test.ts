import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FIXES } from '../packages/posture/src/fix/edits.ts';
import { BIN, ROOT, runCli } from './support/run-cli.ts';

const home = mkdtempSync(join(tmpdir(), 'bulkhead-scan-page-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const page = readFileSync(join(ROOT, 'docs/scan.md'), 'utf8');
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map((match) => match[1]!);

let count = 0;
/** A clone in which `npx bulkhead`, an application and an example are what a reader of the page has. */
function workplace() {
  const folder = join(home, `p${count++}`);
  const bin = join(folder, 'bin');
  const clone = join(folder, 'clone');
  for (const one of [bin, join(folder, 'origin')]) mkdirSync(one, { recursive: true });
  writeFileSync(join(bin, 'npx'), `#!/bin/sh\nshift\nexec '${process.execPath}' '${BIN}' "$@"\n`, { mode: 0o755 });
  const git = (cwd: string, ...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd, stdio: 'pipe' });
  git(join(folder, 'origin'), 'init', '-q', '-b', 'main');
  writeFileSync(join(folder, 'origin/template.yaml'), 'Resources:\n  Prices: { Type: AWS::SNS::Topic }\n');
  cpSync(join(ROOT, 'examples/attack-lab'), join(folder, 'origin/examples/attack-lab'), {
    recursive: true,
    filter: (from) => basename(from) !== 'node_modules',
  });
  git(join(folder, 'origin'), 'add', '.');
  git(join(folder, 'origin'), 'commit', '-q', '-m', 'base');
  git(folder, 'clone', '-q', 'origin', 'clone');
  const run = (script: string) =>
    spawnSync('sh', ['-e', '-c', script], {
      cwd: clone,
      encoding: 'utf8',
      env: {
        PATH: `${bin}:${dirname(process.execPath)}:${process.env['PATH']}`,
        HOME: folder,
        BULKHEAD_CACHE: join(folder, 'cache'),
        NO_COLOR: '1',
      },
    });
  return { clone, run, read: (file: string) => readFileSync(join(clone, file), 'utf8') };
}

const block = (holds: string) => blocks('sh').find((text) => text.includes(holds))!;

describe('docs/scan.md: its commands', () => {
  it('are all run here', () => {
    const known = ['--fail-on never\n', '--format json', '--fix', '--write-baseline', '--diff', '--secrets'];
    for (const text of blocks('sh'))
      expect(
        known.some((word) => text.includes(word)),
        text,
      ).toBe(true);
    expect(blocks('sh')).toHaveLength(known.length);
  });

  it('scan', () => {
    const { status, stdout, stderr } = workplace().run(block('--fail-on never\n'));
    expect(status, stderr).toBe(0);
    expect(stdout).toContain('command-injection');
  });

  it('reports', () => {
    const { run, read } = workplace();
    const { status, stdout, stderr } = run(block('--format json'));
    expect(status, stderr).toBe(0);
    expect(JSON.parse(read('findings.json')).length).toBeGreaterThan(5);
    expect(JSON.parse(read('bulkhead.sarif')).version).toBe('2.1.0');
    expect(read('bulkhead.xml')).toMatch(/^<\?xml /);
    expect(read('bulkhead.html')).toMatch(/^<!doctype html>/i);
    expect(stdout).toMatch(/^::error file=/m);
  });

  it('mending', () => {
    const { run, read, clone } = workplace();
    const template = blocks('yaml').find((text) => text.startsWith('# template.yaml\n'))!;
    rmSync(join(clone, 'examples'), { recursive: true });
    writeFileSync(join(clone, 'template.yaml'), template);
    const [dry, wet] = block('--fix').trim().split('\n') as [string, string];
    const first = run(dry);
    expect([first.status, first.stdout]).toEqual([0, blocks('diff')[0]]);
    expect(read('template.yaml')).toBe(template);
    const second = run(wet);
    expect([second.status, second.stdout]).toEqual([0, '']);
    for (const line of blocks('diff')[0]!.matchAll(/^\+(?!\+\+)(.*)$/gm))
      expect(read('template.yaml')).toContain(line[1]);
    expect(run(dry).stdout).toBe('');
  });

  it('a baseline', () => {
    const { run } = workplace();
    const { status, stderr } = run(block('--write-baseline'));
    expect(status, stderr).toBe(0);
    expect(run('npx bulkhead scan examples/attack-lab').status).toBe(1);
  });

  it('what a change brings', () => {
    const { run, clone } = workplace();
    expect(run(block('--diff')).status).toBe(0);
    writeFileSync(
      join(clone, 'template.yaml'),
      'Resources:\n  Prices: { Type: AWS::SNS::Topic }\n  Key: { Type: AWS::KMS::Key, Properties: { KeyPolicy: {} } }\n',
    );
    const after = run(block('--diff'));
    expect(after.status).toBe(1);
    expect(after.stdout).toContain('kms-no-rotation');
    expect(after.stdout).not.toContain('sns-not-encrypted');
  });

  it('credentials', () => {
    expect([0, 1]).toContain(workplace().run(block('--secrets')).status);
  });
});

describe('docs/scan.md: its words', () => {
  it('name every option of the command, and no other', async () => {
    const { out } = await runCli(['scan', '--help']);
    const options = [...out.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map((match) => match[1]!);
    expect(options.length).toBeGreaterThan(15);
    for (const option of options.filter((name) => name !== '--help')) expect(page, option).toContain(`\`${option}`);
    for (const [, option] of page.matchAll(/`(--[a-z-]+)/g))
      expect(out + page.match(/`bulkhead init --git-hook`/)![0], option).toContain(option!);
  });

  it('list the rules that --fix mends', () => {
    const section = page.slice(page.indexOf('## Mending'), page.indexOf('## Accepting'));
    const listed = [...section.matchAll(/^\| \[([a-z\d-]+)\]/gm)].map((match) => match[1]!);
    expect(listed).toEqual(Object.keys(FIXES).sort());
  });

  it('tell the exit codes', () => {
    const { run, clone } = workplace();
    expect(run('npx bulkhead scan . --fail-on never').status).toBe(0);
    expect(run('npx bulkhead scan examples/attack-lab').status).toBe(1);
    expect(run('npx bulkhead scan . --only no-such-rule').status).toBe(2);
    mkdirSync(join(clone, 'empty'));
    expect(run('npx bulkhead scan empty').status).toBe(2);
    writeFileSync(join(clone, 'bulkhead.scan.yml'), 'rules:\n  no-such-rule: off\n');
    expect(run('npx bulkhead scan .').status).toBe(2);
    writeFileSync(join(clone, 'bulkhead.scan.yml'), 'failsOn: low\n');
    expect(run('npx bulkhead scan .').status).toBe(2);
  });

  it('a link out of the folder is not followed, and the environment is not told', () => {
    const { run, clone } = workplace();
    writeFileSync(join(home, 'outside.yml'), 'password: correct-horse-battery\n');
    const app = join(clone, 'odd');
    mkdirSync(app);
    symlinkSync(join(home, 'outside.yml'), join(app, 'in.yml'));
    writeFileSync(
      join(app, 'serverless.yml'),
      'service: odd\nprovider: { name: aws, runtime: nodejs22.x, environment: { A: "${file(in.yml):password}", B: "${env:HOME}" } }\n',
    );
    const { status, stdout, stderr } = run('npx bulkhead scan odd --unknown --format json');
    expect(status).toBe(2);
    expect(stderr).toContain('leads out of the project');
    expect(stdout + stderr).not.toMatch(/correct-horse|p\d+\/clone\/\.\.|bulkhead-scan-page-\w+\/p\d+"/);
  });
});
