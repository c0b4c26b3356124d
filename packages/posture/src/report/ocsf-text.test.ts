import type { PostureFinding } from '@bulkhead/core';
import { expect, it } from 'vitest';
import type { ScanReport } from '../scan.ts';
import { sorter, toOcsf } from './ocsf.ts';
import { ocsfText } from './ocsf-text.ts';

const options = { version: '0.1.0', now: Date.UTC(2026, 10, 22) };

function finding(more: Partial<PostureFinding>): PostureFinding {
  return {
    rule: 'sqs-encryption-off',
    verdict: 'fail',
    severity: 'low',
    risk: 'SAS-3',
    fix: 'Set SqsManagedSseEnabled.',
    message: 'Jobs is not encrypted',
    subject: 'Jobs',
    place: { file: 'a/template.yaml', line: 3, column: 5 },
    fingerprint: 'f'.repeat(32),
    ...more,
  };
}

function reportOf(findings: readonly PostureFinding[]): ScanReport {
  const app = {
    name: 'a',
    framework: 'sam',
    file: 'a/template.yaml',
    functions: { Main: 'anybody' },
    types: { Jobs: 'AWS::SQS::Queue' },
  };
  const some = { apps: [app], appOf: new Map(), findings, vulnerabilities: [] };
  return some as unknown as ScanReport;
}

const HOSTILE = ['\u0001message\u0001', '"\\u0001line\\u0001"', '$& $1 $`', '’\ud800 \u2028', '__proto__', ''];

it.each([
  ['nothing', []],
  ['one', [finding({})]],
  ['more than a piece', Array.from({ length: 100 }, (_, i) => finding({ message: `the ${i}th`, subject: `Q${i}` }))],
  ['no subject', [finding({ subject: '' })]],
  ['a function', [finding({ subject: 'Main' }), finding({})]],
  ['steps', [finding({ steps: [{ place: finding({}).place, text: 'here' }] }), finding({})]],
  ['severities of one rule', [finding({}), finding({ severity: 'high' }), finding({})]],
  ['in code', [finding({ rule: 'command-injection', place: { file: 'a/b.js', line: 1, column: 2 } })]],
  [
    'steps in code, and none of them',
    [
      finding({
        rule: 'command-injection',
        place: { file: 'a/b.js', line: 1, column: 2 },
        steps: [
          { place: finding({}).place, text: 'a\nb "c" \u0001steps\u0001' },
          { place: { file: 'top.js', line: 9, column: 1 }, text: '' },
        ],
      }),
      finding({ rule: 'command-injection', place: { file: 'top.js', line: 1, column: 2 }, steps: [] }),
      finding({ rule: 'command-injection', place: { file: 'x/y/z.js', line: 1, column: 2 } }),
      finding({ rule: 'command-injection' }),
      finding({
        rule: 'command-injection',
        subject: '',
        place: { file: '\u0001base\u0001/\u0001file\u0001', line: 1, column: 2 },
      }),
    ],
  ],
  ['a rule that is gone', [finding({ rule: 'of-yesterday' })]],
  ['hostile texts', HOSTILE.map((text) => finding({ message: text, subject: text, fix: text, fingerprint: text }))],
] satisfies [string, PostureFinding[]][])('%s: the same text as of the whole list', (_title, findings) => {
  const report = reportOf(findings);
  const sorted = sorter(report);
  const whole = findings.map((one) => toOcsf(one, sorted(one), options));
  expect([...ocsfText(report, options)].join('')).toBe(`${JSON.stringify(whole, undefined, 2)}\n`);
});
