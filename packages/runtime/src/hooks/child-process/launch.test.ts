import { expect, it } from 'vitest';
import { execveCall, nativeCall, syncCall } from './launch.ts';

/** Answers with one text the first time it is asked, and with another afterwards. */
function changing(): { toString(): string } {
  let asked = 0;
  return { toString: () => (asked++ === 0 ? 'echo' : 'rm') };
}

it('options are read once, and what was read is handed on', () => {
  let asked = 0;
  const options = {
    get file() {
      return asked++ === 0 ? 'echo' : 'rm';
    },
    get args() {
      return asked++ < 3 ? ['echo', 'a'] : ['rm', '-rf'];
    },
    envPairs: ['A=1'],
    stdio: [],
  };
  const call = nativeCall('x', [options])!;
  expect(call.launch).toEqual({ operation: 'x', file: 'echo', args: ['a'], env: ['A=1'], cwd: undefined });
  expect(call.args).toEqual([{ file: 'echo', args: ['echo', 'a'], envPairs: ['A=1'], stdio: [] }]);
});

it.each<[string, readonly unknown[]]>([
  ['text that changes', ['echo', ['echo', changing()]]],
  ['a Proxy', ['echo', new Proxy(['echo', 'echo'], { get: once(['echo', 'echo']) })]],
])('%s is read once', (_name, [file, args]) => {
  const call = nativeCall('x', [file, args, null, undefined, [], 0])!;
  expect(call.launch.args).toEqual(['echo']);
  expect(call.args).toEqual(['echo', ['echo', 'echo'], null, undefined, [], 0]);
});

/** Items of a list the first time, others afterwards. */
function once(list: readonly string[]): (target: object, key: string | symbol) => unknown {
  const asked = new Set<unknown>();
  return (target, key) => {
    if (key === 'length' || typeof key === 'symbol') return Reflect.get(target, key);
    const isFirst = !asked.has(key);
    asked.add(key);
    return isFirst ? list[Number(key)] : 'rm';
  };
}

it.each<[string, Parameters<typeof syncCall>, { file: string; args: string[] } | undefined]>([
  ['a command', ['execSync', ['ls -l']], { file: '/bin/sh', args: ['-c', 'ls -l'] }],
  [
    'a command for another shell',
    ['execSync', ['ls', { shell: '/bin/bash' }]],
    { file: '/bin/bash', args: ['-c', 'ls'] },
  ],
  ['a program', ['spawnSync', ['ls', ['-l']]], { file: 'ls', args: ['-l'] }],
  ['a program without a list', ['spawnSync', ['ls', { cwd: '/' }]], { file: 'ls', args: [] }],
  [
    'a program in a shell',
    ['execFileSync', ['ls', ['-l'], { shell: true }]],
    { file: '/bin/sh', args: ['-c', 'ls -l'] },
  ],
  ['no program', ['spawnSync', [5]], undefined],
])('under the permission model: %s', (_name, args, expected) => {
  const launch = syncCall(...args)?.launch;
  expect(launch && { file: launch.file, args: launch.args }).toEqual(expected);
});

it('a process that replaces itself', () => {
  const call = execveCall(['/bin/ls', ['ls', '-l'], { A: '1' }])!;
  expect(call.launch).toMatchObject({ file: '/bin/ls', args: ['-l'], env: ['A=1'] });
  expect(call.args).toEqual(['/bin/ls', ['ls', '-l'], { A: '1' }]);
  expect(execveCall(['/bin/ls'])?.args).toEqual(['/bin/ls']);
  expect(execveCall(['/bin/ls', 'x'])).toBeUndefined();
});
