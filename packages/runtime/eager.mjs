import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { wrapCalled } from './eager-functions.mjs';

/*
 * V8 reads a function twice: at load only far enough to find its end, and again when it is called. A function expression in
 * parentheses it compiles at once (v8.dev/blog/preparser, "possibly-invoked function expressions"). Those that every first
 * event calls are written so: a cold start with its first event takes 1.4 ms less of 10.6 (Node.js 22), and 3 ms of what
 * remains move from the first invocation to the init phase.
 */

/**
 * Rewrites a built CommonJS file, and the lazy parts that it loads, so that the functions which honest first events call are
 * compiled when they are loaded.
 * @param {string} file
 */
export function compileEarly(file) {
  for (const [path, called] of calledFunctions(file)) {
    const { text, count } = wrapCalled(readFileSync(path, 'utf8'), called);
    if (count === 0 && path === file) throw new Error(`no function of ${file} was called`);
    writeFileSync(path, text);
  }
}

/**
 * The same for the telemetry: functions that are called when its entries are loaded, and in an invocation with one line. Each
 * stands alone, so that bundlers leave out those that are not used; esbuild keeps the parentheses since 0.25.9.
 * @param {string} file the module that has the code
 * @param {readonly string[]} entries the files that are loaded for it
 * @returns {number} how many functions those are
 */
export function compileTelemetryEarly(file, entries) {
  return wrapFunctions(file, functionsOfFirstLine(file, entries), (wrapped) =>
    wrapped.map((one) => `var ${one};\n`).join(''),
  );
}

/** Characters from which a function inside of another is worth the bytes of its parentheses in somebody's bundle. */
const LARGE = 200;

function wrapFunctions(file, called, together) {
  const whole = readFileSync(file, 'utf8');
  const names = new Set();
  const inner = new Set();
  const visit = (node) => {
    if (called.has(node.getStart()) && ts.isFunctionLike(node) && node.end - node.getStart() > LARGE)
      inner.add(node.getStart());
    ts.forEachChild(node, visit);
  };
  for (const statement of parse(whole)) {
    if (ts.isFunctionDeclaration(statement)) {
      if (called.has(statement.getStart())) names.add(statement.name.text);
      ts.forEachChild(statement, visit);
    } else visit(statement);
  }
  const source = wrapCalled(whole, inner).text;
  const wrapped = [];
  let rest = '';
  let end = 0;
  for (const statement of parse(source)) {
    const from = statement.getStart();
    if (!ts.isFunctionDeclaration(statement) || !names.has(statement.name.text)) continue;
    const name = statement.name.text;
    // Without its own name: the variable gives it.
    wrapped.push(
      `${name}=(${source.slice(from, statement.name.getStart()).trim()}${source.slice(statement.name.end, statement.end)})`,
    );
    rest += source.slice(end, from);
    end = statement.end;
  }
  if (wrapped.length === 0) throw new Error(`no function of ${file} was called`);
  rest += source.slice(end);
  // Where declarations are hoisted to.
  const [strict] = /^"use strict";/.exec(rest) ?? [''];
  writeFileSync(file, `${strict}${together(wrapped)}${rest.slice(strict.length)}`);
  return wrapped.length;
}

function parse(source) {
  return ts.createSourceFile('built.cjs', source, ts.ScriptTarget.ESNext, true, ts.ScriptKind.JS).statements;
}

/** Where the functions begin that an invocation calls with one line; each entry in a process of its own, by V8's coverage. */
function functionsOfFirstLine(file, entries) {
  const called = new Set();
  for (const entry of entries) {
    const folder = mkdtempSync(join(tmpdir(), 'bulkhead-coverage-'));
    try {
      const { NODE_OPTIONS, ...env } = process.env;
      execFileSync(process.execPath, [join(import.meta.dirname, 'first-line.mjs'), resolve(entry)], {
        env: { ...env, NODE_V8_COVERAGE: folder },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      const url = pathToFileURL(resolve(file)).href;
      for (const name of readdirSync(folder)) {
        const { result } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
        const functions = result.find((script) => script.url === url)?.functions ?? [];
        for (const { ranges } of functions) if (ranges[0].count > 0) called.add(ranges[0].startOffset);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  return called;
}

/**
 * Where the functions begin that were called while the file was loaded and the events of first-events.mjs came: in the file and
 * in the parts beside it. In a process of its own, since the runtime changes the one that it runs in.
 * @returns {Map<string, Set<number>>} offsets by path
 */
function calledFunctions(file) {
  const { BULKHEAD_MODE, BULKHEAD_POLICY, BULKHEAD_POLICY_FILE, NODE_OPTIONS, ...env } = process.env;
  const script = join(import.meta.dirname, 'first-events.mjs');
  const output = execFileSync(process.execPath, [script, resolve(file)], {
    cwd: dirname(file),
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  const called = JSON.parse(output.slice(output.lastIndexOf('\n', output.length - 2) + 1));
  const parts = join(dirname(resolve(file)), 'lazy/');
  return new Map(
    called
      .filter(([path]) => path === resolve(file) || path.startsWith(parts))
      .map(([path, offsets]) => [path === resolve(file) ? file : path, new Set(offsets)]),
  );
}
