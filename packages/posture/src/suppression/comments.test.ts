import { describe, expect, it } from 'vitest';
import { findSuppressions } from './comments.ts';

const read = (text: string, file = 'template.yaml') =>
  findSuppressions(file, text.split('\n')).map(({ rules, reason, until, from, to, problem }) =>
    [rules.join('+'), reason, until ?? '', `${from}-${to}`, problem ?? ''].join('|'),
  );

describe('findSuppressions', () => {
  it.each<[string, string, string[], string?]>([
    ['behind code', 'a: 1 # bulkhead-ignore iam-admin reason=bootstrap', ['iam-admin|bootstrap||1-1|']],
    [
      'above a block',
      '# bulkhead-ignore iam-admin reason=bootstrap\nRole:\n  Type: x\n\n  Properties:\n    a: 1\nOther: 1',
      ['iam-admin|bootstrap||2-6|'],
    ],
    [
      'two rules and an end',
      '// bulkhead-ignore a-b, c-d until=2027-01-31 reason="until the release"\nrun();\nmore();',
      ['a-b+c-d|until the release|2027-01-31|2-2|'],
      'x.ts',
    ],
    [
      'a block comment',
      '/* bulkhead-ignore a-b reason=tested elsewhere */\nrun();',
      ['a-b|tested elsewhere||2-2|'],
      'x.js',
    ],
    [
      'above a block of Terraform',
      '# bulkhead-ignore a reason=why not\nresource "x" "y" { # z\n  b = <<EOT\nc\nEOT\n\n  d {\n  }\n  e = 1\n}\nf = 1',
      ['a|why not||2-10|'],
      'main.tf',
    ],
    [
      'above an argument of Terraform',
      '# bulkhead-ignore a reason=why not\nb = 1\nc = 2',
      ['a|why not||2-2|'],
      'main.tf',
    ],
    ['other comments in between', '# bulkhead-ignore a reason=why not\n# more\na: 1', ['a|why not||3-3|']],
    ['without a reason', '# bulkhead-ignore iam-admin\na: 1', ['iam-admin|||2-2|gives no reason (reason=…)']],
    ['without a rule', '# bulkhead-ignore reason=all of it\na: 1', ['|all of it||2-2|names no rule']],
    [
      'a bad day',
      '# bulkhead-ignore a until=soon reason=later\na: 1',
      ['a|later|soon|2-2|has an end that is no date: soon (write it as until=2027-01-31)'],
    ],
    ['everything', '# bulkhead-ignore * reason=no\na: 1', ['*|no||2-2|holds "*", which is no rule']],
    ['text that is no comment', 'a: "see bulkhead-ignore in the docs"', []],
    ['at the end of the file', '# bulkhead-ignore a reason=nothing follows', ['a|nothing follows||2-2|']],
  ])('%s', (_, text, expected, file) => expect(read(text, file)).toEqual(expected));

  it('is linear in a long line', () => {
    expect(read(`# bulkhead-ignore ${'a '.repeat(100_000)}`)).toEqual([]);
  });
});
