import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readLockFiles } from '../lock/read-lock-files.ts';
import { isOneEdit } from './edit-distance.ts';
import { imitatedName, lookalikeFindings } from './lookalike.ts';
import { POPULAR_NPM, POPULAR_PYPI } from './popular-names.ts';

it.each([
  ['lodahs', 'lodash', true],
  ['lodas', 'lodash', true],
  ['lodashs', 'lodash', true],
  ['lodaxh', 'lodash', true],
  ['lodash', 'lodash', false],
  ['loadsh', 'lodash', true],
  ['oladhs', 'lodash', false],
  ['preact', 'react', true],
])('%s and %s: %s', (a, b, expected) => {
  expect(isOneEdit(a, b)).toBe(expected);
  expect(isOneEdit(b, a)).toBe(expected);
});

/** Names after packages that registries have removed, and some made up. */
it.each<['npm' | 'PyPI', string, string]>([
  ['npm', 'crossenv', 'cross-env'],
  ['npm', 'cross-env.js', 'none'],
  ['npm', 'mongose', 'mongoose'],
  ['npm', 'expresss', 'express'],
  ['npm', 'nodemailer-js', 'none'],
  ['npm', 'babelcli', 'none'],
  ['npm', 'eslint_scope', 'eslint-scope'],
  ['npm', 'awssdk', 'aws-sdk'],
  ['npm', 'axois', 'axios'],
  ['npm', 'types-node', 'none'],
  ['npm', '@aws-sdks/client-s3', '@aws-sdk/client-s3'],
  ['npm', '@typescript_eslint/parser', '@typescript-eslint/parser'],
  ['PyPI', 'reqeusts', 'requests'],
  ['PyPI', 'python-dateutils', 'python-dateutil'],
  ['PyPI', 'bot03', 'boto3'],
  ['PyPI', 'urlib3', 'urllib3'],
  ['PyPI', 'beautifulsup4', 'beautifulsoup4'],
])('%s: %s imitates %s', (ecosystem, name, imitated) => {
  expect(imitatedName(ecosystem, name) ?? 'none').toBe(imitated);
});

it.each<['npm' | 'PyPI', string]>([
  ['npm', 'preact'],
  ['npm', 'colors'],
  ['npm', 'color'],
  ['npm', 'tslint-config-airbnb'],
  ['npm', '@aws-sdk/anything'],
  ['npm', '@acme/lodahs'],
  ['npm', 'ms'],
  ['npm', 'through3'],
  ['npm', 'my-own-helper'],
  ['PyPI', 'pypdf2'],
  ['PyPI', 'psycopg'],
  ['PyPI', 'moto'],
])('%s: %s is honest', (ecosystem, name) => {
  expect(imitatedName(ecosystem, name)).toBeUndefined();
});

it('never reports a name of its own lists', () => {
  for (const name of POPULAR_NPM) expect(imitatedName('npm', name)).toBeUndefined();
  for (const name of POPULAR_PYPI) expect(imitatedName('PyPI', name)).toBeUndefined();
  expect(POPULAR_NPM.size).toBeGreaterThan(500);
  expect(POPULAR_PYPI.size).toBeGreaterThan(300);
});

it('holds a name for less where the lock file does not tell whether the project asks for it', () => {
  const severities = (range: string) => {
    const locked = {
      key: 'a',
      ecosystem: 'PyPI',
      name: 'reqeusts',
      source: 'registry',
      integrity: [],
      place: { file: 'l', line: 1, column: 1 },
    };
    const importers = new Map([['', [{ name: 'reqeusts', range, kind: 'normal', to: 'a' }]]]);
    const graph = {
      file: 'l',
      ecosystem: 'PyPI',
      packages: new Map([['a', { ...locked, installScript: false, needs: [] }]]),
      importers,
    };
    return lookalikeFindings(graph as unknown as Parameters<typeof lookalikeFindings>[0]).map(
      ({ severity }) => severity,
    );
  };
  expect([severities('>=2'), severities('')]).toEqual([['medium'], ['low']]);
});

it('finds none in this repository’s own lock file', () => {
  const root = new URL('../../../../../', import.meta.url).pathname;
  expect(existsSync(`${root}package-lock.json`)).toBe(true);
  expect(readFileSync(`${root}package-lock.json`, 'utf8')).toContain('"lockfileVersion"');
  const [graph] = readLockFiles(root, '').graphs;
  expect(graph!.packages.size).toBeGreaterThan(100);
  expect(lookalikeFindings(graph!)).toEqual([]);
});
