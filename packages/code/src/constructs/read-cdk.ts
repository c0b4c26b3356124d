import type { CdkCall, CdkConstruct, CdkSource, LambdaFunction } from '@bulkhead/core';
import { makeMachine, runFunction } from '../engine/run.ts';
import type { FrontEnd } from '../engine/types.ts';
import { createJavaScript } from '../javascript/index.ts';
import { ALL_MODELS } from '../models/index.ts';
import { openFiles } from '../project/index.ts';
import { pythonFrontEnd } from '../python/index.ts';
import { cdkEntry } from './cdk-json.ts';
import { cdkModels } from './models.ts';

/**
 * Reads the source of a CDK application by the interpreter that reads functions: what is made is written down, nothing is
 * run. TypeScript, JavaScript and Python; of others `problems` says that they are not read.
 * @param root absolute folder that nothing is read outside of
 * @param folder of `cdk.json`, relative to it
 * @example (await readCdk('/home/me/shop', 'infra')).constructs
 */
export async function readCdk(root: string, folder: string): Promise<CdkSource> {
  const files = openFiles(root);
  const found = cdkEntry(files, folder);
  const place = { file: folder === '' ? 'cdk.json' : `${folder}/cdk.json`, line: 1, column: 1 };
  const nothing = { entry: place.file, folder, constructs: [], calls: [], files: [place.file] };
  if ('problem' in found) return { ...nothing, problems: [found.problem] };
  const { file } = found;
  const isPython = file.endsWith('.py');
  const frontEnd: FrontEnd = isPython ? await pythonFrontEnd(files) : createJavaScript(files);
  const constructs = new Map<string, CdkConstruct>();
  const calls = new Map<string, CdkCall>();
  const machine = makeMachine(
    {
      frontEnds: [frontEnd],
      models: [...cdkModels({ constructs, calls }), ...ALL_MODELS],
      locate: () => ({
        language: isPython ? 'python' : 'javascript',
        file,
        exportPath: [],
        isScript: true,
        context: { codeRoot: folder, layers: [] },
      }),
    },
    () => {},
  );
  const { code, problems } = runFunction(machine, entryFunction(file), { isAuthorizer: false });
  return {
    entry: file,
    folder,
    constructs: [...constructs.values()],
    calls: [...calls.values()],
    files: [...new Set([place.file, ...(code?.files ?? [])])].sort(),
    problems: [...problems, ...(code?.problems ?? [])],
  };
}

/** The interpreter begins at a function; here the file is all of it. */
function entryFunction(file: string): LambdaFunction {
  const place = { file, line: 1, column: 1 };
  const logging = { format: 'Text', applicationLevel: 'INFO', systemLevel: 'INFO' } as const;
  return {
    id: file,
    name: file,
    runtime: '',
    handler: '',
    codeRoot: '',
    architecture: 'x86_64',
    memoryMb: 128,
    timeoutSeconds: 3,
    environment: {},
    logging,
    triggers: [],
    place,
    handlerPlace: place,
  };
}
