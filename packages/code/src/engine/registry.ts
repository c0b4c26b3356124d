import type { Model, ModelSet, ReadModel } from './types.ts';

/** All that models say of one module, put together. */
export interface ModuleModels {
  readonly calls: ReadonlyMap<string, Model>;
  readonly reads: ReadonlyMap<string, ReadModel>;
  readonly otherCalls: readonly Model[];
  readonly otherReads: readonly ReadModel[];
}

/** Models of a language by module; found once a module, then kept, so that the number of models costs nothing. */
export type Registry = (module: string) => ModuleModels;

export function makeRegistry(language: 'javascript' | 'python', sets: readonly ModelSet[]): Registry {
  const exact = new Map<string, ModelSet[]>();
  const families: { prefix: string; set: ModelSet }[] = [];
  for (const set of sets) {
    if (set.language !== language) continue;
    for (const name of set.modules) {
      if (name.endsWith('*')) families.push({ prefix: name.slice(0, -1), set });
      else exact.set(name, [...(exact.get(name) ?? []), set]);
    }
  }
  const known = new Map<string, ModuleModels>();
  return (module) => {
    let models = known.get(module);
    if (models === undefined) {
      const family = families.filter(({ prefix }) => module.startsWith(prefix)).map(({ set }) => set);
      models = putTogether([...(exact.get(module) ?? []), ...family]);
      known.set(module, models);
    }
    return models;
  };
}

function putTogether(sets: readonly ModelSet[]): ModuleModels {
  const calls = new Map<string, Model>();
  const reads = new Map<string, ReadModel>();
  const otherCalls: Model[] = [];
  const otherReads: ReadModel[] = [];
  for (const set of sets) {
    for (const [path, model] of Object.entries(set.calls ?? {})) if (!calls.has(path)) calls.set(path, model);
    for (const [path, model] of Object.entries(set.reads ?? {})) if (!reads.has(path)) reads.set(path, model);
    if (set.otherCalls !== undefined) otherCalls.push(set.otherCalls);
    if (set.otherReads !== undefined) otherReads.push(set.otherReads);
  }
  return { calls, reads, otherCalls, otherReads };
}
