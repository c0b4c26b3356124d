import { readFileSync } from 'node:fs';

/**
 * `import * as Client from 'package'` as tsc compiles it to CommonJS without `esModuleInterop`: what the package exports itself, so
 * that it can be called and constructed. esbuild makes a namespace of it, which cannot, whatever tsconfig.json says.
 */
export function plainNamespaceImports(text: string, path: string): string {
  const isOwn = /\.c?tsx?$/.test(path) && !/[\\/]node_modules[\\/]/.test(path);
  return isOwn ? text.replace(OF_A_PACKAGE, "import $1 = require('$2');") : text;
}

/** On one line, as formatters write it; files of the project are ES modules by their syntax, and have a namespace. */
const OF_A_PACKAGE = /^import \* as ([\w$]{1,200}) from ['"]([^'"./\n][^'"\n]{0,300})['"];?/gm;

/** Whether a tsconfig.json asks for CommonJS without `esModuleInterop`; one that inherits says too little. */
export function hasPlainNamespaces(tsconfig: string | undefined): boolean {
  if (tsconfig === undefined) return false;
  const text = readFileSync(tsconfig, 'utf8').replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g, '');
  return (
    /"module"\s*:\s*"commonjs"/i.test(text) && !/"esModuleInterop"\s*:\s*true/.test(text) && !/"extends"\s*:/.test(text)
  );
}
