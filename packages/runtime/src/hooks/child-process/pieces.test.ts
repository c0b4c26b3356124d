import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { changesShellStructure } from '../../detectors/shell/structure.ts';
import { builtPackage, tempFolder } from '../../testing/built.ts';
import { query, runScenario } from '../../testing/scenario.ts';
import { sharedTexts } from '../../testing/shared-corpora.ts';
import { piecesOf } from './pieces.ts';

const { folder: dist } = builtPackage();
const folder = tempFolder();

function changes(command: string, value: string): boolean {
  return [value, ...piecesOf(value)].some((piece) => command.includes(piece) && changesShellStructure(command, piece));
}

it.each<[string, (value: string) => string, string]>([
  ['the name of a file', (v) => `convert /tmp/${basename(v)} out.png`, 'uploads/x;id #.jpg'],
  ['without its extension', (v) => `convert in.jpg /tmp/${basename(v, '.jpg')}.png`, 'uploads/2026/$(id).jpg'],
  ['a segment', (v) => `mkdir /tmp/${v.split('/')[1]}`, 'a/b`id`/c.txt'],
  ['an element', (v) => `kill ${v.split(',')[1]}`, '1,2|sh,3'],
  ['all but the extension', (v) => `cat ${v.slice(0, v.lastIndexOf('.'))}.md`, 'docs/a && id .txt'],
])('%s is a value, too', (_what, command, value) => {
  expect(command(value)).not.toContain(value);
  expect(changes(command(value), value)).toBe(true);
});

it.each<[string, string, string]>([
  ['a quoted name', "convert '/tmp/x;id.jpg' out.png", 'uploads/x;id.jpg'],
  ['a name', 'convert /tmp/summer & wait', 'uploads/summer & winter.jpg'],
  ['what others wrote', 'cat /tmp/a.txt | grep tide', 'cat /var/log/a.txt | grep moon'],
])('%s changes nothing', (_what, command, value) => {
  expect(changes(command, value)).toBe(false);
});

it('long values give few pieces', () => {
  expect(piecesOf(`${'a;b/'.repeat(50_000)},${'c;d,'.repeat(50_000)}`).length).toBeLessThanOrEqual(132);
});

const texts = sharedTexts(join(import.meta.dirname, '../../../../../../shared/corpora/dev'));
if (!texts) console.warn('skipped: the shared corpora are not beside the repository (../shared/corpora)');

/** As functions have them. */
const COMMANDS = [
  'cd /tmp && tar xzf layer.tgz && ls -l | wc -l',
  'ffmpeg -i /tmp/in.mp4 -f mp3 - 2>/dev/null | tee /tmp/out.mp3; echo done',
  'git -C /tmp/repo log --oneline | head -n 20 > /tmp/log.txt && cat /tmp/log.txt',
  'if [ -f /tmp/a ]; then cat /tmp/a; fi; for f in *.png; do echo "$f"; done',
  'npm ci && npm run build && aws s3 sync dist "s3://$BUCKET/"',
];

it.skipIf(!texts)('no honest text of the corpora changes a command that it has nothing to do with', () => {
  const { honest } = texts!;
  expect(honest.length).toBeGreaterThan(10_000);
  const wrong = honest.filter((text) => COMMANDS.some((command) => changes(command, text)));
  expect(wrong).toEqual([]);
});

it('a file’s name in a command is stopped, the same in quotes is not', async () => {
  const code = `const cp = require('child_process'); const { basename } = require('path');
    exports.handler = async (event) => { const { q, quoted } = event.queryStringParameters; const name = basename(q);
    return cp.execSync('echo got ' + (quoted ? "'" + name + "'" : name)).toString(); }`;
  const events = [
    query({ q: 'uploads/summer.png' }),
    query({ q: 'uploads/x; echo pwned' }),
    query({ q: 'uploads/x; echo pwned', quoted: 'yes' }),
  ];
  const outcome = await runScenario({ node: process.execPath, dist, folder, form: 'cjs', code, events });
  expect(outcome.answers[0]).toEqual({ result: 'got summer.png\n' });
  expect(outcome.answers[1]?.result).toMatchObject({ statusCode: 403 });
  expect(outcome.answers[2]).toEqual({ result: 'got x; echo pwned\n' });
  expect(outcome.attacks.filter(({ action }) => action === 'blocked')).toMatchObject([
    { rule: 'hook/child-process', class: 'cmdi', path: 'queryStringParameters.q' },
  ]);
});
