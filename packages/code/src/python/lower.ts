import type { CodeProblem } from '@bulkhead/core';
import type { Language } from 'web-tree-sitter';
import type { ExportIr, ModuleIr } from '../ir/types.ts';
import { type Context, type FileContext, lineStartsOf, placeAt } from './context.ts';
import { attributeExpression, expression } from './expressions.ts';
import { openScope } from './scope.ts';
import { statement } from './statements.ts';
import { parsePython } from './syntax.ts';

export interface LoweredModule {
  /** Also where only a part could be read. */
  readonly module?: ModuleIr;
  readonly problems: readonly CodeProblem[];
}

/** Larger files are generated, or data; two megabytes are forty thousand lines. */
const MOST_CHARACTERS = 2_000_000;

/** One file of Python in the common language. Hostile text costs bounded time and memory; nothing is thrown. */
export function lowerPython(language: Language, file: string, source: string): LoweredModule {
  const top = { file, line: 1, column: 1 };
  if (source.length > MOST_CHARACTERS)
    return { problems: [{ kind: 'too-large', message: 'The file has more than 2 MB.', place: top }] };
  const tree = parsePython(language, source);
  if (!tree)
    return { problems: [{ kind: 'too-large', message: 'Parsing the file takes too many steps.', place: top }] };
  const problems: CodeProblem[] = [];
  const context: FileContext = {
    file,
    text: tree.text,
    lineStarts: lineStartsOf(tree.text),
    problems,
    stars: [],
    dotted: new Map(),
    classes: new Map(),
    instances: new Map(),
    nested: { expression, statement, calleeAttribute: attributeExpression },
  };
  for (const offset of tree.errors)
    problems.push({
      kind: 'syntax-error',
      message: 'This is not Python 3; what stands around it was read.',
      place: placeAt(context, offset),
    });
  if (tree.cutAt !== undefined)
    problems.push({
      kind: 'too-large',
      message: 'The code is nested too deep, or too long, to be read from here on.',
      place: placeAt(context, tree.cutAt),
    });

  const scope = openScope('module', undefined, context, [tree.root]);
  const inner: Context = { file: context, scope, path: '', inClass: false };
  const body = tree.root.children.flatMap((each) => statement(inner, each));
  const exports: ExportIr[] = [];
  for (const [name, binding] of scope.bindings)
    if (!name.startsWith('<')) exports.push({ kind: 'binding', name, binding });
  for (const from of context.stars) exports.push({ kind: 'from', from, name: '*', place: top });
  return {
    module: {
      file,
      language: 'python',
      body: {
        name: '<module>',
        place: top,
        endLine: context.lineStarts.length,
        parameters: [],
        body,
        isAsync: false,
        isGenerator: false,
        hasThis: false,
      },
      exports,
      isEsModule: true,
    },
    problems,
  };
}
