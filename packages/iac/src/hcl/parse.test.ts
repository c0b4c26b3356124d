import { BulkheadError } from '@bulkhead/core';
import { describe, expect, it } from 'vitest';
import { parseHcl } from './parse.ts';
import type { HclExpression, TemplatePart } from './types.ts';

/** An expression as text, with its structure in brackets. */
function show(expression: HclExpression): string {
  const part = (one: TemplatePart): string => {
    if (typeof one === 'string') return JSON.stringify(one);
    if (one.kind === 'if' && 'then' in one)
      return `if(${show(one.test as HclExpression)} ${(one.then as TemplatePart[]).map(part).join(' ')} else ${(one.otherwise as TemplatePart[]).map(part).join(' ')})`;
    if (one.kind === 'each') return `each(${one.names.join(',')} ${show(one.over)} ${one.body.map(part).join(' ')})`;
    return show(one as HclExpression);
  };
  switch (expression.kind) {
    case 'literal':
      return JSON.stringify(expression.value);
    case 'template':
      return `t(${expression.parts.map(part).join(' ')})`;
    case 'variable':
      return expression.name;
    case 'attribute':
      return `${show(expression.of)}.${expression.name}`;
    case 'index':
      return `${show(expression.of)}[${show(expression.index)}]`;
    case 'splat':
      return `splat(${show(expression.of)} ${show(expression.each({ kind: 'variable', name: '_', place: expression.place }))})`;
    case 'list':
      return `[${expression.items.map(show).join(' ')}]`;
    case 'object':
      return `{${expression.entries.map(({ key, value }) => `${show(key)}:${show(value)}`).join(' ')}}`;
    case 'call':
      return `${expression.name}(${expression.arguments.map(show).join(' ')}${expression.expands ? '...' : ''})`;
    case 'unary':
      return `(${expression.operator}${show(expression.operand)})`;
    case 'binary':
      return `(${show(expression.left)} ${expression.operator} ${show(expression.right)})`;
    case 'conditional':
      return `(${show(expression.test)} ? ${show(expression.then)} : ${show(expression.otherwise)})`;
    case 'for':
      return `for(${expression.names.join(',')} in ${show(expression.over)}: ${expression.key ? `${show(expression.key)} => ` : ''}${show(expression.value)}${expression.groups ? '...' : ''}${expression.condition ? ` if ${show(expression.condition)}` : ''})`;
  }
}
const value = (text: string) => show(parseHcl(`a = ${text}\n`, 'main.tf').attributes.get('a')!.value);

describe('expressions', () => {
  it.each([
    ['1', '1'],
    ['-1.5e3', '(-1500)'],
    ['true', 'true'],
    ['null', 'null'],
    ['"a\\n\\u00e9"', '"a\\né"'],
    ['"$${a} %%{b}"', '"${a} %{b}"'],
    ['"${var.a}"', 'var.a'],
    ['"arn:${var.a}:${local.b["c"]}"', 't("arn:" var.a ":" local.b["c"])'],
    ['"%{ if var.a }yes%{ else }no%{ endif }"', 't(if(var.a "yes" else "no"))'],
    ['"%{ for x in var.l ~}\n"', undefined],
    ['"%{ for x in var.l }${x},%{ endfor }"', 't(each(x var.l x ","))'],
    ['"a ${~ var.b ~} c"', 't("a" var.b "c")'],
    ['[1, 2,]', '[1 2]'],
    ['[\n  1, # one\n  2\n]', '[1 2]'],
    ['{ a = 1, "b" : 2 }', '{"a":1 "b":2}'],
    ['{\n  a = 1\n  (var.k) = 2 // x\n}', '{"a":1 var.k:2}'],
    ['{\n  a =\n  1\n}', '{"a":1}'],
    ['aws_s3_bucket.b[0].arn', 'aws_s3_bucket.b[0].arn'],
    ['aws_s3_bucket.b.0.arn', 'aws_s3_bucket.b[0].arn'],
    ['aws_s3_bucket.b[*].arn', 'splat(aws_s3_bucket.b _.arn)'],
    ['aws_s3_bucket.b.*.tags["x"]', 'splat(aws_s3_bucket.b _.tags)["x"]'],
    ['module.m.out["k"].id', 'module.m.out["k"].id'],
    ['jsonencode({ a = [1] })', 'jsonencode({"a":[1]})'],
    ['merge(local.a...)', 'merge(local.a...)'],
    ['provider::aws::arn_parse("a")', 'provider::aws::arn_parse("a")'],
    ['1 + 2 * 3 == 7 && !false', '(((1 + (2 * 3)) == 7) && (!false))'],
    ['a || b && c', '(a || (b && c))'],
    ['1 - 2 - 3', '((1 - 2) - 3)'],
    ['var.a ? "x" : "y"', '(var.a ? "x" : "y")'],
    ['(\n var.a\n ? 1\n : 2\n)', '(var.a ? 1 : 2)'],
    ['[for s in var.l : upper(s) if s != ""]', 'for(s in var.l: upper(s) if (s != ""))'],
    ['{ for k, v in var.m : k => v... }', 'for(k,v in var.m: k => v...)'],
    ['10 / 2 // comment', '(10 / 2)'],
    ['a-b', 'a-b'],
    ['<<EOT\nline ${var.a}\n  two\nEOT', 't("line " var.a "\\n  two\\n")'],
    ['<<-EOT\n    line\n      two\n    EOT', '"line\\n  two\\n"'],
    ['<<-EOT\n    a ${var.x} b\n    c\n  EOT', 't("a " var.x " b\\nc\\n")'],
  ])('%s', (text, expected) => {
    if (expected === undefined) expect(() => value(text)).toThrow(BulkheadError);
    else expect(value(text)).toBe(expected);
  });
});

it('reads attributes and blocks with their places', () => {
  const body = parseHcl(
    '# top\nresource "aws_sqs_queue" "jobs" {\n  name = "jobs"\n\n  redrive { max = 3 }\n  dynamic "x" {\n    for_each = []\n  }\n}\n/* a\n b */ locals { a = 1 }',
    'main.tf',
  );
  const [resource, locals] = body.blocks;
  expect([resource!.type, resource!.labels, resource!.place]).toEqual([
    'resource',
    ['aws_sqs_queue', 'jobs'],
    { file: 'main.tf', line: 2, column: 1 },
  ]);
  expect(resource!.body.attributes.get('name')!.place).toMatchObject({ line: 3, column: 3 });
  expect(resource!.body.attributes.get('name')!.value.place).toMatchObject({ line: 3, column: 10 });
  expect(resource!.body.blocks.map(({ type, labels }) => [type, labels])).toEqual([
    ['redrive', []],
    ['dynamic', ['x']],
  ]);
  expect(locals!.place).toMatchObject({ line: 11, column: 7 });
});

it.each([
  ['an open block', 'a {\n b = 1\n', 1],
  ['an open text', 'a = "b\n', 1],
  ['an open heredoc', 'a = <<E\nb\n', 1],
  ['two on a line', 'a = 1 b = 2\n', 1],
  ['twice', 'a = 1\na = 2\n', 2],
  ['no value', 'a =\n\nb = 2', 1],
  ['an unknown escape', 'a = "\\q"', 1],
  ['an open comment', 'a = 1 /* b', 1],
  ['brackets without end', `a = ${'['.repeat(50_000)}`, 1],
  ['deep templates', `a = ${'"${'.repeat(5_000)}`, 1],
  ['deep blocks', 'a {'.repeat(5_000), 1],
])('refuses %s with its place', (_title, text, line) => {
  try {
    parseHcl(text, 'main.tf');
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(BulkheadError);
    expect((error as BulkheadError).place?.line).toBe(line);
  }
});
