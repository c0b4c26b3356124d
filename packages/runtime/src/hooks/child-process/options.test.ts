import { expect, it } from 'vitest';
import { isRiskyOption } from './options.lazy.ts';
import { steeringVariable } from './variables.lazy.ts';

/** The option stands second, where a developer expects a file, a URL or a name. */
it.each<[string, string]>([
  ['git', '--upload-pack=touch /tmp/a'],
  ['git', '-uwhatever'],
  ['git', '--config=core.sshCommand=id'],
  ['curl', '-o/var/task/x'],
  ['curl', '--output'],
  ['curl', '-K/tmp/rc'],
  ['wget', '--post-file=/etc/passwd'],
  ['wget', '--post-f=/etc/passwd'],
  ['tar', '--checkpoint-action=exec=sh x'],
  ['tar', '-Icommand'],
  ['find', '-exec'],
  ['find', '-delete'],
  ['ssh', '-oProxyCommand=id'],
  ['rsync', '-e sh x'],
  ['python3.12', '-c'],
  ['convert', '-write'],
  ['google-chrome', '--renderer-cmd-prefix=id'],
  ['xargs', '-I{}'],
])('%s %s', (program, option) => {
  expect(isRiskyOption(program, ['clone', option], 1)).toBe(true);
});

it.each<[string, readonly string[], number]>([
  ['ffmpeg', ['-i', 'in.mp4', '-vf', 'scale=640:-1', 'out.mp4'], 2],
  ['ffmpeg', ['-i', 'in.mp4', '-b:v'], 2],
  ['convert', ['in.png', '-resize', '50%', 'out.png'], 1],
  ['git', ['log', '--oneline'], 1],
  ['git', ['clone', '--', '--upload-pack=x'], 2],
  ['tar', ['-cf', 'x.tar', '-verbose'], 2],
  ['curl', ['-s', '-L', 'https://example.com'], 1],
  ['exiftool', ['-overwrite_original', 'a.jpg'], 0],
  ['grep', ['-r', 'x'], 0],
  ['echo', ['-e', 'x'], 0],
  ['toString', ['-e'], 0],
])('honest: %s %j', (program, args, at) => {
  expect(isRiskyOption(program, args, at)).toBe(false);
});

it('after its own options find knows no end of options', () => {
  expect(isRiskyOption('find', ['--', '-delete'], 1)).toBe(true);
});

it.each<[string, readonly string[], readonly string[], boolean]>([
  ['a library', ['LD_PRELOAD=/tmp/a.so'], ['/tmp/a.so'], true],
  ['a script of bash', ['BASH_ENV=/tmp/up/load'], ['/tmp/up/load'], true],
  ['flags', ['NODE_OPTIONS=--require /tmp/a.js'], ['--require /tmp/a.js'], true],
  ['a command of git', ['GIT_SSH_COMMAND=sh -c id'], ['sh -c id'], true],
  ['a folder of programs', ['PATH=/tmp/bin:/usr/bin'], ['/tmp/bin'], true],
  ['a variable of the application', ['INPUT=/tmp/a.so'], ['/tmp/a.so'], false],
  ['the same as ever', [`PATH=${process.env['PATH']}`], ['/usr/bin', '/bin'], false],
  ["a developer's value beside a word of the event", ['NODE_OPTIONS=--enable-source-maps'], ['source', 'maps'], false],
  ['a single character', ['ENV=x'], ['x'], false],
  ['no value', ['LD_PRELOAD='], [''], false],
])('variables: %s', (_name, env, values, expected) => {
  expect(steeringVariable(env, values) !== undefined).toBe(expected);
});
