import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Loader, Plugin } from 'esbuild';

/**
 * `import * as Client from 'package'` as tsc compiles it to CommonJS without `esModuleInterop`: what the package exports itself, so
 * that it can be called and constructed. esbuild makes a namespace of it, which cannot, whatever tsconfig.json says.
 */
export function plainNamespaceImports(): Plugin {
  return {
    name: 'bulkhead-plain-namespace-imports',
    setup({ onLoad }) {
      onLoad({ filter: /\.c?tsx?$/ }, async ({ path }) => {
        if (/[\\/]node_modules[\\/]/.test(path)) return undefined;
        const text = await readFile(path, 'utf8');
        const contents = text.replace(OF_A_PACKAGE, "import $1 = require('$2');");
        return contents === text ? undefined : { contents, loader: extname(path).replace(/^\.c?/, '') as Loader };
      });
    },
  };
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
