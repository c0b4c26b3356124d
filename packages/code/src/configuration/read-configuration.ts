import type { CodeProblem, SourceDescription, SourcePlace } from '@bulkhead/core';
import { exported, loadModule, topFrame } from '../engine/modules.ts';
import { makeMachine } from '../engine/run.ts';
import type { EngineParts, ProjectFiles } from '../engine/types.ts';
import { constant } from '../engine/values.ts';
import { createJavaScript } from '../javascript/index.ts';
import { ALL_MODELS } from '../models/index.ts';
import { openFiles } from '../project/index.ts';
import { folderOf } from '../project/paths.ts';
import { describeValue } from './describe-value.ts';

/** A file of code that describes an application, as far as it can be told without running it. */
export interface Configuration extends SourceDescription {
  readonly problems: readonly CodeProblem[];
}

/** Stands for the absolute path of the folder that the command is run in: nothing of this machine gets into a result. */
const HERE = '/project';

/**
 * Reads what a file of JavaScript or TypeScript exports as the description of an application, by the interpreter that reads
 * functions: `serverless.ts` with what it imports. Nothing is run, and nothing outside of the root is read.
 * @param root absolute folder
 * @param file relative to it; its folder counts as the one that the framework is run in
 * @example readConfiguration('/home/me/shop', 'serverless.ts').value
 */
export function readConfiguration(root: string, file: string): Configuration {
  return readFrom(openFiles(root), file);
}

export function readFrom(files: ProjectFiles, file: string): Configuration {
  const folder = folderOf(file);
  const place: SourcePlace = { file, line: 1, column: 1 };
  const parts: EngineParts = {
    frontEnds: [createJavaScript(files)],
    models: [
      {
        language: 'javascript',
        modules: ['global', 'process'],
        calls: Object.fromEntries(
          ['process.cwd', 'cwd'].map((name) => [name, (_, engine) => engine.constant(HERE)] as const),
        ),
      },
      ...ALL_MODELS,
    ],
    locate: () => ({ problem: { kind: 'missing-source', message: 'no function is read', place } }),
    globalOf: (name, from) => {
      const own = folder === '' ? from : from.startsWith(`${folder}/`) ? from.slice(folder.length + 1) : undefined;
      if (own === undefined) return undefined;
      if (name === '__filename') return constant(`${HERE}/${own}`);
      return name === '__dirname' ? constant(`${HERE}/${folderOf(own)}`.replace(/\/$/, '')) : undefined;
    },
  };
  const machine = makeMachine(parts, () => {});
  const instance = loadModule(machine, 'javascript', file, { codeRoot: folder, layers: [] });
  const problems = [...machine.report.problems.values()];
  if (instance === undefined) {
    return { value: { kind: 'unknown', reason: 'could not be read', place }, files: [file], problems };
  }
  machine.frame = topFrame(instance);
  const exportedValue = exported(machine, instance, 'default', place);
  // `module.exports = async () => ({ … })`
  const value = machine.engine.isFunction(exportedValue)
    ? machine.engine.call(exportedValue, [], place)
    : exportedValue;
  const read = new Set([...machine.modules.values()].map(({ ir }) => ir.file));
  return { value: describeValue(machine.engine, value, place), files: [...read].sort(), problems };
}
