import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { BIN, ROOT } from './support/run-cli.ts';

const home = mkdtempSync(join(tmpdir(), 'bulkhead-ci-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const page = readFileSync(join(ROOT, 'docs/ci.md'), 'utf8');
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map((match) => match[1]!);
/** The recipe whose first line names this file. */
const recipe = (file: string) => parse(blocks('yaml').find((text) => text.startsWith(`# ${file}\n`))!);

const HONEST = `Resources:
  # A queue & "its" name
  Jobs: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 5 } } }
  Dead: { Type: AWS::SQS::Queue }
`;
const BAD = `  Open:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Jobs]
      PolicyDocument: { Statement: [{ Effect: Allow, Principal: '*', Action: 'sqs:*', Resource: !GetAtt Jobs.Arn }] }
`;
/** Put together here, so that no scanner takes this file for a leak. */
const KEY = ['AKIA', 'Z7Q2MX5WJ4RT6KLP'].join('');

let count = 0;
/** A clone of a repository on a branch, and what stands on a runner's path. */
function checkout(change: string | undefined, base = HONEST) {
  const folder = join(home, `p${count++}`);
  const [origin, clone, bin] = ['origin', 'clone', 'bin'].map((name) => join(folder, name)) as [string, string, string];
  for (const one of [origin, bin]) mkdirSync(one, { recursive: true });
  const git = (cwd: string, ...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
      cwd,
      stdio: 'pipe',
    }).toString();
  git(origin, 'init', '-q', '-b', 'main');
  writeFileSync(join(origin, 'template.yaml'), base);
  git(origin, 'add', '.');
  git(origin, 'commit', '-q', '-m', 'base');
  git(folder, 'clone', '-q', origin, clone);
  git(clone, 'checkout', '-q', '-b', 'change');
  if (change !== undefined) {
    writeFileSync(join(clone, 'template.yaml'), base + change);
    git(clone, 'commit', '-q', '-am', 'change');
  }
  // `npx` of a project that has Bulkhead installed, and an `npm` that says what it was asked.
  writeFileSync(
    join(bin, 'npx'),
    `#!/bin/sh\n[ "$1" = --no-install ] && shift\nshift\nexec '${process.execPath}' '${BIN}' "$@"\n`,
    { mode: 0o755 },
  );
  writeFileSync(join(bin, 'npm'), `#!/bin/sh\necho "npm $*" >> '${folder}/npm'\n`, { mode: 0o755 });
  const run = (commands: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const { status, stdout, stderr } = spawnSync('sh', ['-e', '-c', commands.join('\n')], {
      cwd: clone,
      encoding: 'utf8',
      env: {
        PATH: `${bin}:${dirname(process.execPath)}:${process.env['PATH']}`,
        HOME: folder,
        BULKHEAD_CACHE: join(folder, 'cache'),
        NO_COLOR: '1',
        CI: 'true',
        ...env,
      },
    });
    return { status, out: stdout, err: stderr };
  };
  const read = (file: string) => readFileSync(join(clone, file), 'utf8');
  return {
    clone,
    git: (...args: string[]) => git(clone, ...args),
    run,
    read,
    asked: () => readFileSync(join(folder, 'npm'), 'utf8'),
  };
}

/** Well formed as far as tags, attributes and references go; what reads JUnit refuses anything else. */
function isXml(text: string): boolean {
  const open: string[] = [];
  const tokens = text
    .replace(/^<\?xml [^?]*\?>\s*/, '')
    .matchAll(/<(\/?)([\w:.-]+)((?:\s+[\w:.-]+="[^"<]*")*)\s*(\/?)>|([^<]+)|(<)/g);
  for (const [, closes, name, attributes, alone, plain, stray] of tokens) {
    if (stray !== undefined) return false;
    if (/&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)/i.test(attributes ?? plain ?? '')) return false;
    if (closes === '/' && open.pop() !== name) return false;
    if (name !== undefined && closes === '' && alone === '') open.push(name);
  }
  return open.length === 0;
}

it('the check of XML can fail', () => {
  expect(['<a b="c">d<e/></a>', '<a>', '<a b="c & d"/>', '<a></b>', '<a b="<"/>'].map(isXml)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});

describe('GitHub Actions', () => {
  const { jobs, on, permissions } = recipe('.github/workflows/bulkhead.yml');
  const steps: { run?: string; uses?: string; with?: Record<string, unknown> }[] = jobs.scan.steps;
  const commands = steps.flatMap(({ run }) => run ?? []);

  it('asks for no more than it needs, and fetches what --diff compares with', () => {
    expect(permissions).toEqual({ contents: 'read', 'security-events': 'write' });
    expect(Object.keys(on)).toEqual(['push', 'pull_request']);
    expect(steps[0]).toMatchObject({ uses: 'actions/checkout@v4', with: { 'fetch-depth': 0 } });
  });

  it.each<[string, string | undefined, string, string, number]>([
    ['a pull request that opens a queue', BAD, HONEST, 'main', 1],
    ['a pull request that brings nothing', undefined, HONEST, 'main', 0],
    ['a pull request into what is bad already', '# a comment\n', HONEST + BAD, 'main', 0],
    ['a push of what is bad', '# a comment\n', HONEST + BAD, '', 1],
  ])('%s', (_title, change, base, target, status) => {
    const project = checkout(change, base);
    const result = project.run(commands, { GITHUB_BASE_REF: target, GITHUB_ACTIONS: 'true' });
    expect(result.status, result.err).toBe(status);
    expect(project.asked()).toBe('npm ci --ignore-scripts\n');
    const upload = steps.find(({ uses }) => uses?.includes('upload-sarif'))!;
    const sarif = JSON.parse(project.read(String(upload.with!['sarif_file'])));
    expect(sarif.version).toBe('2.1.0');
    const annotations = result.out.split('\n').filter((line) => line.startsWith('::'));
    for (const line of annotations)
      expect(line).toMatch(/^::(?:error|warning|notice) file=template\.yaml,line=\d+,col=\d+,title=[^:]+::./);
    expect(annotations.some((line) => line.startsWith('::error'))).toBe(status === 1);
  });
});

describe('GitLab CI', () => {
  const { bulkhead } = recipe('.gitlab-ci.yml');

  it.each<[string, string | undefined, number]>([
    ['a merge request that opens a queue', BAD, 1],
    ['a merge request that brings nothing', undefined, 0],
  ])('%s', (_title, change, status) => {
    const project = checkout(change);
    mkdirSync(join(project.clone, 'ci'));
    writeFileSync(
      join(project.clone, 'ci/code-quality.mjs'),
      blocks('js').find((text) => text.startsWith('// ci/code-quality.mjs'))!,
    );
    const base = project.git('rev-parse', 'origin/main').trim();
    const result = project.run(bulkhead.script, { GITLAB_CI: 'true', CI_MERGE_REQUEST_DIFF_BASE_SHA: base });
    expect(result.status, result.err).toBe(status);
    expect(bulkhead.artifacts.when).toBe('always');
    const junit = project.read(bulkhead.artifacts.reports.junit);
    expect(isXml(junit)).toBe(true);
    expect(junit.includes('<failure type="high"')).toBe(status === 1);
    const issues = JSON.parse(project.read(bulkhead.artifacts.reports.codequality));
    for (const issue of issues) {
      expect(issue).toEqual({
        check_name: expect.stringMatching(/^[a-z\d-]+$/),
        description: expect.stringMatching(/./),
        severity: expect.stringMatching(/^(?:info|minor|major|critical|blocker)$/),
        fingerprint: expect.stringMatching(/^[\da-f]{32}$/),
        location: { path: 'template.yaml', lines: { begin: expect.any(Number) } },
      });
    }
    expect(issues.some(({ severity }: { severity: string }) => severity === 'critical')).toBe(status === 1);
  });
});

describe('AWS CodeBuild', () => {
  const { version, phases, reports } = recipe('buildspec.yml');

  it.each<[string, string | undefined, number]>([
    ['what is bad', BAD, 1],
    ['what is honest', undefined, 0],
  ])('%s', (_title, change, status) => {
    const project = checkout(change);
    const commands = [...phases.install.commands, ...phases.build.commands];
    const result = project.run(commands, { CODEBUILD_BUILD_ID: 'b:1' });
    expect(result.status, result.err).toBe(status);
    expect([version, reports.bulkhead['file-format']]).toEqual([0.2, 'JUNITXML']);
    for (const file of reports.bulkhead.files) expect(isXml(project.read(file))).toBe(true);
  });
});

it('any other: the reports are written', () => {
  const project = checkout(BAD);
  const [block] = blocks('sh');
  expect(project.run([block!]).status).toBe(1);
  expect(project.read('bulkhead.html')).toMatch(/^<!doctype html>/i);
  expect(isXml(project.read('bulkhead.xml'))).toBe(true);
});

describe('pre-commit', () => {
  const [{ hooks }] = recipe('.pre-commit-config.yaml').repos;
  const entry = (id: string): string => hooks.find((hook: { id: string }) => hook.id === id).entry;

  it.each<[string, string, number]>([
    ['a key', `key: ${KEY}\n`, 1],
    ['no key', 'key: none\n', 0],
  ])('bulkhead-secrets: %s', (_title, text, status) => {
    const project = checkout(undefined);
    writeFileSync(join(project.clone, 'settings.yml'), text);
    project.git('add', 'settings.yml');
    const result = project.run([entry('bulkhead-secrets')]);
    expect(result.status, result.err).toBe(status);
  });

  it.each<[string, string, number]>([
    ['what opens a queue', HONEST + BAD, 1],
    ['a comment', `${HONEST}# more\n`, 0],
  ])('bulkhead-scan: %s', (_title, text, status) => {
    const project = checkout(undefined);
    writeFileSync(join(project.clone, 'template.yaml'), text);
    expect(project.run([entry('bulkhead-scan')]).status).toBe(status);
  });
});

it('a pipeline that finds nothing to read does not pass', () => {
  const project = checkout(undefined);
  project.git('rm', '-q', 'template.yaml');
  expect(existsSync(join(project.clone, 'template.yaml'))).toBe(false);
  expect(project.run(['npx bulkhead scan .']).status).toBe(2);
});

it('the page names no host of a registry', () => {
  expect(page).not.toMatch(/https?:\/\/|registry\.|\.npmjs\./);
});
