import type { FrontEnd, ProjectFiles } from '../engine/types.ts';
import { loadPythonGrammar } from './grammar.ts';
import { type LoweredModule, lowerPython } from './lower.ts';
import { resolvePython } from './resolve.ts';

/** Gives the engine modules of Python. Files are read and lowered once. */
export async function pythonFrontEnd(files: ProjectFiles): Promise<FrontEnd> {
  const language = await loadPythonGrammar();
  const modules = new Map<string, LoweredModule>();
  const resolutions = new Map<string, ReturnType<FrontEnd['resolve']>>();
  return {
    language: 'python',
    load(file) {
      let module = modules.get(file);
      if (module === undefined) {
        module = load(file);
        modules.set(file, module);
      }
      return module;
    },
    resolve(specifier, fromFile, context) {
      const folder = fromFile.slice(0, fromFile.lastIndexOf('/') + 1);
      const key = [specifier, folder, context.codeRoot, ...context.layers].join('\0');
      if (!resolutions.has(key)) resolutions.set(key, resolvePython(files, specifier, fromFile, context));
      return resolutions.get(key);
    },
  };

  function load(file: string): LoweredModule {
    // A package without `__init__.py`: `resolve` names the file all the same.
    if (file.endsWith('/__init__.py') && !files.isFile(file)) return lowerPython(language, file, '');
    const read = files.read(file);
    return 'problem' in read ? { problems: [read.problem] } : lowerPython(language, file, read.text);
  }
}
