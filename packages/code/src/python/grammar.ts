import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Language, Parser } from 'web-tree-sitter';

/** The two files of WebAssembly that reading Python needs; `grammar.mjs` puts copies beside the built command line. */
const RUNTIME = 'web-tree-sitter.wasm';
const GRAMMAR = 'tree-sitter-python.wasm';

let loading: Promise<Language> | undefined;
let ParserClass: typeof Parser;

/**
 * The Python grammar, loaded once a process. It is searched beside the running file (the built command line carries it in
 * `grammar/`), then among the installed packages (running from source).
 *
 * Rejects where neither place has it: a broken installation.
 */
export function loadPythonGrammar(): Promise<Language> {
  loading ??= load();
  return loading;
}

/** A parser without a language, once the grammar is loaded; its memory is the caller's to free. */
export function newParser(): Parser {
  return new ParserClass();
}

async function load(): Promise<Language> {
  // Loaded for Python alone.
  const { Language, Parser } = await import('web-tree-sitter');
  ParserClass = Parser;
  const beside = join(dirname(fileURLToPath(import.meta.url)), 'grammar');
  const carried = existsSync(join(beside, GRAMMAR));
  await Parser.init(carried ? { locateFile: () => join(beside, RUNTIME) } : {});
  if (carried) return Language.load(join(beside, GRAMMAR));
  const require = createRequire(import.meta.url);
  return Language.load(require.resolve(`tree-sitter-python/${GRAMMAR}`));
}
