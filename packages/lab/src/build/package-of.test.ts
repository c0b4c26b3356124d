import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isNative, packageOf } from './package-of.ts';
import { makeProject } from './testing/project.ts';

const root = makeProject({
  'package.json': '{"name":"top"}',
  'a/b/x': '',
  'broken/package.json': '{',
  'native/package.json': '{"gypfile":true}',
  'gyp/package.json': '{}',
  'gyp/binding.gyp': '',
  'pre/package.json': '{}',
  'pre/prebuilds/x': '',
});

it('finds the nearest package.json', () =>
  expect(packageOf(join(root, 'a/b'))).toEqual({ folder: root, json: { name: 'top' } }));
it('takes a broken one as empty', () => expect(packageOf(join(root, 'broken'))?.json).toEqual({}));
it.each([
  ['native', true],
  ['gyp', true],
  ['pre', true],
  ['a', false],
])('%s has compiled parts: %s', (folder, expected) => expect(isNative(packageOf(join(root, folder))!)).toBe(expected));
