import { describe, expect, it } from 'vitest';
import { builtPackage, tempFolder } from '../../testing/built.ts';
import { nodeBinaries } from '../../testing/nodes.ts';
import { query, runScenario } from '../../testing/scenario.ts';
import { readsCommands } from '../shell-programs.ts';

const { folder: dist } = builtPackage();
const folder = tempFolder();

it.each<[string, string, boolean]>([
  ['sh', '', true],
  ['/bin/bash', '-x', true],
  ['bash', '--norc -e', true],
  ['bash', '-o pipefail', true],
  ['sh', '-s a b', true],
  ['sh', '-sc true', true],
  ['sh', '-', true],
  ['busybox', 'sh', true],
  ['sh', '-c cat', false],
  ['bash', '-lc cat', false],
  ['sh', 'script.sh', false],
  ['sh', '-e -- script.sh', false],
  ['bash', '-o pipefail script.sh', false],
  ['cat', '', false],
])('%s %s reads commands: %s', (file, args, expected) => {
  expect(readsCommands(file, args === '' ? [] : args.split(' '))).toBe(expected);
});

/** Ways to feed a line to a shell, which was started without a command; each answers what it printed. */
const WAYS: Record<string, string> = {
  'spawn and end': "const shell = cp.spawn('sh'); const all = output(shell); shell.stdin.end(line); return all",
  'spawn, in pieces': `const shell = cp.spawn('bash', ['-s']); const all = output(shell); const at = line.length - 8;
    shell.stdin.write(line.slice(0, at)); await new Promise(setImmediate); shell.stdin.end(line.slice(at)); return all`,
  'spawn, as bytes': `const shell = cp.spawn('sh', { stdio: ['pipe', 'pipe', 'inherit'] }); const all = output(shell); shell.stdin.end(Buffer.from(line)); return all`,
  'a stream': `const shell = cp.execFile('sh', []); const all = output(shell); Readable.from([line]).on('error', () => {}).pipe(shell.stdin); return all`,
  'execFileSync with an input': "return cp.execFileSync('sh', { input: line }).toString()",
  'spawnSync with bytes':
    "const { error, stdout } = cp.spawnSync('sh', ['-e'], { input: Buffer.from(line) }); if (error) throw error; return String(stdout)",
};

const HEAD = `const cp = require('node:child_process'), { Readable } = require('node:stream');
const output = (child) => new Promise((ok, no) => {
  let out = '';
  child.stdin.on('error', no);
  child.stdout.on('data', (text) => (out += text));
  child.on('close', () => ok(out));
});
`;

const code = (ways: Readonly<Record<string, string>>): string => `${HEAD}
const ways = { ${Object.entries(ways)
  .map(([name, body]) => `${JSON.stringify(name)}: async (line) => { ${body} }`)
  .join(', ')} };
exports.handler = async ({ queryStringParameters: { q } }) => {
  const told = {};
  for (const [name, way] of Object.entries(ways)) {
    try { told[name] = await way('echo got ' + q + '\\n') } catch (error) { told[name] = error.code ?? String(error) }
  }
  return told;
};`;

const ALL = Object.keys(WAYS);
const each = (value: string): Record<string, string> => Object.fromEntries(ALL.map((name) => [name, value]));

describe.each(nodeBinaries())('what a shell reads from standard input, $name', ({ path: node }) => {
  const common = { node, dist, folder, form: 'cjs' } as const;

  it('is judged as the commands that it is', async () => {
    const scenario = { ...common, code: code(WAYS), events: [query({ q: 'x; echo pwned' })] };
    const without = await runScenario({ ...scenario, env: { BULKHEAD_MODE: 'off' } });
    const { answers, faults, stderr } = await runScenario(scenario);
    expect(without.answers[0]?.result, without.stderr).toEqual(each('got x\npwned\n'));
    expect(answers[0]?.result, stderr).toEqual(each('BULKHEAD_BLOCKED'));
    expect(faults).toEqual([]);
  });

  it('passes where the event is a word in it, or what a script or a program reads', async () => {
    const honest = {
      ...WAYS,
      'quoted data of a program': "return cp.execFileSync('cat', { input: 'x; echo pwned' }).toString()",
      'data of a command':
        "const shell = cp.spawn('sh', ['-c', 'cat']); const all = output(shell); shell.stdin.end('x; echo pwned'); return all",
    };
    const events = [query({ q: 'x', other: 'x; echo pwned' })];
    const { answers, attacks, faults } = await runScenario({ ...common, code: code(honest), events });
    expect(answers[0]?.result).toEqual({
      ...each('got x\n'),
      'quoted data of a program': 'x; echo pwned',
      'data of a command': 'x; echo pwned',
    });
    expect(attacks.filter(({ rule }) => rule.startsWith('hook/'))).toEqual([]);
    expect(faults).toEqual([]);
  });
});
