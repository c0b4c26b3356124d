import type { ModelSet } from '../../engine/types.ts';
import { type Dangerous, fromTable, type Package } from './sink-table.ts';

/*
 * Packages that run what they are given: expressions, programs in a box, templates, style sheets, queries by paths.
 */

const runs = (calls: RegExp, ...at: readonly (number | string)[]): Dangerous => ({
  calls,
  class: 'codei',
  at,
  onlyText: true,
});
/** Languages that are meant to have no way out. Those that have none (mathjs, jexl, jsonata) are not told. */
const worksOut = (calls: RegExp, ...at: readonly (number | string)[]): Dangerous => ({
  ...runs(calls, ...at),
  confidence: 'medium',
});
const fills = (calls: RegExp, ...at: readonly (number | string)[]): Dangerous => ({
  calls,
  class: 'ssti',
  at,
  onlyText: true,
});

const PACKAGES: readonly Package[] = [
  {
    names: ['isolated-vm'],
    dangerous: [runs(/^(compileScript|compileScriptSync|compileModule|eval|evalSync|evalClosure|evalClosureSync)$/, 0)],
  },
  {
    names: ['quickjs-emscripten', 'quickjs-emscripten-core'],
    dangerous: [runs(/^(evalCode|evalCodeAsync|validateAndRunCode)$/, 0)],
  },
  {
    names: ['eval', 'eval5', 'sval', 'require-from-string'],
    dangerous: [runs(/^(|eval|evaluate|run|runInNewContext|runInThisContext)$/, 0)],
  },
  {
    names: ['@e2b/code-interpreter', 'e2b'],
    dangerous: [runs(/^(runCode|execCell)$/, 0), { calls: /^run$/, class: 'cmdi', at: [0] }],
  },
  { names: ['pyodide'], dangerous: [runs(/^(runPython|runPythonAsync)$/, 0)] },
  { names: ['python-shell'], dangerous: [runs(/^runString$/, 0), { calls: /^run$/, class: 'traversal', at: [0] }] },
  { names: ['fengari', 'wasmoon'], dangerous: [runs(/^(load|doString|doStringSync)$/, 0)] },
  // What it can name reaches further than arithmetic (CVE-2025-12735).
  { names: ['expr-eval', 'expr-eval-fork'], dangerous: [worksOut(/^(evaluate|parse|toJSFunction)$/, 0)] },
  {
    names: ['expression-eval', 'jse-eval', 'math-expression-evaluator', 'angular-expressions'],
    dangerous: [runs(/^(|compile|compileAsync|parse|eval|evalAsync|evaluate)$/, 0)],
  },
  // Filters in a path are programs (CVE-2024-21534).
  { names: ['jsonpath-plus'], dangerous: [runs(/^(JSONPath|)$/, 0, '0.path')] },
  { names: ['jsonpath'], dangerous: [runs(/^(query|nodes|paths|value|parent|apply)$/, 1)] },
  { names: ['alasql'], dangerous: [{ calls: /^(|exec|promise|compile)$/, class: 'sqli' }] },
  { names: ['langchain/sql_db'], dangerous: [{ calls: /^run$/, class: 'sqli' }] },
  { names: ['saxon-js'], dangerous: [fills(/^transform$/, '0.stylesheetText', '0.stylesheetInternal')] },
  { names: ['libxslt'], dangerous: [fills(/^(parse|parseAsync)$/, 0)] },
  { names: ['xslt-processor'], dangerous: [fills(/^xsltProcess$/, 1)] },
  {
    names: ['eta'],
    dangerous: [fills(/^(renderString|renderStringAsync|renderAsync|compile|compileAsync|compileToString)$/, 0)],
  },
  {
    names: ['liquidjs'],
    dangerous: [{ ...fills(/^(parse|parseAndRender|parseAndRenderSync|evalValue)$/, 0), confidence: 'medium' }],
  },
  { names: ['edge.js'], dangerous: [fills(/^(renderRaw|renderRawSync)$/, 0)] },
  {
    names: ['consolidate', '@ladjs/consolidate'],
    dangerous: [
      fills(/^render$/, 0),
      { calls: /^(ejs|pug|nunjucks|handlebars|lodash|dot|swig|jade)$/, class: 'traversal', at: [0] },
    ],
  },
  { names: ['vash'], dangerous: [fills(/^compile$/, 0)] },
];

/** Packages that run what they are given. */
export const evaluatorModels: readonly ModelSet[] = fromTable(PACKAGES);
