import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { scanSecretsInFiles, scanSecretsInHistory, scanStagedSecrets } from './scan-secrets.ts';

const KEY_ID = `AKIA${'Z7QWX5TLKMNB2VCD'}`;
const OTHER_ID = `AKIA${'Q2VCDX5TLKMNBZ7W'}`;
const PASSWORD = 'hU7kw9x!q';

let root: string;
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false', ...args], {
    cwd: root,
    stdio: 'pipe',
    encoding: 'utf8',
  });
const write = (file: string, text: string) => {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
};

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'bulkhead-secrets-'));
  git('init', '-q', '-b', 'main');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('finds what stands in files, with place and commands, and never the secret itself', async () => {
  write('src/a.js', `// a\nconst id = '${KEY_ID}';\nconst dbPassword = '${PASSWORD}';\n`);
  const found = await scanSecretsInFiles(root);
  expect(found.map(({ kind, place }) => [kind, place.file, place.line, place.column])).toEqual([
    ['aws-access-key', 'src/a.js', 2, 13],
    ['named-secret', 'src/a.js', 3, 21],
  ]);
  expect(found[0]!.deactivate[1]).toContain(`--access-key-id ${KEY_ID} --status Inactive`);
  expect(JSON.stringify(found)).not.toContain(PASSWORD);
});

it('holds what a test calls a secret for less than one of the code, and a known shape for as much', async () => {
  for (const file of ['src/a.js', 'src/a.test.js', 'tests/events/a.json', 'test_a.py'])
    write(file, `"dbPassword": "${PASSWORD}"\n"id": "${KEY_ID}"\n`);
  const found = await scanSecretsInFiles(root);
  expect(found.map(({ kind, place, severity }) => `${place.file} ${kind} ${severity}`).sort()).toEqual([
    'src/a.js aws-access-key critical',
    'src/a.js named-secret high',
    'src/a.test.js aws-access-key critical',
    'src/a.test.js named-secret low',
    'test_a.py aws-access-key critical',
    'test_a.py named-secret low',
    'tests/events/a.json aws-access-key critical',
    'tests/events/a.json named-secret low',
  ]);
});

it.each([
  ['in a repository', () => write('.gitignore', 'local/\n')],
  ['elsewhere', () => rmSync(path.join(root, '.git'), { recursive: true })],
])(
  'leaves dependencies, lock files, binaries, links and what is ignored with a reason: %s',
  async (_title, arrange) => {
    arrange();
    if (existsSync(path.join(root, '.git'))) write('local/.env', `KEY_ID=${KEY_ID}\n`);
    const line = `id: ${KEY_ID}\n`;
    write('node_modules/a/index.js', line);
    write('package-lock.json', line);
    write('image.bin', `\0\0${line}`);
    write('known.yml', `# bulkhead-ignore aws-access-key reason=canary\n${line}`);
    writeFileSync(path.join(root, '..', `${path.basename(root)}-outside`), line);
    symlinkSync(path.join(root, '..', `${path.basename(root)}-outside`), path.join(root, 'link.yml'));
    expect(await scanSecretsInFiles(root)).toEqual([]);
    rmSync(path.join(root, '..', `${path.basename(root)}-outside`));
  },
);

it('reads a hunk to its end, whatever its lines hold', async () => {
  write('a.js', `a\rb\nc\u2028d\nconst id = '${KEY_ID}';\n`);
  git('add', '.');
  expect((await scanStagedSecrets(root)).map(({ place }) => [place.file, place.line])).toEqual([['a.js', 3]]);
});

it('finds what is staged, and only that', async () => {
  write('old.txt', `${KEY_ID}\n`);
  git('add', '.');
  git('commit', '-qm', 'first');
  write('new file.txt', `one\n${OTHER_ID}\n`);
  write('not-added.txt', KEY_ID);
  git('add', 'new file.txt');
  const found = await scanStagedSecrets(root);
  expect(found.map(({ place, shown }) => [place.file, place.line, shown])).toEqual([['new file.txt', 2, OTHER_ID]]);
});

it('finds in the history what no file holds any more, with its first commit', async () => {
  write('a.txt', `x\n${KEY_ID}\n`);
  git('add', '.');
  git('commit', '-qm', 'with');
  const first = git('rev-parse', 'HEAD').trim();
  write('a.txt', 'x\n');
  git('commit', '-qam', 'without');
  write('a.txt', `${KEY_ID}\n`);
  git('commit', '-qam', 'again');
  git('checkout', '-qb', 'side', first);
  write('b.txt', `+++ b/c.txt\n${OTHER_ID}\n`);
  git('add', '.');
  git('commit', '-qm', 'side');
  const found = await scanSecretsInHistory(root);
  expect(found.map(({ place, shown, commit }) => [place.file, shown, commit === first])).toEqual([
    ['a.txt', KEY_ID, true],
    ['b.txt', OTHER_ID, false],
  ]);
});

it('runs no program that a stranger’s checkout names', async () => {
  const trap = path.join(root, 'trapped');
  write('a.txt', 'a\n');
  write('.gitattributes', '* diff=trap filter=trap\n');
  git('add', '.');
  git('commit', '-qm', 'first');
  write('a.txt', `${KEY_ID}\n`);
  git('add', 'a.txt');
  for (const key of [
    'core.fsmonitor',
    'diff.external',
    'diff.trap.command',
    'diff.trap.textconv',
    'gpg.program',
    'core.pager',
  ])
    git('config', key, `touch ${trap}; false`);
  git('config', 'log.showSignature', 'true');
  expect(await scanStagedSecrets(root)).toHaveLength(1);
  await scanSecretsInHistory(root);
  expect(existsSync(trap)).toBe(false);
  // The trap works where git is asked as usual.
  try {
    git('diff', '--cached');
  } catch {}
  expect(existsSync(trap)).toBe(true);
});

it('says what to do outside of a repository', async () => {
  rmSync(path.join(root, '.git'), { recursive: true });
  await expect(scanStagedSecrets(root)).rejects.toMatchObject({ code: 'BULKHEAD_USAGE' });
});
