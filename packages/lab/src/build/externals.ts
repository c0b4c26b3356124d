import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { Metafile, Plugin } from 'esbuild';
import { isNative, packageOf } from './package-of.ts';

/** Part of the Node.js runtimes of Lambda: https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html */
export const PROVIDED = ['@aws-sdk/*', '@smithy/*', 'aws-sdk'];

/** Leaves packages with compiled parts where they are. Ours; the project's own esbuild plugins are never run. */
export function keepNativePackages(): Plugin {
  const known = new Map<string, boolean>();
  return {
    name: 'bulkhead-native-packages',
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, async (args) => {
        if (args.pluginData === SEEN || args.kind === 'entry-point') return undefined;
        const resolved = await build.resolve(args.path, {
          importer: args.importer,
          resolveDir: args.resolveDir,
          kind: args.kind,
          pluginData: SEEN,
        });
        if (resolved.errors.length > 0 || resolved.external || !/[\\/]node_modules[\\/]/.test(resolved.path))
          return undefined;
        const owner = packageOf(dirname(resolved.path));
        if (!owner) return undefined;
        const native = known.get(owner.folder) ?? isNative(owner);
        known.set(owner.folder, native);
        return native ? { path: args.path, external: true } : undefined;
      });
    },
  };
}

const SEEN = Symbol('resolved once');

/** Provided packages that a bundle imports and that are not installed where it will run. */
export function missingProvided(metafile: Metafile, outputFile: string): string[] {
  const require = createRequire(outputFile);
  const names = Object.values(metafile.outputs).flatMap((output) =>
    output.imports.filter(({ external, path }) => external && /^(@aws-sdk|@smithy)\/|^aws-sdk/.test(path)),
  );
  return [...new Set(names.map(({ path }) => path))].filter((name) => {
    try {
      require.resolve(name);
      return false;
    } catch {
      return true;
    }
  });
}
