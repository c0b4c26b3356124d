import type { RuleFixture } from '../rule.ts';

type Files = Readonly<Record<string, string>>;
type More = Omit<RuleFixture, 'title' | 'files'>;

/** Text without the indentation that all its lines share. */
export function dedent(text: string): string {
  const lines = text
    .replace(/^\n/, '')
    .replace(/\n[ ]*$/, '')
    .split('\n');
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  const cut = indents.length === 0 ? 0 : Math.min(...indents);
  return lines.map((line) => line.slice(cut)).join('\n');
}

const indent = (text: string, by: string) => dedent(text).replaceAll(/^(?=.)/gm, by);

function made(title: string, template: string, file: string, code: Files, more: More): RuleFixture {
  const files = Object.fromEntries(Object.entries(code).map(([name, text]) => [name, `${dedent(text)}\n`]));
  return { title, files: { [file]: `${template}\n`, ...files }, ...more };
}

/** A CloudFormation template from what stands below `Resources`. */
export function cloudformation(title: string, resources: string, code: Files = {}, more: More = {}): RuleFixture {
  return made(
    title,
    `AWSTemplateFormatVersion: '2010-09-09'\nResources:\n${indent(resources, '  ')}`,
    'template.yaml',
    code,
    more,
  );
}

/** A SAM template from what stands below `Resources`. */
export function sam(title: string, resources: string, code: Files = {}, more: More = {}): RuleFixture {
  return made(
    title,
    `Transform: AWS::Serverless-2016-10-31\nResources:\n${indent(resources, '  ')}`,
    'template.yaml',
    code,
    more,
  );
}

/** A `serverless.yml` from what follows `service` and the first lines of `provider` (its further keys, indented by two, come first). */
export function serverless(title: string, rest: string, code: Files = {}, more: More = {}): RuleFixture {
  return made(
    title,
    `service: demo\nprovider:\n  name: aws\n  runtime: nodejs22.x\n${dedent(rest)}`,
    'serverless.yml',
    code,
    more,
  );
}

/** A SAM function in Node.js whose code is given, with further properties (YAML, below `Properties`). */
export function nodeFunction(
  title: string,
  code: string,
  properties = '',
  resources = '',
  more: More = {},
): RuleFixture {
  const lines = `Main:\n  Type: AWS::Serverless::Function\n  Properties:\n    Runtime: nodejs22.x\n    Handler: index.handler\n    CodeUri: src/\n${indent(properties, '    ')}\n${dedent(resources)}`;
  return sam(title, lines, { 'src/index.mjs': code }, more);
}

/** The same in Python. */
export function pythonFunction(
  title: string,
  code: string,
  properties = '',
  resources = '',
  more: More = {},
): RuleFixture {
  const lines = `Main:\n  Type: AWS::Serverless::Function\n  Properties:\n    Runtime: python3.13\n    Handler: app.handler\n    CodeUri: src/\n${indent(properties, '    ')}\n${dedent(resources)}`;
  return sam(title, lines, { 'src/app.py': code }, more);
}

/** An API route that anybody may call, for functions of {@link nodeFunction}. */
export const PUBLIC_ROUTE = `
  Events:
    Route:
      Type: HttpApi
      Properties: { Path: /run, Method: post }
`;
