import { symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LOCK_SAMPLES } from '../testing/lock-samples.ts';
import { temporaryProject } from '../testing/temporary-project.ts';
import { readLockFiles } from './read-lock-files.ts';

describe.each(Object.entries(LOCK_SAMPLES))('%s', (tool, files) => {
  const { graphs, problems } = readLockFiles(temporaryProject(files), '');
  const graph = graphs[0]!;
  const find = (name: string, version: string) =>
    [...graph.packages.values()].find((locked) => locked.name === name && locked.version === version)!;

  it('is read without a problem', () => {
    expect(problems).toEqual([]);
    expect(graphs).toHaveLength(1);
  });

  it('has each package at the line where it stands', () => {
    const lines = Object.values(files).at(-1)!.split('\n');
    for (const { name, place } of graph.packages.values()) {
      // Tables of TOML name the package in the line below their head.
      expect(
        lines
          .slice(place.line - 1, place.line + 1)
          .join('\n')
          .toLowerCase(),
      ).toContain(name);
    }
  });

  it('knows what the project asks for, and what is for development', () => {
    const needs = graph.importers.get('')!;
    const target = graph.packages.get(needs.find(({ name }) => name === 'a')!.to!);
    expect(target).toMatchObject({ name: 'a', version: '1.2.0', dev: false, source: 'registry' });
    if (tool !== 'pip-compile') expect(find('t', '3.0.0').dev).toBe(true);
  });

  it.skipIf(tool === 'pipenv')('leads from a to the b that it needs', () => {
    const need = find('a', '1.2.0').needs.find(({ name }) => name === 'b');
    expect(graph.packages.get(need?.to ?? '')?.version).toBe('2.5.0');
  });

  it('has checksums', () => {
    expect(find('a', '1.2.0').integrity).toHaveLength(1);
  });
});

it('takes what the lock file says of install scripts and licences', () => {
  const { graphs } = readLockFiles(temporaryProject(LOCK_SAMPLES['npm 3']!), '');
  const { packages } = graphs[0]!;
  expect(packages.get('node_modules/a')?.licence).toBe('MIT');
  expect(packages.get('node_modules/a/node_modules/b')?.installScript).toBe(true);
  expect(packages.get('node_modules/b')?.installScript).toBe(false);
});

it('has the nearest first, and package.json where nothing locks it', () => {
  const root = temporaryProject({
    ...LOCK_SAMPLES['npm 3'],
    'functions/one/package.json': '{"dependencies": {"left": "^1.0.0", "right": "2.0.0"}}',
    'functions/two/index.js': '',
  });
  const one = readLockFiles(root, 'functions/one').graphs;
  expect(one.map(({ file }) => file)).toEqual(['functions/one/package.json', 'package-lock.json']);
  expect([...one[0]!.packages.values()].map(({ name, version, range }) => [name, version, range])).toEqual([
    ['left', '', '^1.0.0'],
    ['right', '2.0.0', undefined],
  ]);
  expect(readLockFiles(root, 'functions/two').graphs.map(({ file }) => file)).toEqual(['package-lock.json']);
});

describe('requirements.txt', () => {
  it('follows -r inside of the project only', () => {
    const root = temporaryProject({
      'app/requirements.txt': '-r ../base.txt\n-r ../../outside.txt\n-r requirements.txt\nrequests>=2\n',
      'base.txt': 'boto3==1.2.3\n',
    });
    const { graphs, problems } = readLockFiles(root, 'app');
    const found = [...graphs[0]!.packages.values()].map(({ name, version, range, place }) => [
      name,
      version || range,
      place.file,
    ]);
    expect(found).toEqual([
      ['requests', '>=2', 'app/requirements.txt'],
      ['boto3', '1.2.3', 'base.txt'],
    ]);
    expect(problems.map(({ message }) => message)).toEqual([
      '"../../outside.txt" cannot be read inside of the project',
    ]);
  });

  it.each([
    ['Foo_Bar.baz==1.0', 'foo-bar-baz', '1.0', 'registry'],
    ['requests[socks,security]==2.31.0 ; python_version < "4"', 'requests', '2.31.0', 'registry'],
    ['git+https://github.com/x/y.git@main#egg=y', 'y', '', 'git'],
    ['-e git+https://github.com/x/y.git#egg=y', 'y', '', 'git'],
    ['y @ https://example.com/y-1.0.tar.gz', 'y', '', 'url'],
    ['a===1.0', 'a', '1.0', 'registry'],
    ['a==1.*', 'a', '', 'registry'],
  ])('%s', (line, name, version, source) => {
    const { graphs } = readLockFiles(temporaryProject({ 'requirements.txt': line }), '');
    expect([...graphs[0]!.packages.values()]).toMatchObject([{ name, version, source }]);
  });
});

describe('what cannot be read becomes a problem with a place', () => {
  it.each<[string, string, string, number]>([
    ['package-lock.json', '{\n"a": }', 'is no JSON', 2],
    ['package-lock.json', '[]', 'holds no JSON object', 1],
    ['package-lock.json', '<<<<<<< HEAD\n{}\n', 'unfinished merge', 1],
    ['poetry.lock', '[[package]]\nname = "a\n', 'does not end', 2],
    ['pnpm-lock.yaml', 'nothing: here\n', 'lockfileVersion', 1],
    ['yarn.lock', 'hello\n', 'no lock file of Yarn', 1],
    ['package-lock.json', '{"packages": {"node_modules/a": 7}}', 'is no object', 1],
    ['package-lock.json', '{"packages": {"node_modules/a b": {"version": "1.0.0"}}}', 'no package name', 1],
    ['bun.lockb', 'x', 'Bun', 1],
  ])('%s: %s', (file, text, message, line) => {
    const { problems } = readLockFiles(temporaryProject({ [file]: text }), '');
    expect(problems[0]?.message).toContain(message);
    expect(problems[0]?.place).toMatchObject({ file, line });
  });

  it('a link that leads out of the project', () => {
    const outside = temporaryProject({ 'package-lock.json': LOCK_SAMPLES['npm 3']!['package-lock.json']! });
    const root = temporaryProject({ 'inner/keep': '' });
    symlinkSync(path.join(outside, 'package-lock.json'), path.join(root, 'package-lock.json'));
    symlinkSync(outside, path.join(root, 'inner', 'linked'));
    for (const folder of ['', 'inner/linked', '../outside']) {
      expect(readLockFiles(root, folder).graphs).toEqual([]);
    }
  });
});

it('lets cycles, deep trees and names of the language’s own be', () => {
  let deep = '{"version": "1.0.0"}';
  for (let level = 0; level < 3000; level++) deep = `{"version":"1.0.0","dependencies":{"d${level}":${deep}}}`;
  const root = temporaryProject({
    'package-lock.json': `{"lockfileVersion":1,"dependencies":{"x":${deep},"__proto__":{"version":"1.0.0"},"constructor":{"version":"1.0.0","requires":{"x":"*","constructor":"*"}}}}`,
  });
  const { graphs } = readLockFiles(root, '');
  expect(graphs[0]!.packages.size).toBeGreaterThan(10);
  expect(({} as Record<string, unknown>)['version']).toBeUndefined();
});

it('stays within its limits', () => {
  const root = temporaryProject({});
  const entries = Array.from({ length: 60_000 }, (_, index) => `"node_modules/p${index}":{"version":"1.0.0"}`);
  writeFileSync(path.join(root, 'package-lock.json'), `{"packages":{${entries.join(',')}}}`);
  const { graphs, problems } = readLockFiles(root, '');
  expect(graphs[0]!.packages.size).toBe(50_000);
  expect(problems[0]?.message).toContain('more packages than are read');
});
