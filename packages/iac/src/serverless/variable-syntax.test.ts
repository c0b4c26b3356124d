import { describe, expect, test } from 'vitest';
import { parseTemplate, type Source, type Template, VariableSyntaxError } from './variable-syntax.ts';

/** Writes a parsed template back in one canonical form. */
function show(template: Template | undefined): string {
  if (!template) return 'text';
  return template
    .map((part) => (typeof part === 'string' ? part : `<${part.sources.map(source).join(' | ')}>`))
    .join('');
}
function source(value: Source): string {
  if (value.kind === 'literal') return JSON.stringify(value.value);
  if (value.kind === 'nested') return show([value.variable]);
  const params = value.params ? `(${value.params.map((param) => show(param)).join(';')})` : '';
  return `${value.type}${params}${value.address ? `:${show(value.address)}` : ''}`;
}

describe('understood', () => {
  const rows: [string, string][] = [
    ['plain', 'text'],
    ['${AWS::Region}', 'text'],
    ['${Table}', 'text'],
    ['$', 'text'],
    ['${', 'text'],
    ['${self:a.b}', '<self:a.b>'],
    ['a-${self:b}-c-${opt:d}', 'a-<self:b>-c-<opt:d>'],
    ['${AWS::StackName}-${self:a}', '${AWS::StackName}-<self:a>'],
    ["${opt:stage, 'dev'}", '<opt:stage | "dev">'],
    ['${opt:stage, "dev"}', '<opt:stage | "dev">'],
    ['${opt:stage, self:provider.stage}', '<opt:stage | self:provider.stage>'],
    ['${opt:a, opt:b, 3}', '<opt:a | opt:b | 3>'],
    ['${opt:a, true}', '<opt:a | true>'],
    ['${opt:a, null}', '<opt:a | null>'],
    ["${env:A, ''}", '<env:A | "">'],
    ['${self:custom.${opt:stage}}', '<self:custom.<opt:stage>>'],
    ['${self:custom.${opt:stage, self:provider.stage}.x}', '<self:custom.<opt:stage | self:provider.stage>.x>'],
    ['${opt:stage, ${self:provider.stage}}', '<opt:stage | <self:provider.stage>>'],
    ['${file(./a.yml):b.c}', '<file(./a.yml):b.c>'],
    ["${file('a b.yml'):c}", '<file(a b.yml):c>'],
    ['${file(${opt:f}.yml)}', '<file(<opt:f>.yml)>'],
    ['${ssm(us-east-1, raw):/a/b}', '<ssm(us-east-1;raw):/a/b>'],
    ['${ssm:/a/b~true}', '<ssm:/a/b~true>'],
    ['${cf(eu-west-1):stack-${sls:stage}.Out}', '<cf(eu-west-1):stack-<sls:stage>.Out>'],
    ['${strToBool(${env:A})}', '<strToBool(<env:A>)>'],
    ['${ self:a }', '<self:a>'],
    ['${self:a,\n  self:b}', '<self:a | self:b>'],
    ['\\${self:a}', '${self:a}'],
    ['${self:}', '<self:>'],
    ['$${self:a}', '$<self:a>'],
  ];
  test.each(rows)('%s', (text, expected) => {
    expect(show(parseTemplate(text))).toBe(expected);
  });
});

describe('refused', () => {
  const rows: [string, RegExp][] = [
    ['${self:a', /is not closed/],
    ['${self:a, }', /lacks a source or a fallback/],
    ["${self:a, 'b}", /quote that is not closed/],
    ['${self:a, word}', /the fallback word, which must stand in quotes/],
    ['${file(a.yml:b}', /"\(" without its "\)"/],
    [`${'${self:a.'.repeat(20)}x${'}'.repeat(20)}`, /nests variables more than 12 deep/],
  ];
  test.each(rows)('%s', (text, expected) => {
    expect(() => parseTemplate(text)).toThrow(VariableSyntaxError);
    expect(() => parseTemplate(text)).toThrow(expected);
  });
});

test('hostile texts take steps in proportion to their length', () => {
  for (const text of [
    '${'.repeat(50_000),
    '${self:'.repeat(20_000),
    `\${self:a${','.repeat(50_000)}`,
    '$'.repeat(100_000),
  ]) {
    try {
      parseTemplate(text);
    } catch (error) {
      expect(error).toBeInstanceOf(VariableSyntaxError);
    }
  }
});
