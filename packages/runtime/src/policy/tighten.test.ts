import { type CompiledPolicy, compilePolicy, DEFAULT_POLICY, type PolicyDocument } from '@bulkhead/core';
import { describe, expect, it } from 'vitest';
import { asksForLess, isDefault, tighten } from './tighten.lazy.ts';

const policy = (document: PolicyDocument): CompiledPolicy => compilePolicy(document, 'f');
const NATIVE = { action: 'block', allow: ['inspector'] } as const;

/** What code asks for, what holds, and the part of the outcome that it is about. */
const CASES: [string, PolicyDocument, PolicyDocument, PolicyDocument, boolean][] = [
  ['nothing against nothing', {}, {}, {}, false],
  ['more', { hooks: { environment: 'block' } }, {}, { hooks: { environment: 'block' } }, false],
  ['less', { hooks: { outbound: 'off' } }, {}, { hooks: { outbound: 'block' } }, true],
  ['a mode', { mode: 'alert' }, {}, {}, true],
  [
    'a mode caps what holds',
    { hooks: { files: 'alert' } },
    { mode: 'alert', hooks: { outbound: 'block' } },
    { hooks: { files: 'alert' } },
    false,
  ],
  [
    'a detector',
    { detectors: { sqli: 'off' } },
    { detectors: { sqli: 'block' } },
    { detectors: { sqli: 'block' } },
    true,
  ],
  [
    'from lower on',
    { detectors: { sqli: { action: 'block', from: 'low' } } },
    { detectors: { sqli: 'block' } },
    { detectors: { sqli: { action: 'block', from: 'low' } } },
    false,
  ],
  [
    'from higher on',
    { detectors: { sqli: 'block' } },
    { detectors: { sqli: { action: 'block', from: 'low' } } },
    { detectors: { sqli: { action: 'block', from: 'low' } } },
    true,
  ],
  ['responses', { responses: 'off' }, { responses: 'block' }, { responses: 'block' }, true],
  [
    'a list where there was none',
    { hooks: { outbound: { allow: ['a.example'] } } },
    {},
    { hooks: { outbound: { allow: ['a.example'] } } },
    false,
  ],
  [
    'no list where there was one',
    {},
    { hooks: { outbound: { allow: ['a.example'] } } },
    { hooks: { outbound: { allow: ['a.example'] } } },
    true,
  ],
  [
    'part of a list',
    { hooks: { outbound: { allow: ['a.example'] } } },
    { hooks: { outbound: { allow: ['a.example', 'b.example'] } } },
    { hooks: { outbound: { allow: ['a.example'] } } },
    false,
  ],
  [
    'one entry more',
    { hooks: { outbound: { allow: ['a.example', 'evil.example'] } } },
    { hooks: { outbound: { allow: ['a.example'] } } },
    { hooks: { outbound: { allow: ['a.example'] } } },
    true,
  ],
  ['what opens native code', { hooks: { native: { ...NATIVE, allow: ['inspector'] } } }, {}, {}, true],
  [
    'what may be sent secrets',
    { hooks: { credentials: { allow: ['a.example', 'b.example'] } } },
    { hooks: { credentials: { allow: ['a.example'] } } },
    { hooks: { credentials: { allow: ['a.example'] } } },
    true,
  ],
  [
    'secrets are added up',
    { hooks: { credentials: { secrets: ['B'] } } },
    { hooks: { credentials: { secrets: ['A'] } } },
    { hooks: { credentials: { secrets: ['A', 'B'] } } },
    true,
  ],
  ['a limit', { hooks: { recursion: { limit: 50 } } }, {}, {}, true],
  ['a lower limit', { hooks: { recursion: { limit: 2 } } }, {}, { hooks: { recursion: { limit: 2 } } }, false],
  ['wiping', { hooks: { files: { wipe: true } } }, {}, { hooks: { files: { wipe: true } } }, false],
  [
    'callers',
    { hooks: { flow: { callers: ['*'] } } },
    { hooks: { flow: { callers: ['orders'] } } },
    { hooks: { flow: { callers: ['orders'] } } },
    true,
  ],
  [
    'another queue for what is taken out',
    { records: { keep: 'arn:aws:sqs:eu-west-1:999999999999:theirs' } },
    { records: { keep: 'arn:aws:sqs:eu-west-1:123456789012:ours' } },
    { records: { keep: 'arn:aws:sqs:eu-west-1:123456789012:ours' } },
    true,
  ],
];

describe('the stricter of two policies', () => {
  it.each(CASES)('%s', (_name, asked, floor, expected, isLess) => {
    const got = tighten(policy(asked), policy(floor));
    const same = (a: CompiledPolicy, b: CompiledPolicy) => expect(tighten(a, a)).toEqual(tighten(b, b));
    same(got, policy(expected));
    expect(asksForLess(policy(asked), policy(floor))).toBe(isLess);
    // What came out takes nothing from what holds.
    expect(asksForLess(got, policy(floor))).toBe(false);
  });

  it('knows the default, however it is written', () => {
    expect(isDefault(DEFAULT_POLICY)).toBe(true);
    expect(isDefault(policy({ hooks: { outbound: { action: 'block' } } }))).toBe(true);
    expect(isDefault(policy({ hooks: { outbound: { allow: [] } } }))).toBe(false);
    expect(isDefault(policy({ mode: 'alert' }))).toBe(false);
  });
});
