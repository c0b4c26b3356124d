import { expect, test } from 'vitest';
import { isPlainShell, shellCommand, shellPrograms } from './shell-programs.ts';

test.each<[string, string[]]>([
  ['ls -la', ['ls']],
  ['curl --silent "http://x/?a;b" | /usr/bin/jq .a > out.txt', ['curl', 'jq']],
  ['A=1 B=2 node -v && echo done; env', ['node', 'echo', 'env']],
  ['if true; then cat f; fi', ['true', 'cat', 'fi']],
  ['echo $(id) `whoami`', ['echo', 'id', 'whoami']],
  ['echo "$(id -u)"', ['echo', 'id']],
  ["echo '$(id)'", ['echo']],
  ['(cd /tmp; ls)', ['cd', 'ls']],
  ['< in.txt sort', ['sort']],
  ['sort 2>&1 < in.txt', ['sort']],
  ['sort &> all.txt; ls', ['sort', 'ls']],
  ['cur`echo l` x', ['cur$(', 'echo', 'x']],
  ['$CMD x', ['$CMD']],
  ['"my tool" x', ['my tool']],
  ['c\\url x', ['curl']],
  ['sleep 1 &\nls', ['sleep', 'ls']],
  ['PATH=/opt/bin:$PATH ls', ['ls']],
  ['PATH=/tmp/bin:$PATH ls', ['PATH=/tmp/bin:$PATH', 'ls']],
  ['LD_PRELOAD=$X ls', ['LD_PRELOAD=$X', 'ls']],
  ['NODE_OPTIONS=--max-old-space-size=512 node x', ['node']],
  ['NODE_OPTIONS="--require /opt/x.js" node x', ['NODE_OPTIONS=--require /opt/x.js', 'node']],
  ['', []],
])('%s', (command, programs) => {
  expect(shellPrograms(command)).toEqual(programs);
});

test.each<[string, string[], string | undefined]>([
  ['/bin/sh', ['-c', 'ls'], 'ls'],
  ['/bin/bash', ['-lc', 'ls'], 'ls'],
  ['busybox', ['sh', '-c', 'ls'], 'ls'],
  ['bash', ['script.sh'], undefined],
  ['/usr/bin/curl', ['-c', 'jar'], undefined],
])('%s %j', (file, args, command) => {
  expect(shellCommand(file, args)).toBe(command);
});

test.each<[string[], boolean, boolean]>([
  [['-c', 'ls'], false, true],
  [['-ec', 'ls'], false, true],
  [['-lc', 'ls'], false, true],
  [['-lc', 'ls'], true, false],
  [['sh', '-c', 'ls'], true, true],
  [['-sc', ''], false, false],
  [['-ic', 'ls'], false, false],
  [['--rcfile', '/tmp/x', '-c', 'ls'], false, false],
  [['x.sh'], false, false],
])('%j, a profile of others: %s', (args, hasOwnProfile, expected) => {
  expect(isPlainShell(args, () => hasOwnProfile)).toBe(expected);
});

test('hostile command lines end', () => {
  for (const text of ['"', "'", '`', '$(', '\\', '(((((', '|||||', '$('.repeat(20_000), '"`'.repeat(20_000)]) {
    expect(Array.isArray(shellPrograms(text))).toBe(true);
  }
});
