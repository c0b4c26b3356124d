import { expect, it } from 'vitest';
import { joinOptions, splitOptions, withoutGrants } from './flags.ts';

it.each<[string, string[]]>([
  ['', []],
  ['  --a  --b=c ', ['--a', '--b=c']],
  ['--require "/opt/a b/c.cjs"', ['--require', '/opt/a b/c.cjs']],
  ['--require "a\\"b\\\\c"', ['--require', 'a"b\\c']],
  ['--title=""', ['--title=']],
  ['--a "open', ['--a', 'open']],
])('NODE_OPTIONS %j', (text, flags) => {
  expect(splitOptions(text)).toEqual(flags);
  expect(splitOptions(joinOptions(flags))).toEqual(flags);
});

it.each<[string[], string[]]>([
  [['--allow-fs-read=*', '--x'], ['--x']],
  [['--allow-fs-read', '/tmp', '--x'], ['--x']],
  [['--allow-child-process', '--permission', '--allow-worker'], []],
  [['--experimental-permission', '--permission-audit', '--frozen-intrinsics', '--disable-sigusr1'], []],
  [['--disallow-code-generation-from-strings', '--disable-proto', 'delete'], []],
  [
    ['--disable-warning=x', '--perm'],
    ['--disable-warning=x', '--perm'],
  ],
  [
    ['--require', '/a.cjs', '--conditions=x'],
    ['--require', '/a.cjs', '--conditions=x'],
  ],
])('grants are left out of %j', (flags, kept) => {
  expect(withoutGrants(flags)).toEqual(kept);
});
