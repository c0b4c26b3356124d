import { compileFunction } from 'node:vm';

// As it is now: user code may replace the property, and esbuild reads those of an import anew each time.
const compile = compileFunction;

export type Require = (id: string) => object;
export type Body = (
  exports: object,
  require: Require,
  module: object,
  filename: string | undefined,
  dirname: string | undefined,
) => void;

/** What a CommonJS module is a function of. */
const PARAMETERS = ['exports', 'require', 'module', '__filename', '__dirname'];

/** Compiles the text of a CommonJS module. Without a prototype, so that nothing which code leaves on one is an option. */
export function bodyOf(text: string, filename: string): Body {
  return compile(text, PARAMETERS, { __proto__: null, filename } as object) as Body;
}

/**
 * `require` for the lazy parts of the runtime. They are compiled by a function of Node.js that was taken before user code ran:
 * what is in `require.cache`, or has been put in the place of `Module._load`, has no say in how an operation is judged. No code
 * cache: reading and checking one takes as long as compiling a part does.
 * @param textOf reads a part
 * @param folder where the parts would lie
 */
export function partsFrom(textOf: (name: string) => string, folder: string): Require {
  // Without a prototype, so that nothing which code leaves on one is found.
  const loaded = { __proto__: null } as unknown as Record<string, { exports: object }>;
  const load = (id: string): object => {
    if (slice(id, 0, 5) === 'node:') return getBuiltinModule(id)!;
    // Parts name each other as `./shell-judge.cjs`, the runtime names them as `./lazy/shell-judge.cjs`.
    const name = slice(id, lastIndexOf(id, '/') + 1);
    const known = loaded[name];
    if (known) return known.exports;
    const module = { exports: {} };
    const file = `${folder}/${name}`;
    const body = bodyOf(textOf(name), file);
    loaded[name] = module;
    body(module.exports, load, module, file, folder);
    return module.exports;
  };
  return load;
}

const { apply } = Reflect;
const { getBuiltinModule } = process;
const slice = taken(String.prototype.slice);
const lastIndexOf = taken(String.prototype.lastIndexOf);

/** A method as it is now, whatever stands in its place later. */
function taken<A extends unknown[], R>(method: (this: string, ...args: A) => R): (text: string, ...args: A) => R {
  return (text, ...args) => apply(method, text, args);
}
