import { DEFAULT_POLICY } from '@bulkhead/core';
import { expect, test } from 'vitest';
import { lower } from './policy/actions.ts';
import { loadPolicy, type PolicySource } from './policy-source.ts';

const whole = JSON.stringify({
  v: 1,
  mode: 'block',
  detectors: { sqli: 'block' },
  hooks: { files: { action: 'off' } },
});
const files: Record<string, string> = { '/policy.json': whole, '/broken.json': '{"v":1' };
const written = loadPolicy({ text: whole });
const readFile = (path: string): string => {
  const text = files[path];
  if (text === undefined) throw new Error(`ENOENT ${path}`);
  return text;
};

const cases: [
  string,
  Partial<PolicySource>,
  { from: string; mode: string; sqli?: string; files?: string; note?: RegExp },
][] = [
  ['nothing given', {}, { from: 'default', mode: 'block', sqli: 'alert', files: 'block' }],
  ['options alone', { options: { mode: 'alert' } }, { from: 'options', mode: 'alert', sqli: 'alert' }],
  [
    'options over a policy that somebody has written add to it',
    { options: { hooks: { environment: { action: 'block' } } }, floor: written },
    { from: 'options', mode: 'block', sqli: 'block', files: 'off' },
  ],
  [
    'options that ask for less than it',
    { options: { mode: 'alert', detectors: { sqli: 'off' } }, floor: written },
    { from: 'options', mode: 'block', sqli: 'block', files: 'off', note: /asks for less/ },
  ],
  [
    'options that cannot be read leave it',
    { options: { mode: 'stop' }, floor: written },
    { from: 'inline', mode: 'block', sqli: 'block', note: /options.policy cannot be read/ },
  ],
  [
    'options over one that says nothing of its own',
    { options: { mode: 'alert' }, floor: loadPolicy({ text: '{"v":1,"mode":"block","detectors":{},"hooks":{}}' }) },
    { from: 'options', mode: 'alert' },
  ],
  [
    'options over one that cannot be read',
    { options: { mode: 'block' }, floor: loadPolicy({ text: 'mode: block' }) },
    { from: 'options', mode: 'block', note: /BULKHEAD_POLICY cannot be read/ },
  ],
  [
    'options, one hook',
    { options: { hooks: { files: { action: 'off' } } } },
    { from: 'options', mode: 'block', files: 'off' },
  ],
  [
    'options, one hook by its action alone',
    { options: { hooks: { files: 'alert' } } },
    { from: 'options', mode: 'block', files: 'alert' },
  ],
  [
    'options, a hook without its action',
    { options: { hooks: { files: { wipe: true } } } },
    { from: 'options', mode: 'block', files: 'block' },
  ],
  [
    'options, a detector as bulkhead.yml has it',
    { options: { detectors: { sqli: { action: 'block', from: 'medium' } } } },
    { from: 'options', mode: 'block', sqli: 'block' },
  ],
  [
    'options, a detector without its action',
    { options: { detectors: { sqli: { from: 'low' } } } },
    { from: 'options', mode: 'block', sqli: 'alert' },
  ],
  ...[
    [{ detectors: { sqli: { action: 'block', form: 'low' } } }, 'detectors.sqli'],
    [{ detectors: { sqli: { from: 'sure' } } }, 'detectors.sqli'],
    [{ hooks: { files: 'stop' } }, 'hooks.files'],
    [{ mode: 'block', hooks: { outbound: 'block', file: 'block' } }, 'hooks.file'],
    [{ detectors: { sqly: 'block' } }, 'detectors.sqly'],
    [{ records: { keep: 7 } }, 'records.keep'],
    [{ responses: 'loud' }, 'responses'],
    [{ hooks: ['files'] }, 'hooks'],
  ].map(([options, name]): (typeof cases)[number] => [
    `options with a wrong ${name}`,
    { options },
    { from: 'unreadable', mode: 'alert', note: new RegExp(`options\\.policy cannot be read \\(${name}\\)`) },
  ]),
  [
    'options that throw',
    {
      options: Object.defineProperty({}, 'hooks', {
        enumerable: true,
        get() {
          throw new Error('no');
        },
      }),
    },
    { from: 'unreadable', mode: 'alert', note: /options.policy cannot be read/ },
  ],
  ['inline', { text: whole, file: '/policy.json' }, { from: 'inline', mode: 'block', sqli: 'block', files: 'off' }],
  ['file', { file: '/policy.json' }, { from: 'file', mode: 'block', sqli: 'block' }],
  ['broken JSON', { file: '/broken.json' }, { from: 'unreadable', mode: 'alert', note: /BULKHEAD_POLICY_FILE/ }],
  ['missing file', { file: '/none.json' }, { from: 'unreadable', mode: 'alert', note: /cannot be read/ }],
  ['no policy at all', { text: '[]' }, { from: 'unreadable', mode: 'alert', note: /BULKHEAD_POLICY/ }],
  ['unknown action', { options: { mode: 'stop' } }, { from: 'unreadable', mode: 'alert', note: /options.policy/ }],
  ['options of another kind', { options: 7 }, { from: 'unreadable', mode: 'alert', note: /options/ }],
  ['mode lowers', { mode: 'alert' }, { from: 'default', mode: 'alert' }],
  ['mode off', { text: whole, mode: 'off' }, { from: 'inline', mode: 'off' }],
  ['mode never raises', { options: { mode: 'alert' }, mode: 'block' }, { from: 'options', mode: 'alert' }],
  ['invalid mode', { mode: 'panic' }, { from: 'default', mode: 'block', note: /BULKHEAD_MODE/ }],
];

test.each(cases)('%s', (_name, source, expected) => {
  const { policy, from, notes } = loadPolicy({ readFile, ...source });
  expect(from).toBe(expected.from);
  expect(policy.mode).toBe(expected.mode);
  if (expected.sqli) expect(policy.detectors.sqli).toBe(expected.sqli);
  if (expected.files) expect(policy.hooks.files.action).toBe(expected.files);
  if (expected.note) expect(notes.join()).toMatch(expected.note);
  else expect(notes).toEqual([]);
  // What is not named keeps its default.
  expect(policy.hooks.outbound).toEqual(DEFAULT_POLICY.hooks.outbound);
});

test('of a hook that is given by its action alone the rest is kept', () => {
  const laidOver = loadPolicy({ options: { hooks: { files: { wipe: true } } } }).policy;
  const { policy } = loadPolicy({ options: { hooks: { files: 'alert' } }, laidOver });
  expect(policy.hooks.files).toEqual({ action: 'alert', wipe: true });
});

test('of a detector that is given as bulkhead.yml has it the confidence counts', () => {
  const { policy } = loadPolicy({ options: { detectors: { sqli: { action: 'block', from: 'medium' } } } });
  expect(policy.blockFrom).toEqual({ ...DEFAULT_POLICY.blockFrom, sqli: 'medium' });
});

test('lower takes the weaker action', () => {
  expect(lower('block', 'alert')).toBe('alert');
  expect(lower('off', 'block')).toBe('off');
  expect(lower('alert', 'alert')).toBe('alert');
});
