import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { cachedDataVersionTag } from 'node:v8';
import vm from 'node:vm';
import { type CompiledPart, readCodeCache, writeCodeCache } from './code-cache.ts';

export interface Program {
  /** What a part of the program exports: `main.cjs`. */
  load(name: string): unknown;
  /** After a run: keeps what V8 made of the program, for the next one. */
  keep(): void;
}

interface LoadedPart {
  readonly module: { exports: object };
  readonly script: vm.Script;
  readonly stamp: string;
}

/** What one project needs of the program is not all that the next one needs. */
const MADE_AGAIN_MS = 86_400_000;

/**
 * The program in a folder: CommonJS files that require each other. Compiling what a scan needs of it takes V8 longer than
 * reading a small project, so that the result is kept from the second run on (the first may be the only one: in CI), in the
 * folder itself: whoever can write there can change the program as well, and nobody else can say what it does.
 * @param command each has its own parts, and so a file of its own
 */
export function openProgram(folder: string, command: string, now: number): Program {
  const cacheFile = path.join(folder, 'code-cache', `${command}-${process.version}-${cachedDataVersionTag()}`);
  const cache = readCodeCache(cacheFile);
  const native = createRequire(path.join(folder, 'main.cjs'));
  const loaded = new Map<string, LoadedPart>();
  let isAsKept = cache.state === 'kept';

  const require = Object.assign(
    (id: string): unknown => (id.startsWith('./part-') ? load(id.slice(2)) : native(id)),
    native,
  );

  function load(name: string): unknown {
    const known = loaded.get(name);
    if (known) return known.module.exports;
    const file = path.join(folder, name);
    const stamp = stampOf(file);
    const kept = cache.parts.get(name);
    const cachedData = kept?.stamp === stamp ? kept.data : undefined;
    // The build writes nothing but ASCII, which is read without being decoded.
    const text = `(function (exports, require, module, __filename, __dirname) {${readFileSync(file, 'latin1')}\n})`;
    const script = new vm.Script(text, {
      filename: file,
      ...(cachedData ? { cachedData } : {}),
    });
    if (!cachedData || script.cachedDataRejected) isAsKept = false;
    const module = { exports: {} };
    loaded.set(name, { module, script, stamp });
    script.runInThisContext()(module.exports, require, module, file, folder);
    return module.exports;
  }

  return {
    load,
    keep() {
      if (isAsKept && now - cache.writtenAt < MADE_AGAIN_MS) return;
      if (cache.state === 'none') writeCodeCache(cacheFile);
      else writeCodeCache(cacheFile, new Map([...loaded].map(([name, part]) => [name, compiled(part)])));
    },
  };
}

/** V8 tells texts apart by their length alone. */
function stampOf(file: string): string {
  const { size, mtimeMs, ctimeMs, ino } = statSync(file);
  return `${size} ${mtimeMs} ${ctimeMs} ${ino}`;
}

/** With all functions that have run. */
function compiled({ script, stamp }: LoadedPart): CompiledPart {
  return { stamp, data: script.createCachedData() };
}
