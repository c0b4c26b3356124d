import type { CodeProblem } from '@bulkhead/core';
import { describe, expect, it } from 'vitest';
import { createLockReader } from './lock/read-lock-files.ts';
import { chainOf, reachablePackages } from './reach.ts';
import { LOCK_SAMPLES } from './testing/lock-samples.ts';
import { sampleApp } from './testing/sample-app.ts';
import { temporaryProject } from './testing/temporary-project.ts';

const reach = (
  files: Readonly<Record<string, string>>,
  file: string,
  imports: string[],
  problems: CodeProblem['kind'][] = [],
) => {
  const root = temporaryProject(files);
  const { code } = sampleApp(root, { fn: { file, imports, problems } });
  return reachablePackages(createLockReader(root), code.functions.get('fn')!);
};
const names = (found: ReturnType<typeof reach>) =>
  [...found.reached.keys()].map(({ name, version }) => `${name}@${version}`).sort();

describe.each(Object.entries(LOCK_SAMPLES).filter(([tool]) => tool !== 'pipenv'))('%s', (tool, files) => {
  const file = /poetry|uv|pip/.test(tool) ? 'src/app.py' : 'src/app.js';

  it('reaches a, and the b that a needs', () => {
    const found = reach(files, file, ['a']);
    expect(names(found)).toEqual(['a@1.2.0', 'b@2.5.0']);
    expect(found.complete).toBe(true);
    const chains = [...found.reached.values()].map((one) =>
      chainOf(one)
        .map(({ name }) => name)
        .join(' > '),
    );
    expect(chains).toEqual(['a', 'a > b']);
  });

  it('names what is declared nowhere, and what the runtime brings', () => {
    const sdk = file.endsWith('.py') ? 'boto3' : '@aws-sdk/client-s3';
    const found = reach(files, file, ['nowhere', sdk]);
    expect(found.unresolved.map(({ module, reason }) => [module.name, reason])).toEqual([
      ['nowhere', 'not-declared'],
      [sdk, 'runtime'],
    ]);
    expect(found.complete).toBe(false);
  });
});

it('takes the version that Node.js would find from the importing file', () => {
  const lock = JSON.stringify({
    lockfileVersion: 3,
    packages: {
      '': {},
      'node_modules/q': { version: '1.0.0' },
      'functions/one/node_modules/q': { version: '2.0.0' },
      'node_modules/tool': { resolved: 'packages/tool', link: true },
      'packages/tool': { name: 'tool', version: '0.1.0', dependencies: { q: '^1.0.0' } },
    },
  });
  const files = { 'package-lock.json': lock };
  expect(names(reach(files, 'functions/one/index.js', ['q']))).toEqual(['q@2.0.0']);
  expect(names(reach(files, 'functions/two/index.js', ['q/deep/path']))).toEqual(['q@1.0.0']);
  expect(names(reach(files, 'index.js', ['tool']))).toEqual(['q@1.0.0', 'tool@', 'tool@0.1.0']);
});

it('takes what a workspace of Yarn and of pnpm asks for itself', () => {
  const yarn = {
    'package.json': '{"workspaces": ["packages/*"], "dependencies": {"q": "^1.0.0"}}',
    'packages/two/package.json': '{"dependencies": {"q": "^2.0.0"}}',
    'yarn.lock': '# yarn lockfile v1\n\nq@^1.0.0:\n  version "1.1.0"\n\nq@^2.0.0:\n  version "2.2.0"\n',
  };
  expect(names(reach(yarn, 'src/index.js', ['q']))).toEqual(['q@1.1.0']);
  expect(names(reach(yarn, 'packages/two/src/index.js', ['q']))).toEqual(['q@2.2.0']);
  const pnpm = {
    'pnpm-lock.yaml':
      "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      q:\n        specifier: ^1.0.0\n        version: 1.1.0\n  packages/two:\n    dependencies:\n      q:\n        specifier: ^2.0.0\n        version: 2.2.0\n      '@x/alias':\n        specifier: npm:q@1.1.0\n        version: q@1.1.0\npackages:\n  q@1.1.0:\n    resolution: {integrity: sha512-a}\n  q@2.2.0:\n    resolution: {integrity: sha512-a}\n",
  };
  expect(names(reach(pnpm, 'src/index.js', ['q']))).toEqual(['q@1.1.0']);
  expect(names(reach(pnpm, 'packages/two/index.js', ['q']))).toEqual(['q@2.2.0']);
  expect(names(reach(pnpm, 'packages/two/index.js', ['@x/alias']))).toEqual(['q@1.1.0']);
});

it('follows cycles once, and peers and optional packages where they are installed', () => {
  const lock = JSON.stringify({
    lockfileVersion: 3,
    packages: {
      '': {},
      'node_modules/a': {
        version: '1.0.0',
        peerDependencies: { p: '*', absent: '*' },
        optionalDependencies: { o: '*' },
      },
      'node_modules/p': { version: '1.0.0', dependencies: { a: '*' } },
      'node_modules/o': { version: '1.0.0', optional: true },
    },
  });
  expect(names(reach({ 'package-lock.json': lock }, 'index.js', ['a']))).toEqual(['a@1.0.0', 'o@1.0.0', 'p@1.0.0']);
});

it.each<[CodeProblem['kind'], boolean]>([
  ['dynamic-import', false],
  ['syntax-error', false],
  ['unknown-operation', true],
])('after %s all is known: %s', (problem, complete) => {
  expect(reach(LOCK_SAMPLES['npm 3']!, 'index.js', ['a'], [problem]).complete).toBe(complete);
});

it('is incomplete without a lock file', () => {
  const found = reach({ 'package.json': '{"dependencies": {"a": "^1.0.0"}}' }, 'index.js', ['a']);
  expect([...found.reached.keys()]).toMatchObject([{ name: 'a', version: '', range: '^1.0.0' }]);
  expect(found.complete).toBe(false);
});
