import type { CodeProblem } from '@bulkhead/core';
import type { Program, Statement } from 'oxc-parser';
import type { FunctionIr, ModuleIr, StatementIr } from '../ir/types.ts';
import { bundlerHelpers } from './bundler-helpers.ts';
import { lowerClass } from './classes.ts';
import { lowerExpression } from './expressions.ts';
import { lowerFunction } from './functions.ts';
import { hoistBlock, hoistVars } from './hoist.ts';
import { parseJavaScript } from './parse.ts';
import type { Places } from './places.ts';
import type { Scope, Unit } from './scope.ts';
import { lowerStatements } from './statements.ts';
import { lowerTarget } from './targets.ts';

/**
 * Reads one file of JavaScript or TypeScript into the common language. Never throws; what cannot be read is named.
 * @param file relative to the project root; its extension says which language
 */
export function lowerJavaScript(
  file: string,
  text: string,
): { readonly module?: ModuleIr; readonly problems: readonly CodeProblem[] } {
  const parsed = parseJavaScript(file, text);
  if (parsed.program === undefined) return { problems: parsed.problems };
  const problems = [...parsed.problems];
  const unit = unitOf(file, parsed.text, parsed.places, parsed.isTypeScript, problems);
  return { module: lowerProgram(parsed.program, unit), problems };
}

function unitOf(file: string, text: string, places: Places, isTypeScript: boolean, problems: CodeProblem[]): Unit {
  return {
    file,
    text,
    places,
    isTypeScript,
    problems,
    exports: [],
    usedImports: new Set(),
    hasExports: false,
    trailing: [],
    helpers: new Map(),
    namespaces: new Set(),
    lower: {
      expression: lowerExpression,
      statements: lowerStatements,
      function: lowerFunction,
      class: lowerClass,
      target: lowerTarget,
    },
    depth: 0,
  };
}

function lowerProgram(program: Program, unit: Unit): ModuleIr {
  const scope: Scope = { unit, parent: undefined, names: new Map(), isModuleLevel: true, path: '' };
  const statements = program.body as readonly Statement[];
  hoistVars(statements, scope);
  hoistBlock(statements, scope);
  unit.hasExports = statements.some(
    ({ type }) =>
      type === 'ExportNamedDeclaration' || type === 'ExportDefaultDeclaration' || type === 'ExportAllDeclaration',
  );
  unit.helpers = bundlerHelpers(statements, scope);
  const lowered = lowerStatements(statements, scope);
  const body: FunctionIr = {
    name: '<module>',
    place: { file: unit.file, line: 1, column: 1 },
    endLine: unit.places.lineOf(unit.text.length),
    parameters: [],
    body: [...imports(statements, unit), ...lowered, ...unit.trailing],
    // Top-level await.
    isAsync: true,
    isGenerator: false,
    hasThis: true,
  };
  // `import` beside `exports.handler = …` is CommonJS once it is compiled.
  const isEsModule =
    unit.hasExports || (statements.some(({ type }) => type === 'ImportDeclaration') && !/\bexports\b/.test(unit.text));
  const isAssigned = statements.some(({ type }) => type === 'TSExportAssignment');
  return {
    file: unit.file,
    language: 'javascript',
    body,
    exports: unit.exports,
    isEsModule: isEsModule && !isAssigned,
  };
}

/**
 * The modules that run before this one. In TypeScript an import whose names serve as types alone is left out of what runs,
 * as every compiler does unless told otherwise.
 */
function imports(statements: readonly Statement[], unit: Unit): StatementIr[] {
  const out: StatementIr[] = [];
  for (const node of statements) {
    const place = unit.places.at(node.start);
    if (node.type === 'ImportDeclaration') {
      if (node.importKind === 'type') continue;
      if (unit.isTypeScript && node.specifiers.length > 0 && !unit.usedImports.has(node.start)) continue;
      out.push({ kind: 'expression', expression: { kind: 'import', from: node.source.value, name: '*', place } });
    } else if (node.type === 'TSImportEqualsDeclaration') {
      const { moduleReference } = node;
      if (moduleReference.type !== 'TSExternalModuleReference' || !unit.usedImports.has(node.start)) continue;
      const from = moduleReference.expression.value;
      out.push({ kind: 'expression', expression: { kind: 'import', from, name: '*', place } });
    }
  }
  return out;
}
